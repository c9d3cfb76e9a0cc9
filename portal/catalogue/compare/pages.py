"""Parts side by side: each fact a row, each part a column, and in which rows they differ."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup

from portal.catalogue import labels
from portal.catalogue.ports_offers import Offer
from portal.catalogue.queries import PartFacts
from portal.catalogue.vehicles.rules_fitment import Fitment
from portal.core.web.cells import together
from portal.core.web.page_words import NOTHING, ltr, reader
from portal.core.web.prices import ON_REQUEST

MOST = 4
"""Parts that stand side by side on one page."""


@dataclass(frozen=True, slots=True)
class Row:
    """A fact: its words, what each part has of it, whether they differ, and whether it is figures."""

    words: str
    cells: list[Any]
    differs: bool
    look: str = ""


@dataclass(frozen=True, slots=True)
class _Side:
    """All that is known of one part."""

    part: PartFacts
    offer: Offer
    fitments: tuple[Fitment, ...]


def compared(
    parts: Sequence[PartFacts], told: Mapping[int, Offer], fitments: Mapping[int, tuple[Fitment, ...]]
) -> list[Row]:
    """Return the facts of parts side by side; a fact none of them has is left out."""
    sides = [_Side(part, told[part.id], fitments.get(part.id, ())) for part in parts]
    rows = [(words, [cell(side) for side in sides], look) for words, cell, look in _facts()]
    return [
        Row(words, [cell or NOTHING for cell in cells], len({str(cell) for cell in cells}) > 1, look)
        for words, cells, look in rows
        if any(cells)
    ]


Fact = tuple[str, Callable[[_Side], Any], str]


def _facts() -> list[Fact]:
    """Return the facts in their order, in the language in force: words, what a part has of it, how cells look."""
    told = reader()
    return [
        (
            _("State"),
            lambda one: told.pill_html(labels.STATE_WORDS[one.part.state], labels.STATE_TONES[one.part.state]),
            "",
        ),
        (_("Availability"), lambda one: told.pill_html(one.offer.words, one.offer.tone), ""),
        (_("Next receipt"), lambda one: one.offer.next_on and told.day(one.offer.next_on), ""),
        (_("List price"), lambda one: one.offer.price and told.unit_price(one.offer.price.list_price), "n"),
        (_("Net price"), lambda one: one.offer.price and told.unit_price(one.offer.price.net), "n"),
        (_("Price"), lambda one: "" if told.sees_prices() else _asked(one), "n"),
        (_("Unit of measure"), lambda one: labels.unit_text(one.part.unit), ""),
        (_("Minimum order quantity"), lambda one: told.number(one.part.minimum), "n"),
        (_("Pack quantity"), lambda one: told.number(one.part.pack), "n"),
        (_("Weight"), lambda one: told.weight(one.part.weight_g) if one.part.weight_g else "", "n"),
        (_("Length × width × height"), _sides, "n"),
        (_("HS code"), lambda one: ltr(one.part.hs_code) if one.part.hs_code else "", ""),
        (_("Country of origin"), lambda one: told.country_name(one.part.origin) if one.part.origin else "", ""),
        (_("Lead time"), lambda one: ngettext("%(num)s day", "%(num)s days", one.part.lead_time_days), ""),
        (_("UN number"), lambda one: ltr(one.part.dangerous.un_number) if one.part.dangerous else "", ""),
        (_("Fits"), _fits, ""),
    ]


def _asked(one: _Side) -> Any:
    """Return what the general distributor asks, or words, where headquarters' prices are kept from the reader."""
    above = one.offer.above
    return together(reader().general_price(above.net), " ", ltr(above.currency)) if above else str(ON_REQUEST)


def _sides(one: _Side) -> Any:
    part = one.part
    return labels.sides_text(part.length_mm, part.width_mm, part.height_mm) if part.length_mm else ""


def _fits(one: _Side) -> Any:
    return Markup("<br>").join(ltr(f"{each.model} {each.years}") for each in one.fitments)
