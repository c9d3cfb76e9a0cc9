"""Words of what was typed: what a field is called on the page it was typed on, and what was chosen there."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _pl

from portal.core import formats
from portal.core.numerals import whole_number
from portal.core.web.forms import choice_of, label_of
from portal.core.web.languages import language

TYPED_LABELS: Mapping[str, Any] = {
    "about": _l("About"),
    "answer": _l("Answer"),
    "answer_by": _l("Answer by"),
    "approved": _l("Approve"),
    "ask": _l("Request"),
    "ask_note": _l("Your note"),
    "carton": _pl("package", "Carton"),
    "cause": _l("Reason"),
    "count": _l("Pieces counted"),
    "counted": _l("Pieces counted"),
    "damaged": _l("Damaged"),
    "fee": _l("Restocking fee"),
    "heading": _l("Headings"),
    "last": _l("Nothing more comes of it"),
    "liability": _l("Borne by"),
    "line": _l("Line"),
    "lines": _l("Part numbers and quantities"),
    "list_name": _l("Name"),
    "list_quantity": _l("Quantity"),
    "logo": _l("New logo"),
    "missing": _l("Pieces that are short"),
    "note": _l("Note"),
    "order": _l("Which first"),
    "outcome": _l("Outcome"),
    "own_number": _l("Own part number"),
    "part": _l("Part number"),
    "partial_reason": _l("Who at the distributor wants it, and why"),
    "photos": _l("Photos"),
    "pick": _l("Picked"),
    "place": _l("Depot or area"),
    "promised_on": _l("New date"),
    "quantity": _l("Quantity"),
    "quarantine": _l("Into quarantine, until somebody has looked at them"),
    "reason": _l("Reason"),
    "received": _pl("pieces", "Received"),
    "reference": _l("Reference"),
    "remove": _l("Remove"),
    "settle": _l("Settle"),
    "shared": _l("Seen by"),
    "subject": _l("About"),
    "to": _l("Colleague"),
    "to_depot": _l("To depot"),
    "unseen": _l("Read rows that are hidden or struck through as well"),
    "whole": _l("The file is the whole list: what is not in it goes"),
    "words": _l("What is seen on it"),
    "wrong": _l("Wrong part"),
}
"""Labels of fields that pages write themselves, without a form; rows add `-` and their place to the name."""


@dataclass(frozen=True, slots=True)
class Named:
    """What a room calls fields of its own, and what may be chosen in them: by field and code, or asked for by both."""

    fields: Mapping[str, Any] = field(default_factory=dict)
    choices: Mapping[tuple[str, str], Any] = field(default_factory=dict)
    chosen: Callable[[str, str], Any] = lambda _field, _code: None


_OF_NO_ROOM = Named()
_rooms: dict[str, Named] = {}


def name_typed(room: str, named: Named) -> None:
    """Tell what a room (`portal.stock`) calls fields that its pages write themselves, and their choices."""
    _rooms[room] = named


def typed_label(name: str, room: str) -> str:
    """Return what a field of a room's pages is called: a name nobody gave words to is an entry, never itself."""
    head, _dash, place = name.partition("-")
    own = _rooms.get(room, _OF_NO_ROOM).fields
    whole = own.get(place) or own.get(name)
    word = str(own.get(head) or TYPED_LABELS.get(head, "")) or label_of(head, room)
    if not place or whole or not word:
        return str(whole or "") or label_of(name, room) or word or _("Entry")
    row = whole_number(place)
    return word if row is None else _("%(field)s, row %(row)s", field=word, row=formats.number(row, language()))


def typed_value(name: str, value: str, room: str) -> str:
    """Return what was chosen in a field in words, a tick for a box, else what was typed."""
    named, head = _rooms.get(room, _OF_NO_ROOM), name.partition("-")[0]
    said = named.choices.get((head, value)) or named.chosen(head, value)
    return str(said) if said else choice_of(name, value, room)
