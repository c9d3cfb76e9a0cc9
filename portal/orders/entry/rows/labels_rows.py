"""Words of the answers to the rows of a draft."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from portal.catalogue.rules_part_numbers import Respelled
from portal.core import formats
from portal.core.errors import Refused
from portal.core.web.languages import language, reader_locale
from portal.core.web.refusals import words_of
from portal.intake.rules_quantity import groups
from portal.orders.entry.rows.rules_answers import RowAnswer

ANSWER_WORDS = {
    RowAnswer.NO_PART: _l("No part number"),
    RowAnswer.UNKNOWN: _l("Unknown part"),
    RowAnswer.BAD_QUANTITY: _l("Quantity not understood"),
    RowAnswer.NOT_RELEASED: _l("Not released for this market"),
    RowAnswer.DISCONTINUED: _l("Discontinued"),
    RowAnswer.NO_PRICE: _l("No price"),
    RowAnswer.SUPERSEDED: _l("Superseded"),
    RowAnswer.BELOW_MINIMUM: _l("Below the minimum"),
    RowAnswer.NOT_WHOLE_PACKS: _l("Not in whole packs"),
    RowAnswer.DUPLICATE: _l("Duplicate, added up"),
    RowAnswer.LAST_PIECES: _l("Last pieces"),
    RowAnswer.SPLIT: _l("Part now, part later"),
    RowAnswer.LATER: _l("Later"),
    RowAnswer.FOUND: _l("Found, in stock"),
}
ANSWER_TONES = {
    RowAnswer.NO_PART: "bad",
    RowAnswer.UNKNOWN: "bad",
    RowAnswer.BAD_QUANTITY: "bad",
    RowAnswer.NOT_RELEASED: "bad",
    RowAnswer.DISCONTINUED: "bad",
    RowAnswer.NO_PRICE: "bad",
    RowAnswer.SUPERSEDED: "warn",
    RowAnswer.BELOW_MINIMUM: "warn",
    RowAnswer.NOT_WHOLE_PACKS: "warn",
    RowAnswer.DUPLICATE: "info",
    RowAnswer.LAST_PIECES: "warn",
    RowAnswer.SPLIT: "info",
    RowAnswer.LATER: "info",
    RowAnswer.FOUND: "ok",
}


RESPELLED_WORDS: Mapping[Respelled, Any] = {
    Respelled.ZEROS_ADDED: _l("zeros in front added"),
    Respelled.ZEROS_LEFT_OUT: _l("zeros in front left out"),
    Respelled.ALIKE: _l("a letter and a digit that look alike"),
    Respelled.SIGNS: _l("spaces and signs as in the catalogue"),
    Respelled.CAPITALS: _l("capital letters"),
    Respelled.LETTERS: _l("letters and digits of another form made plain"),
}


def respelled_text(kinds: Iterable[str]) -> str:
    """Return in what a part number as it was typed differs from the part's own, as one list."""
    return formats.listed([str(RESPELLED_WORDS[Respelled(kind)]) for kind in kinds], language())


def row_text(answer: str, facts: Mapping[str, Any]) -> str:
    """Return one sentence that says what the portal understood of a row, and what follows."""
    said = RowAnswer(answer)
    teller = _TELLERS.get(said)
    return teller(facts) if teller else ""


def grouped_text(quantity_text: str, quantity: int | None) -> str:
    """Return how a quantity was read whose sign another country reads as a decimal sign, "" for any other."""
    if quantity is None or not groups(quantity_text):
        return ""
    return _("The quantity “%(text)s” was read as %(whole)s.", text=quantity_text.strip(), whole=quantity)


def _n(value: Any) -> str:
    return formats.number(int(value), language())


def _day(value: str) -> str:
    return formats.date(date.fromisoformat(value), reader_locale()) if value else "–"


def _fault(facts: Mapping[str, Any]) -> str:
    return words_of(Refused(facts["fault"], **facts.get("fault_facts", {})))


_DAMAGE_WORDS = {
    "day": _l(
        "The spreadsheet turned this part number into a date. Type it here; in the file, format its column as text."
    ),
    "time": _l(
        "The spreadsheet turned this part number into a time. Type it here; in the file, format its column as text."
    ),
    "percent": _l("This is a percentage, no part number. Type the part number here."),
    "exponent": _l(
        "The spreadsheet shortened this part number to a power of ten. Type it here; in the file, format its column as "
        "text."
    ),
    "error": _l("The formula in this cell failed. Type the part number here."),
    "no_value": _l(
        "This part number is a formula whose result is not stored in the file. Open the file in a spreadsheet program, "
        "save it and upload it again, or type the number here."
    ),
}


def _unknown(facts: Mapping[str, Any]) -> str:
    if facts.get("damage") in _DAMAGE_WORDS:
        return str(_DAMAGE_WORDS[facts["damage"]])
    if facts.get("near"):
        return _("There is no part of this number. Did you mean one of these?")
    return _("There is no part of this number.")


def _superseded(facts: Mapping[str, Any]) -> str:
    stock = int(facts.get("stock", 0))
    if facts.get("keep"):
        return ngettext(
            "%(n)s piece of the old part is left and is used first; the rest comes as what replaces it.",
            "%(n)s pieces of the old part are left and are used first; the rest comes as what replaces it.",
            stock,
            n=_n(stock),
        )
    if facts.get("kind") == "kit":
        text = _("It is replaced by a set of parts.")
    elif facts.get("kind") == "choice":
        text = _("It is replaced by one of several parts; choose one.")
    else:
        text = _("It is replaced by a newer part.")
    left = ngettext(
        "%(n)s piece of the old part is left.", "%(n)s pieces of the old part are left.", stock, n=_n(stock)
    )
    return _("%(replaced)s %(left)s", replaced=text, left=left)


def _minimum(facts: Mapping[str, Any]) -> str:
    return _(
        "At least %(minimum)s are ordered; the next right quantity is %(suggested)s.",
        minimum=_n(facts["minimum"]),
        suggested=_n(facts["suggested"]),
    )


def _packs(facts: Mapping[str, Any]) -> str:
    return _(
        "It comes in packs of %(pack)s; the next right quantity is %(suggested)s.",
        pack=_n(facts["pack"]),
        suggested=_n(facts["suggested"]),
    )


def _duplicate(facts: Mapping[str, Any]) -> str:
    total = int(facts["total"])
    return ngettext(
        "Added up with row %(row)s to %(total)s piece; one line is ordered.",
        "Added up with row %(row)s to %(total)s pieces; one line is ordered.",
        total,
        row=_n(facts["row"]),
        total=_n(total),
    )


def _one_depot(facts: Mapping[str, Any]) -> str:
    """Return what one depot can give of a part, where the order ships only whole, and what all have of it."""
    return _(
        "The order ships only whole, from one depot: no depot has more than %(most)s of the %(free)s in stock.",
        most=_n(facts["one_depot"]),
        free=_n(facts["free"]),
    )


def _last(facts: Mapping[str, Any]) -> str:
    stock = int(facts["stock"])
    if "one_depot" in facts:
        return _("It is no longer made, and no more will come. %(there)s", there=_one_depot(facts))
    if stock < int(facts["total"]):
        return ngettext(
            "It is no longer made, and no more will come: only %(n)s piece is left.",
            "It is no longer made, and no more will come: only %(n)s pieces are left.",
            stock,
            n=_n(stock),
        )
    return ngettext(
        "It is no longer made; %(n)s piece is left.",
        "It is no longer made; %(n)s pieces are left.",
        stock,
        n=_n(stock),
    )


def _split(facts: Mapping[str, Any]) -> str:
    values = {"now": _n(facts["now"]), "later": _n(facts["later"]), "day": _day(facts["on"])}
    if facts.get("planned"):
        return _("%(now)s now; %(later)s with the planned receipt of %(day)s.", **values)
    return _("%(now)s now; %(later)s about %(day)s (supplier's lead time).", **values)


def _later(facts: Mapping[str, Any]) -> str:
    if "one_depot" in facts:
        there = _one_depot(facts)
        if facts.get("planned"):
            return _("%(there)s Planned receipt %(day)s.", there=there, day=_day(facts["on"]))
        return _("%(there)s About %(day)s (supplier's lead time).", there=there, day=_day(facts["on"]))
    if facts.get("planned"):
        return _("None in stock; planned receipt %(day)s.", day=_day(facts["on"]))
    return _("None in stock; about %(day)s (supplier's lead time).", day=_day(facts["on"]))


def _found(facts: Mapping[str, Any]) -> str:
    if facts.get("rows"):
        rows, total = formats.listed(map(_n, facts["rows"]), language()), int(facts["total"])
        return ngettext(
            "Rows %(rows)s added up to %(total)s piece.",
            "Rows %(rows)s added up to %(total)s pieces.",
            total,
            rows=rows,
            total=_n(total),
        )
    return ""


_TELLERS = {
    RowAnswer.NO_PART: lambda _facts: _("The row has a quantity but no part number."),
    RowAnswer.UNKNOWN: _unknown,
    RowAnswer.BAD_QUANTITY: _fault,
    RowAnswer.NOT_RELEASED: lambda _facts: _("This part may not be sold where the goods go."),
    RowAnswer.DISCONTINUED: lambda _facts: _("It is no longer made, has no successor, and none is left."),
    RowAnswer.NO_PRICE: lambda _facts: _("There is no valid price for it. Ask headquarters for one."),
    RowAnswer.SUPERSEDED: _superseded,
    RowAnswer.BELOW_MINIMUM: _minimum,
    RowAnswer.NOT_WHOLE_PACKS: _packs,
    RowAnswer.DUPLICATE: _duplicate,
    RowAnswer.LAST_PIECES: _last,
    RowAnswer.SPLIT: _split,
    RowAnswer.LATER: _later,
    RowAnswer.FOUND: _found,
}
