"""The demo, loaded once per engine for all tests of this folder that only read it."""

from collections.abc import Iterator

import pytest
from flask import Flask

from portal.core.database import db
from portal.core.scope import EVERYONE, scoped, set_scope
from portal.demo.load import load_demo
from tests.conftest import Engine


@pytest.fixture(scope="module")
def demo_told(engine: Engine) -> list[str]:
    """Load the demo into a fresh database, and return what the operator was told."""
    told: list[str] = []
    engine.renew()
    with engine.app.app_context(), scoped(EVERYONE):
        load_demo(told.append)
        db.session.remove()
    return told


@pytest.fixture
def demo(engine: Engine, demo_told: list[str]) -> Iterator[Flask]:
    """The application with the demo loaded; tests with it only read."""
    with engine.app.app_context(), scoped(EVERYONE):
        yield engine.app
        db.session.remove()
    set_scope(None)
