"""What one sending of a draft changes: its head, and rows typed, added, taken out, or taken as offered. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from portal.catalogue.dangerous.rules_carriage import Mode
from portal.orders.entry.rows.rules_answers import RowAnswer
from portal.orders.entry.rows.rules_rows import Acceptance, RowText
from portal.orders.types.states import OrderType


@dataclass(frozen=True, slots=True)
class Header:
    """What the head of an order form says; addresses are ids of the distributor's own."""

    order_type: OrderType = OrderType.DAILY
    po_number: str = ""
    ship_to_id: int | None = None
    consignee_id: int | None = None
    notify_id: int | None = None
    incoterm: str = ""
    incoterm_place: str = ""
    mode: Mode = Mode.AIR
    requested_on: date | None = None
    partial_ok: bool = True
    rest_lapses: bool = False
    note: str = ""
    reason: str = ""
    campaign: str = ""
    vin: str = ""
    repair_order: str = ""
    odometer_km: int | None = None
    stopped_on: date | None = None


@dataclass(frozen=True, slots=True)
class DraftChange:
    """All that one sending of the form changes; `order_id` None begins a new draft.

    `locale` is the language of the page they were typed on, which says how its numbers are read (else the
    actor's own). Rows are named by position. `accept_all` takes every offer of these answers at once, and
    `remove_all` takes every row so answered out; `one_each` asks one piece of each row without a quantity.
    """

    order_id: int | None = None
    seen_version: int = 1
    header: Header | None = None
    retyped: Mapping[int, RowText] = field(default_factory=dict)
    removed: frozenset[int] = frozenset()
    accepted: tuple[Acceptance, ...] = ()
    accept_all: frozenset[RowAnswer] = frozenset()
    remove_all: frozenset[RowAnswer] = frozenset()
    one_each: bool = False
    added: Sequence[RowText] = ()
    locale: str = ""
