"""In every language each heading of a kind stands for one field, also without its brackets."""

from collections import Counter

import pytest
from flask import Flask
from flask_babel import force_locale

from portal.core.locales import OFFERED, babel_locale
from portal.core.sheets.folding import folded
from portal.masterdata.labels import field_words
from portal.masterdata.ports import Kind, kinds_for
from portal.masterdata.rules_fields import Field, Fields
from tests.orders.factories import hq_actor


def shared(kind: Kind, language: str) -> set[str]:
    """Headings of a kind that stand for several fields."""
    with force_locale(babel_locale(language)):
        counted = Counter(folded(str(field_words(one.name))) for one in kind.fields.all)
    return {heading for heading, times in counted.items() if times > 1}


@pytest.mark.parametrize("language", OFFERED)
def test_no_two_fields_of_a_kind_share_a_heading(app: Flask, language: str) -> None:
    with app.test_request_context():
        kinds = kinds_for(hq_actor(["hq_steward", "hq_admin", "hq_planner", "hq_finance"]))
        assert len(kinds) > 20
        assert {kind.name: shared(kind, language) for kind in kinds if shared(kind, language)} == {}


def test_two_fields_that_differ_in_brackets_only_would_be_found(app: Flask) -> None:
    fields = Fields((Field("Ships within (minutes)"), Field("Ships within (days)")), ())

    with app.test_request_context():
        assert shared(Kind("planted", fields, lambda: None, lambda *_: None), "en") == {"ships within"}  # type: ignore[arg-type,return-value]
