"""The list of shelves, and the page of one: what lies there, what came and went, what is expected, its forms."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import Response, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _lp
from flask_babel import pgettext

from portal.catalogue.queries import names_by_id
from portal.core import formats
from portal.core.clock import utc_now
from portal.core.errors import FieldRefused, Refused
from portal.core.tables import Select, list_state
from portal.core.web.cells import linked, numbered, two_lines
from portal.core.web.columns import Columns, Field, Reader
from portal.core.web.downloads import wanted_export
from portal.core.web.fields import day, figure, moment, words
from portal.core.web.languages import language
from portal.core.web.page_words import ltr
from portal.core.web.pages import respond
from portal.core.web.refusals import status_of, words_of
from portal.stock import queries_shelves as queries
from portal.stock.labels import FROM_ANOTHER, FROM_DEPOT, MOVEMENT_WORDS, STANDING_WORDS, TO_DEPOT
from portal.stock.labels_depot_names import depot_name
from portal.stock.queries import depots
from portal.stock.queries_shelves import ShelfFacts
from portal.stock.rules_movements import ARRIVALS, MovementReason


def place_of(row: Any) -> str:
    """Return where in its depot a shelf stands: area and bin, as far as they are known."""
    return " · ".join(part for part in (row.area, row.bin) if part)


def _shelf_address(row: Any, reader: Reader) -> str:
    return reader.at("hq_stock.shelf", code=row.depot_code, number=row.part_number)


DEPOT = Field(
    _l("Depot"),
    lambda row, _reader: two_lines(row.depot_code, depot_name(row.depot_name)),
    lambda row: row.depot_code,
    width=10,
    select=("depot_code", "depot_name"),
    sort="depot",
    order=("depot_code",),
)
"""A depot by its code, with its name below: the same on every list of stock."""

SHELVES = Columns(
    Field(
        _l("Part number"),
        lambda row, reader: two_lines(numbered(reader.href, row.part_number), row.part_name),
        lambda row: row.part_number,
        width=18,
        select=("part_number", "part_name", "part_id"),
        sort="part",
        order=("part_number",),
    ),
    words("part_name", _l("Description"), cell=None, width=36),
    DEPOT,
    figure("free", _lp("stock", "Free"), sort="free"),
    figure("on_hand", _lp("stock", "On hand"), sort="on_hand"),
    figure("allocated", _lp("stock", "Tied to orders"), sort="tied"),
    figure("quarantined", _lp("stock", "In quarantine"), sort="quarantined"),
    Field(
        _lp("stock", "Place"),
        lambda row, _reader: place_of(row),
        place_of,
        width=14,
        select=("area", "bin"),
        sort="place",
        order=("depot_code", "area", "bin"),
    ),
    figure("expected", _lp("stock", "Expected")),
    day("next_on", _l("Next planned receipt")),
    address=_shelf_address,
)
"""The list of shelves: every part in every depot that ever had it."""


def _reference(row: Any, reader: Reader) -> Any:
    if row.receipt_id is None:
        return row.reference or "–"
    return linked(reader.at("hq_stock_receipts.show", receipt_id=row.receipt_id), row.reference or row.receipt_id)


def _change(pieces: int, reader: Reader) -> Any:
    return ltr(f"+{formats.number(pieces, reader.code)}") if pieces > 0 else reader.number(pieces)


def _why(row: Any) -> str:
    """Why pieces moved; of a transfer whither or whence, with the depot at its other end."""
    if row.reason != MovementReason.TRANSFERRED:
        return str(MOVEMENT_WORDS.get(row.reason, row.reason))
    if row.other_depot is None:
        return str(FROM_ANOTHER if row.quantity > 0 else MOVEMENT_WORDS[MovementReason.TRANSFERRED])
    told = FROM_DEPOT if row.quantity > 0 else TO_DEPOT
    return str(told) % {"depot": row.other_depot}


def _who(row: Any, reader: Reader) -> Any:
    return row.by_name or reader.gettext("The portal")


MOVEMENTS = Columns(
    moment("at", _lp("stock", "When")),
    Field(
        _l("Reason"),
        lambda row, _reader: _why(row),
        _why,
        width=20,
        select=("reason", "quantity", "other_depot"),
    ),
    Field(
        _lp("stock", "Change"),
        lambda row, reader: _change(row.quantity, reader),
        look="n",
        select=("quantity",),
    ),
    figure("quantity", _lp("stock", "Change"), cell=None),
    figure("balance", _lp("stock", "On hand after")),
    Field(
        _lp("stock", "Quarantine"),
        lambda row, reader: _change(row.quarantined, reader) if row.quarantined else "",
        look="n",
        select=("quarantined",),
    ),
    figure("quarantined", _lp("stock", "Quarantine"), cell=None),
    Field(
        _l("Reference"),
        _reference,
        lambda row: row.reference,
        width=20,
        select=("reference", "receipt_id"),
    ),
    Field(_lp("stock", "By"), _who, lambda row: row.by_name, width=24, select=("by_name",)),
    words("note", _l("Note"), width=36),
)
"""What came and went on a shelf, the latest first, each with what was on hand after it."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A form of a page that was refused: which, what was typed, and why not, beside a field or above all."""

    form: str = ""
    refused: Refused | None = None
    typed: Mapping[str, str] = field(default_factory=dict)

    @property
    def errors(self) -> dict[str, str]:
        """Return what is wrong by field."""
        return {self.refused.field: words_of(self.refused)} if isinstance(self.refused, FieldRefused) else {}

    @property
    def extra(self) -> str:
        """Return what is wrong where no field is to blame."""
        return words_of(self.refused) if self.refused and not isinstance(self.refused, FieldRefused) else ""

    @property
    def status(self) -> int:
        """Return the status of the page that tells it."""
        return status_of(self.refused) if self.refused else 200

    def of(self, form: str) -> dict[str, Any]:
        """Return what a form of the page shows: what was typed into it and what is wrong there."""
        mine = self.form == form
        return {"typed": self.typed if mine else {}, "errors": self.errors if mine else {}, "open": mine}


def depot_selects(*, in_use: bool = False) -> list[tuple[str, str]]:
    """Return the depots as choices by their code; only those `in_use` where something is to come in."""
    return [(one.code, f"{one.code} · {depot_name(one.name)}") for one in depots() if one.active or not in_use]


def in_language(rows: Any) -> list[Any]:
    """Return rows of parts with what their reader calls them."""
    names = names_by_id({row.part_id for row in rows}, language())
    return [row._replace(part_name=names.get(row.part_id, row.part_name)) for row in rows]


def asked() -> dict[str, str]:
    """Return what the address asks for, without what no database takes."""
    return {name: value.replace("\x00", "") for name, value in request.args.items()}


def shelves_page() -> Response:
    """Show the list of shelves, or hand it out as a file."""
    choices = depot_selects()
    filters = {"depot": [code for code, _words in choices], "standing": [*STANDING_WORDS]}
    state = list_state(asked(), sorts=SHELVES.sorts("part"), filters=filters)
    wanted = SHELVES.wanted()
    if kind := wanted_export():
        return SHELVES.file(kind, "stock", queries.all_shelves(wanted, state), title=pgettext("warehouse", "Stock"))
    page = queries.shelves(wanted, state)
    selects: list[Select] = [
        ("depot", _("All depots"), choices),
        ("standing", _("Whatever lies there"), [*STANDING_WORDS.items()]),
    ]
    return respond(
        "stock/hq_shelves.html",
        page=page,
        table=SHELVES.drawn(in_language(page.rows)),
        selects=selects,
        late=queries.late_count(utc_now()),
    )


def shelf_page(there: ShelfFacts, sent: Sent | None = None) -> Response:
    """Show a shelf with its movements, what is expected, and its forms as they were sent."""
    sent = sent or Sent()
    state = list_state(asked(), sorts=[""], filters={})
    wanted = MOVEMENTS.wanted()
    if kind := wanted_export():
        whole = queries.all_movements(there.depot_id, there.part_id, wanted)
        return MOVEMENTS.file(kind, f"movements-{there.depot_code}", whole, title=_("Movements"))
    page = queries.movements(there.depot_id, there.part_id, wanted, state)
    coming = queries.open_receipts(there.depot_id, there.part_id)
    today = queries.days_there(utc_now())[there.depot_id]
    return respond(
        "stock/hq_shelf.html",
        status=sent.status,
        shelf=there,
        place=place_of(there),
        name=names_by_id([there.part_id], language()).get(there.part_id, there.part_name),
        others=[one for one in queries.shelves_of(there.part_number) if one.depot_id != there.depot_id],
        coming=coming,
        expected=sum(one.left for one in coming),
        today=today,
        page=page,
        table=MOVEMENTS.drawn(page.rows),
        sent=sent,
        arrivals=[(one.value, str(MOVEMENT_WORDS[one])) for one in ARRIVALS],
        usual=MovementReason.RECEIPT.value,
        targets=[("", _("Choose a depot")), *((c, w) for c, w in depot_selects(in_use=True) if c != there.depot_code)],
    )
