"""Words of master data: states of change sets, what happens to rows, what cells hold, kinds and fields by name."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _lp

from portal.audit.labels import register_record
from portal.masterdata.rules_changes import Action
from portal.masterdata.rules_fields import Shape
from portal.masterdata.states import ChangeSetState
from portal.masterdata.words.labels_fields import FIELD_WORDS
from portal.masterdata.words.labels_kinds import KIND_WORDS

S = ChangeSetState
STATE_WORDS: Mapping[ChangeSetState, Any] = {
    S.CHOOSING: _lp("change set", "Columns to be said"),
    S.CHECKING: _lp("change set", "Being checked"),
    S.CHECKED: _lp("change set", "Checked"),
    S.WAITING: _lp("change set", "Waits for a second person"),
    S.APPLYING: _lp("change set", "Being applied"),
    S.APPLIED: _lp("change set", "Applied"),
    S.UNDOING: _lp("change set", "Being taken back"),
    S.UNDONE: _lp("change set", "Taken back"),
    S.CANCELLED: _lp("change set", "Left"),
    S.REFUSED: _lp("change set", "Refused"),
    S.UNREADABLE: _lp("change set", "Cannot be read"),
}
STATE_TONES: Mapping[ChangeSetState, str] = {
    S.CHOOSING: "warn",
    S.CHECKING: "info",
    S.CHECKED: "info",
    S.WAITING: "warn",
    S.APPLYING: "info",
    S.APPLIED: "ok",
    S.UNDOING: "info",
    S.UNDONE: "mute",
    S.CANCELLED: "mute",
    S.REFUSED: "bad",
    S.UNREADABLE: "bad",
}
ACTION_WORDS: Mapping[Action, Any] = {
    Action.NEW: _lp("row", "New"),
    Action.CHANGED: _lp("row", "Changed"),
    Action.GONE: _lp("row", "Goes"),
}
ACTION_TONES: Mapping[Action, str] = {Action.NEW: "ok", Action.CHANGED: "info", Action.GONE: "warn"}
SHAPE_WORDS: Mapping[Shape, Any] = {
    Shape.TEXT: _lp("what a cell holds", "Text"),
    Shape.CODE: _l("Text, zeros in front are kept"),
    Shape.WHOLE: _l("Whole number"),
    Shape.YEAR: _l("Year, as 2026"),
    Shape.DECIMAL: _lp("shape", "Number"),
    Shape.DAY: _l("Day, as 2026-11-30"),
    Shape.YES_NO: _l("yes or no"),
    Shape.CHOICE: _l("One of these words, or what it is called"),
    Shape.COUNTRY: _l("Country by its name, or of two letters (ISO 3166)"),
    Shape.CURRENCY: _l("Currency of three letters (ISO 4217)"),
    Shape.ZONE: _l("Time zone, as Africa/Cairo"),
    Shape.CLOCK: _l("Time of day, as 14:30"),
    Shape.EMAIL: _l("E-mail address"),
    Shape.PHONE: _l("Phone number with its country's, as +20 66 555 0142"),
    Shape.WORDS: _l("Some of these words, with a comma between"),
}

register_record(
    {
        "masterdata.applied": _l("Master data changed"),
        "masterdata.undone": _l("Change of master data taken back"),
        "masterdata.refused": _l("Change of master data refused"),
    },
    {"change_set": _l("Change of master data")},
)


def kind_words(kind: str) -> tuple[Any, Any]:
    """Return the title of a kind and the sentence that says what it is."""
    return KIND_WORDS.get(kind, (kind, ""))


_OF_PEOPLE = {"name": _lp("person", "Name")}
"""What fields of persons are called otherwise than those of things."""


def field_words(name: str, kind: str = "") -> Any:
    """Return what a field is called, of rows of a kind where some call it otherwise."""
    own = _OF_PEOPLE if kind in ("people", "contacts") else {}
    return own.get(name) or FIELD_WORDS.get(name, name)
