"""What the checks of a review look at, what they find, and what is fixed of a finding: plain values, no words."""

import dataclasses
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

from portal.catalogue.dangerous.rules import DangerousItem
from portal.catalogue.dangerous.rules_carriage import Mode
from portal.catalogue.replaced.rules_supersession import Supersession
from portal.catalogue.vehicles.rules_fitment import Fitment
from portal.orders.states import HoldKind
from portal.orders.types.states import OrderType, Terms, TypeTerms
from portal.settings.rules import Figures

Evidence = str | int | Decimal
Known = TypeVar("Known")


class Severity(StrEnum):
    """What a finding does: stops approval, asks for a look, or puts the order on hold."""

    BLOCK = "block"
    WARN = "warn"
    HOLD = "hold"


BLOCKS, WARNS, HOLDS = (Severity.BLOCK,), (Severity.WARN,), (Severity.HOLD,)
BLOCKS_OR_WARNS = (Severity.BLOCK, Severity.WARN)


class Subject(StrEnum):
    """What a finding speaks of; a reviewer filters the queue by it."""

    PRICE = "price"
    TERMS = "terms"
    CREDIT = "credit"
    DUPLICATE = "duplicate"
    QUANTITY = "quantity"
    SUPERSEDED = "superseded"
    DISCONTINUED = "discontinued"
    VIN = "vin"
    DANGEROUS = "dangerous"
    CONSIGNEE = "consignee"
    CARRIAGE = "carriage"
    DATE = "date"


MANAGER, PLANNER, LOGISTICS, COMPLIANCE, FINANCE = "manager", "planner", "logistics", "compliance", "finance"


@dataclass(frozen=True)
class Finding:
    """One result of a check, with the figures it rests on.

    `line_no` None speaks of the header; `waiver_role` is who may let a block pass (None: nobody)
    or lift the hold; `hold_kind` is a `HoldKind` value when `severity` is HOLD.
    """

    code: str
    severity: Severity
    line_no: int | None = None
    field: str | None = None
    evidence: Mapping[str, Evidence] = dataclasses.field(default_factory=dict)
    waiver_role: str | None = None
    hold_kind: str | None = None


@dataclass(frozen=True, slots=True)
class Spec:
    """All that is fixed of one finding but its words (`labels_findings`), which stand under the same code.

    `severities` are those it may have, `field` is what it speaks of unless a check names another, `waiver`
    the role that may let a block pass (None: nobody), `hold` the hold it asks for and `lifted_by` the role
    that lifts it.
    """

    code: str
    subject: Subject
    severities: tuple[Severity, ...]
    field: str | None = None
    waiver: str | None = None
    hold: HoldKind | None = None
    lifted_by: str | None = None

    def block(
        self,
        evidence: Mapping[str, Evidence],
        line_no: int | None = None,
        *,
        field: str | None = None,
        waivable: bool = True,
    ) -> Finding:
        """Return the finding as one that stops approval; where it is not `waivable` nobody may let it pass."""
        waiver = self.waiver if waivable else None
        return self._found(Severity.BLOCK, evidence, line_no, field, waiver)

    def warn(
        self, evidence: Mapping[str, Evidence], line_no: int | None = None, *, field: str | None = None
    ) -> Finding:
        """Return the finding as one to look at."""
        return self._found(Severity.WARN, evidence, line_no, field)

    def put_on_hold(self, evidence: Mapping[str, Evidence], line_no: int | None = None) -> Finding:
        """Return the finding as one that puts the order on its hold."""
        hold = self.hold.value if self.hold is not None else None
        return self._found(Severity.HOLD, evidence, line_no, None, self.lifted_by, hold)

    def _found(
        self,
        severity: Severity,
        evidence: Mapping[str, Evidence],
        line_no: int | None,
        field: str | None,
        waiver: str | None = None,
        hold: str | None = None,
    ) -> Finding:
        if severity not in self.severities:
            raise ValueError(f"{self.code} is never a {severity}")
        return Finding(self.code, severity, line_no, field or self.field, evidence, waiver, hold)


@dataclass(frozen=True)
class Demand:
    """What this distributor ordered of a part: monthly totals, and each order's quantity."""

    months: tuple[int, ...] = ()
    orders: tuple[int, ...] = ()


@dataclass(frozen=True)
class LineFacts:
    """A line, and what is known of its part on the day of submission.

    `valid_price` is the price per unit due for this quantity, order type and day (None: no price);
    `stock` counts pieces of this very part that may be promised, and `planned_on` is the day of its next
    planned receipt (None: there is none); `fitments` are the models it was made
    for (none on record: not judged); `dangerous` is its package as declared.
    """

    line_no: int
    part_number: str
    quantity: int
    unit_price: Decimal
    valid_price: Decimal | None
    priced_on: date | None = None
    moq: int = 1
    spq: int = 1
    stock: int = 0
    planned_on: date | None = None
    discontinued: bool = False
    use_up_old: bool = False
    dangerous: DangerousItem | None = None
    demand: Demand = Demand()
    fitments: tuple[Fitment, ...] = ()


@dataclass(frozen=True)
class PartnerFacts:
    """What the sold-to's contract says, as codes."""

    currency: str
    incoterm: str
    payment_terms: str


@dataclass(frozen=True)
class ConsigneeFacts:
    """Who receives the goods; `problems` are (field, problem) pairs of the country's own rules."""

    name: str
    street: str
    city: str
    country: str
    tax_id: str
    phone: str
    contact: str
    problems: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class OrderFacts:
    """An order as submitted, with everything its checks need.

    What several subjects look at stands here; what one alone looks at is declared beside its check and handed
    along in `further`.
    """

    order_type: OrderType
    purchase_order: str
    currency: str
    incoterm: str
    payment_terms: str
    mode: Mode
    submitted_at: datetime
    amount: Decimal
    lines: tuple[LineFacts, ...]
    partner: PartnerFacts
    consignee: ConsigneeFacts
    types: Terms
    """What order types mean on the day of submission."""
    figures: Figures
    """What settings hold on that day."""
    successors: Mapping[str, Supersession[str]] = dataclasses.field(default_factory=dict)
    freight_booked_by_hq: bool = False
    freight_quoted: bool = True
    tax_registered_at_destination: bool = False
    submitted_on: date | None = None
    """The day of submission where prices are made; the day of `submitted_at` in its own zone where not told."""
    further: tuple[object, ...] = ()

    @property
    def terms(self) -> TypeTerms:
        """Return what the order's type means."""
        return self.types[self.order_type]

    def known(self, kind: type[Known]) -> tuple[Known, ...]:
        """Return what is known of one kind of further facts; none is not judged."""
        return tuple(each for each in self.further if isinstance(each, kind))


@dataclass(frozen=True, slots=True)
class Check:
    """A check of an order: its number in the review, what it looks for, and all it can find."""

    number: int
    run: Callable[[OrderFacts], Iterator[Finding]]
    finds: tuple[Spec, ...]
