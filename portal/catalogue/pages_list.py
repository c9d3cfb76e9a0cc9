"""The list of parts: its columns over a part and what is offered of it, its page, its file."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from flask_babel import lazy_gettext as _l
from markupsafe import Markup

from portal.catalogue import labels
from portal.catalogue.models import PartState
from portal.catalogue.photos.queries import SMALL, Thumbnail
from portal.catalogue.ports_offers import Offer
from portal.catalogue.queries import PartFacts
from portal.core import formats
from portal.core.sheets.writer import ColumnKind
from portal.core.web.apart import isolated_words
from portal.core.web.cells import numbered, together
from portal.core.web.columns import PRICES, Columns, Drawn, Field, Reader
from portal.core.web.languages import language
from portal.core.web.page_words import ltr
from portal.core.web.prices import ON_REQUEST

ADDING = "adding"
"""The mark of a reader who may put parts into an order."""
BELOW = "below"
"""The mark of a list in which prices of a general distributor may stand."""


class Listed(NamedTuple):
    """A part and what is offered of it; on the page also what adds it to an order."""

    part: PartFacts
    offer: Offer
    add: Any = ""
    photo: Thumbnail | None = None


def _price(row: Listed, name: str) -> Any:
    price = row.offer.price
    return getattr(price, name) if price else None


def _unit_price(name: str) -> Callable[[Listed, Reader], Any]:
    return lambda row, reader: reader.unit_price(_price(row, name)) if row.offer.price else "–"


def _above(row: Any, name: str) -> Any:
    return getattr(row.offer.above, name) if row.offer.above else None


def _asked_above(row: Any, reader: Reader) -> Any:
    above = row.offer.above
    if above is None:
        return "–" if PRICES in reader.marks else str(ON_REQUEST)
    return together(reader.general_price(above.net), " ", ltr(above.currency))


def _name(row: Listed, reader: Reader) -> Any:
    part, pills = row.part, []
    if part.dangerous:
        pills.append(reader.pill(ltr(part.dangerous.un_number), "warn"))
    if part.state != PartState.ACTIVE:
        pills.append(reader.pill(labels.STATE_WORDS[part.state], labels.STATE_TONES[part.state]))
    told = together(part.name, *(together(" ", each) for each in pills)) if pills else part.name
    return _pictured(row.photo, told, reader) if row.photo else told


def _pictured(photo: Thumbnail, told: Any, reader: Reader) -> Any:
    """Return a part's name beside its small picture, which leads nowhere and is not read out: the name is said."""
    address = reader.at("catalogue.photo", public_id=photo.public_id, size=SMALL)
    drawn = Markup(
        '<span class="pictured"><img src="%s" alt="" width="%s" height="%s" loading="lazy"><span>%s</span></span>'
    )
    return drawn % (address, photo.width, photo.height, isolated_words(told))


def _next(row: Listed, reader: Reader) -> Any:
    offer = row.offer
    if not offer.next_on:
        return "–"
    return Markup('%s <span class="sub">%s</span>') % (reader.day(offer.next_on), reader.number(offer.next_quantity))


ABOVE = (
    Field(
        _l("General distributor's price"),
        _asked_above,
        lambda row: _above(row, "net"),
        kind=ColumnKind.MONEY,
        select=("above",),
        look="n",
        only=BELOW,
        asked=True,
    ),
    Field(_l("Currency of the general distributor"), value=lambda row: _above(row, "currency"), width=8, only=BELOW),
)
"""What a part costs at the general distributor, to its dealers."""

PARTS = Columns(
    Field(
        _l("Part number"),
        lambda row, reader: numbered(reader.href, row.part.number),
        lambda row: row.part.number,
        width=18,
        sort="number",
    ),
    Field(_l("Name"), _name, lambda row: row.part.name, width=44, sort="name"),
    Field(_l("State"), value=lambda row: str(labels.STATE_WORDS[row.part.state])),
    Field(_l("Unit of measure"), value=lambda row: labels.unit_text(row.part.unit)),
    Field(
        _l("Availability"), lambda row, reader: reader.pill(row.offer.words, row.offer.tone), select=("availability",)
    ),
    Field(_l("Next receipt"), _next, select=("next_on",)),
    Field(
        _l("Minimum order quantity"),
        lambda row, reader: reader.number(row.part.minimum),
        lambda row: row.part.minimum,
        kind=ColumnKind.INTEGER,
        select=("minimum",),
        look="n",
    ),
    Field(
        _l("Pack quantity"),
        lambda row, reader: reader.number(row.part.pack),
        lambda row: row.part.pack,
        kind=ColumnKind.INTEGER,
        select=("pack",),
        look="n",
    ),
    Field(_l("Weight (g)"), value=lambda row: row.part.weight_g or None, kind=ColumnKind.INTEGER),
    Field(_l("HS code"), value=lambda row: row.part.hs_code),
    Field(_l("Country of origin"), value=lambda row: formats.country(row.part.origin, language()), width=18),
    Field(_l("UN number"), value=lambda row: row.part.dangerous.un_number if row.part.dangerous else None),
    Field(_l("Availability"), value=lambda row: str(row.offer.words)),
    Field(_l("Next receipt"), value=lambda row: row.offer.next_on, kind=ColumnKind.DATE),
    Field(
        _l("List price"),
        _unit_price("list_price"),
        lambda row: _price(row, "list_price"),
        kind=ColumnKind.MONEY,
        select=("list_price",),
        look="n",
    ),
    Field(
        _l("Net price"),
        _unit_price("net"),
        lambda row: _price(row, "net"),
        kind=ColumnKind.MONEY,
        select=("net",),
        look="n",
    ),
    Field(_l("Currency"), value=lambda row: _price(row, "currency"), width=8, only=PRICES),
    *ABOVE,
    Field("", lambda row, _reader: row.add, only=ADDING),
    address=lambda row, reader: reader.at("catalogue.show", number=row.part.number),
)
"""The list of parts; its file tells more of each, and what is offered further to the end."""


def parts_table(
    parts: Iterable[PartFacts],
    offers: Mapping[int, Offer],
    choices: Mapping[int, Any],
    photos: Mapping[int, Thumbnail],
    add: Callable[[PartFacts, Any, Any], Any] | None = None,
    sent: Any = "",
    *,
    below: bool = False,
) -> Drawn:
    """Return a page of parts as its template takes them.

    `add` is its macro of what adds a part to an order, by the part, its choice and what every form sends (`sent`); None
    where its reader may not. `below` tells that its reader sees the prices of a general distributor alone.
    """
    marks = {BELOW} if below or any(one.above for one in offers.values()) else set()
    if add is None:
        return PARTS.drawn([Listed(part, offers[part.id], photo=photos.get(part.id)) for part in parts], marks)
    rows = [Listed(part, offers[part.id], add(part, choices[part.id], sent), photos.get(part.id)) for part in parts]
    return PARTS.drawn(rows, {ADDING, *marks})


def listed(parts: Sequence[PartFacts], offers: Mapping[int, Offer]) -> list[Listed]:
    """Return parts with what is offered of them, for the file."""
    return [Listed(part, offers[part.id]) for part in parts]
