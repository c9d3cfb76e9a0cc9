"""What was typed is shown again in words: no name of a field, and no code of a choice, is read by anybody."""

import csv
import fnmatch

import pytest
from flask import Flask
from flask_babel import force_locale, gettext

from portal.accounts.kept.labels import typed_label, typed_value
from portal.accounts.kept.rules import is_secret, typed_fields
from portal.core.config import ROOT
from portal.core.locales import OFFERED, babel_locale

PARAMETERS = ROOT / "tests" / "guards" / "parameters.csv"
EVERYWHERE = ("*", "hq_*")
"""Names that any form may have; those of forms with a class have their words there."""


def asked_for(app: Flask) -> set[tuple[str, str]]:
    """Return every field that people fill in, by the room that takes it and its name."""
    listed = [row for row in csv.DictReader(PARAMETERS.open()) if row["place"] == "form"]
    found = set()
    for rule in app.url_map.iter_rules():
        if "POST" not in (rule.methods or ()):
            continue
        room = ".".join(app.view_functions[rule.endpoint].__module__.split(".")[:2])
        for row in listed:
            name = row["name"].replace("*", "1")
            typed = typed_fields([(name, "x")]) and not is_secret(name)
            if typed and row["endpoint"] not in EVERYWHERE and fnmatch.fnmatch(rule.endpoint, row["endpoint"]):
                found.add((room, name))
    return found


@pytest.mark.parametrize("language", OFFERED)
def test_every_field_is_called_by_words(app: Flask, language: str) -> None:
    fields = asked_for(app)

    with app.test_request_context(), force_locale(babel_locale(language)):
        told = {(room, name): typed_label(name, room) for room, name in fields}
        nameless = {field for field, label in told.items() if label in (field[1], gettext("Entry"))}

    assert len(fields) > 100
    assert nameless == set()


def test_a_field_nobody_gave_words_to_is_an_entry(app: Flask) -> None:
    with app.test_request_context():
        assert typed_label("secret_name", "portal.stock") == "Entry"
        assert typed_label("column-weight_g", "portal.masterdata") == typed_label("weight_g", "portal.masterdata")
        assert typed_label("weight_g", "portal.masterdata") != "Entry"


@pytest.mark.parametrize(
    ("room", "name", "value", "told"),
    [
        ("portal.returns", "outcome-12", "credit_only", "Credit, goods stay"),
        ("portal.returns", "reason-3", "dmg_v", "Transit damage, seen on delivery"),
        ("portal.stock", "reason", "found", "found"),
        ("portal.stock", "quarantine", "yes", "✓"),
        ("portal.orders", "subject-1", "line:3", "Line 3"),
        ("portal.orders", "subject-1", "field:vin", "Vehicle (VIN)"),
        ("portal.orders", "answer-7", "declined", "Declined"),
        ("portal.masterdata", "state", "active", "Active"),
        ("portal.allocation", "cause", "quality", "Held for inspection"),
        ("portal.orders", "note", "declined", "declined"),
    ],
)
def test_what_was_chosen_is_told_as_it_was_offered(app: Flask, room: str, name: str, value: str, told: str) -> None:
    with app.test_request_context():
        assert typed_value(name, value, room) == told
