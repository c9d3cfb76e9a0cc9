"""What is in a shipment: its lines with their parts, and its cartons with what lies in them."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from portal.catalogue.models import DangerousGoods, Part, PartText
from portal.catalogue.queries_described import ENGLISH, english_of_parts
from portal.catalogue.rules_sizes import Package, cbm
from portal.core.data.sessions import db
from portal.orders.models import OrderLine, SalesOrder
from portal.shipping.models import Carton, CartonItem, ShipmentLine
from portal.shipping.states import PackageKind


@dataclass(frozen=True, slots=True)
class Danger:
    """What carriers must know of a part: grams of dangerous goods in one piece, charge in percent."""

    un_number: str
    hazard_class: str
    packing_group: str
    packing_instruction: str
    watt_hours: int | None
    net_g: int
    charge_percent: int | None
    un38_reference: str
    emergency_phone: str


@dataclass(frozen=True, slots=True)
class Line:
    """A shipment's line with its order and its part; pieces in base units, weight of one in grams.

    `name` is English, `local_name` in the language asked for (empty when there is none). `packed`
    pieces lie in cartons. Receipt figures are None and 0 before the receipt.
    """

    id: int
    line_id: int
    order_id: int
    order_number: str
    po_number: str
    line_no: int
    split: str
    part_id: int
    part_number: str
    name: str
    local_name: str
    unit: str
    weight_g: int
    hs_code: str
    origin: str
    planned: int
    picked: int
    picked_at: datetime | None
    received_good: int | None
    short: int
    over: int
    damaged: int
    wrong: int
    receipt_note: str
    claimed: int
    danger: Danger | None = None
    packed: int = 0

    @property
    def expected(self) -> int:
        """Return the pieces meant to travel: those picked, or planned while nobody has picked."""
        return self.planned if self.picked_at is None else self.picked

    @property
    def left(self) -> int:
        """Return the picked pieces that lie in no carton."""
        return max(self.picked - self.packed, 0)

    @property
    def shown_name(self) -> str:
        """Return the name in the language asked for, else in English."""
        return self.local_name or self.name

    @property
    def differs(self) -> bool:
        """Tell whether the receipt found anything but what was shipped."""
        return bool(self.short or self.over or self.damaged or self.wrong)


_LINE = (
    ShipmentLine.id,
    ShipmentLine.line_id,
    ShipmentLine.order_id,
    SalesOrder.number,
    SalesOrder.po_number,
    OrderLine.line_no,
    OrderLine.split,
    ShipmentLine.part_id,
    ShipmentLine.part_number,
    ENGLISH,
    sa.func.coalesce(PartText.name, ""),
    Part.unit,
    Part.weight_g,
    Part.hs_code,
    Part.origin,
    ShipmentLine.planned,
    ShipmentLine.picked,
    ShipmentLine.picked_at,
    ShipmentLine.received_good,
    ShipmentLine.short,
    ShipmentLine.over,
    ShipmentLine.damaged,
    ShipmentLine.wrong,
    ShipmentLine.receipt_note,
    ShipmentLine.claimed,
)
DANGER = (
    DangerousGoods.un_number,
    DangerousGoods.hazard_class,
    DangerousGoods.packing_group,
    DangerousGoods.packing_instruction,
    DangerousGoods.watt_hours,
    DangerousGoods.net_g,
    DangerousGoods.charge_percent,
    DangerousGoods.un38_reference,
    DangerousGoods.emergency_phone,
)


@dataclass(frozen=True, slots=True)
class Content:
    """Pieces of one shipment line in a carton."""

    line: Line
    quantity: int


@dataclass(frozen=True, slots=True)
class PackedCarton:
    """A package: sizes in millimetres, weights in grams, and what lies in it."""

    id: int
    position: int
    kind: PackageKind
    sscc: str
    length_mm: int
    width_mm: int
    height_mm: int
    gross_g: int
    net_g: int
    contents: tuple[Content, ...] = ()

    @property
    def pieces(self) -> int:
        """Return how many pieces lie in it."""
        return sum(content.quantity for content in self.contents)

    @property
    def package(self) -> Package:
        """Return its sizes and weights as the rules of carriage take them."""
        return Package(self.length_mm, self.width_mm, self.height_mm, self.gross_g, self.net_g)


_CARTON = (
    Carton.id,
    Carton.position,
    Carton.kind,
    Carton.sscc,
    Carton.length_mm,
    Carton.width_mm,
    Carton.height_mm,
    Carton.gross_g,
    Carton.net_g,
)


@dataclass(frozen=True, slots=True)
class Contents:
    """Lines and cartons of one shipment, read together."""

    lines: tuple[Line, ...]
    cartons: tuple[PackedCarton, ...]

    @property
    def volume_m3(self) -> Any:
        """Return the cubic metres of all cartons, three decimals."""
        return cbm(carton.package for carton in self.cartons)

    @property
    def gross_g(self) -> int:
        """Return the gross weight of all cartons."""
        return sum(carton.gross_g for carton in self.cartons)

    @property
    def net_g(self) -> int:
        """Return the net weight of all cartons."""
        return sum(carton.net_g for carton in self.cartons)

    @property
    def pieces(self) -> int:
        """Return the pieces meant to travel."""
        return sum(line.expected for line in self.lines)

    @property
    def orders(self) -> tuple[str, ...]:
        """Return the order numbers, each once, in the order of the lines."""
        return tuple(dict.fromkeys(line.order_number for line in self.lines))


def contents_of(shipment_id: int, locale: str = "en") -> Contents:
    """Return what is in a shipment, with part names in a language, in two statements."""
    rows = db.session.execute(
        sa.select(*_LINE, *DANGER)
        .select_from(ShipmentLine)
        .join(OrderLine, OrderLine.id == ShipmentLine.line_id)
        .join(SalesOrder, SalesOrder.id == ShipmentLine.order_id)
        .join(Part, Part.id == ShipmentLine.part_id)
        .outerjoin(PartText, (PartText.part_id == Part.id) & (PartText.locale == locale))
        .outerjoin(*english_of_parts())
        .outerjoin(DangerousGoods, DangerousGoods.part_id == Part.id)
        .where(ShipmentLine.shipment_id == shipment_id)
        .order_by(SalesOrder.id, OrderLine.line_no, OrderLine.split, ShipmentLine.id)
    ).all()
    return _together([_line(row) for row in rows], _packed(shipment_id))


def lines(shipment_id: int, locale: str = "en") -> tuple[Line, ...]:
    """Return the lines of a shipment by order and line number."""
    return contents_of(shipment_id, locale).lines


def cartons(shipment_id: int, locale: str = "en") -> tuple[PackedCarton, ...]:
    """Return the cartons of a shipment with their contents, in their order."""
    return contents_of(shipment_id, locale).cartons


def _line(row: Any) -> Line:
    values: tuple[Any, ...] = tuple(row)
    danger = values[len(_LINE) :]
    line = Line(*values[: len(_LINE)])
    return replace(line, danger=Danger(*danger)) if danger[0] is not None else line


def _packed(shipment_id: int) -> Sequence[Any]:
    return db.session.execute(
        sa.select(*_CARTON, CartonItem.shipment_line_id, CartonItem.quantity)
        .select_from(Carton)
        .outerjoin(CartonItem, CartonItem.carton_id == Carton.id)
        .where(Carton.shipment_id == shipment_id)
        .order_by(Carton.position, CartonItem.shipment_line_id)
    ).all()


def _together(found: list[Line], packed: Sequence[Any]) -> Contents:
    inside: dict[int, int] = defaultdict(int)
    for row in packed:
        if row.shipment_line_id is not None:
            inside[row.shipment_line_id] += row.quantity
    all_lines = {line.id: replace(line, packed=inside[line.id]) for line in found}
    packages: dict[int, PackedCarton] = {}
    for row in packed:
        carton = packages.setdefault(row.id, PackedCarton(*tuple(row)[: len(_CARTON)]))
        if row.shipment_line_id in all_lines:
            content = Content(all_lines[row.shipment_line_id], row.quantity)
            packages[row.id] = replace(carton, contents=(*carton.contents, content))
    return Contents(tuple(all_lines.values()), tuple(packages.values()))
