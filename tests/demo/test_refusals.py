"""Where the demo is never loaded."""

from dataclasses import replace

import pytest
from flask import Flask

from portal.core.errors import Refused
from portal.demo.load import is_empty, load_demo
from tests.catalogue.factories import make_part


def test_an_empty_database_is_empty_and_one_part_ends_that(app: Flask) -> None:
    assert is_empty()

    make_part("A1")

    assert not is_empty()
    with pytest.raises(Refused, match=r"demo\.not_empty"):
        load_demo(print)


def test_production_is_refused_before_anything_is_written(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = replace(app.extensions["settings"], env="production")
    monkeypatch.setitem(app.extensions, "settings", settings)

    with pytest.raises(Refused, match=r"demo\.production"):
        load_demo(print)
    assert is_empty()
