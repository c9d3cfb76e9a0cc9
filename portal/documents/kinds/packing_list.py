"""The packing list: contents, sizes and weights, carton by carton, and never a price."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, NotRequired, TypedDict

from portal.documents.rules_checks import conveyance_problems
from portal.documents.rules_fields import GOODS, HEADING, MOVEMENT
from portal.documents.rules_kinds import SHIPMENT, PaperKind
from portal.documents.rules_parts import Heading, Packages, Party, Snapshot, Terms, Transport
from portal.documents.rules_sums import differs, total_of
from portal.documents.rules_words import mark as _l
from portal.documents.rules_words import mark_in_context as _lp

PRICES = frozenset({"unit_price", "amount", "totals", "currency", "charges", "taxes", "bank"})
VOLUME_TOLERANCE = Decimal("0.005")
"""Cubic metres by which a carton's printed volume may differ from length x width x height."""
SIDES = ("length_cm", "width_cm", "height_cm")
CARTON = ("number", "kind", "sscc", *SIDES, "net_kg", "gross_kg", "volume_m3", "lines")
DANGEROUS = ("un_number", "hazard_class", "packing_instruction", "net_quantity", "cartons")


class PackedLine(TypedDict):
    """What lies in a carton. There is no price on a packing list, ever."""

    number: int
    order_number: str
    po_number: NotRequired[str]
    part_number: str
    description: str
    description_local: NotRequired[str]
    hs_code: NotRequired[str]
    origin: NotRequired[str]
    quantity: str
    unit: str


class Carton(TypedDict):
    """One package with its contents; `kind` is printed as it stands (Carton, Plywood case)."""

    number: int
    kind: str
    sscc: str
    """18 digits."""
    length_cm: str
    width_cm: str
    height_cm: str
    net_kg: str
    gross_kg: str
    volume_m3: str
    lines: list[PackedLine]


class DangerousGoods(TypedDict):
    """One dangerous item, in the words of its transport rules."""

    un_number: str
    shipping_name: str
    """Empty where the portal knows none for the number: the declaration names it."""
    hazard_class: str
    packing_group: NotRequired[str]
    packing_instruction: str
    net_quantity: str
    """With its unit, such as "48.6 kg"."""
    cartons: list[int]
    state_of_charge: NotRequired[str]


class PackingListSnapshot(Heading):
    """A packing list: contents, sizes and weights, carton by carton."""

    consignee: Party
    notify: NotRequired[Party]
    shipment_number: str
    invoice_number: NotRequired[str]
    contract_number: NotRequired[str]
    proforma_number: NotRequired[str]
    terms: Terms
    transport: Transport
    marks: list[str]
    cartons: list[Carton]
    packages: Packages
    dangerous_goods: NotRequired[list[DangerousGoods]]
    emergency_phone: NotRequired[str]


def price_problems(value: Any, path: str = "") -> Iterator[str]:
    """Name every price in a packing list, however deep it lies."""
    if isinstance(value, dict):
        for key, item in value.items():
            here = f"{path}.{key}" if path else key
            if key in PRICES:
                yield f"{here} may not be on a packing list"
            else:
                yield from price_problems(item, here)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from price_problems(item, f"{path}[{index}]")


def dangerous_goods_problems(snapshot: Snapshot) -> Iterator[str]:
    """Name dangerous goods without a phone to ring, or in a carton that is not packed."""
    goods = snapshot.get("dangerous_goods") or []
    if goods and not snapshot.get("emergency_phone"):
        yield "emergency_phone is missing"
    known = {carton.get("number") for carton in snapshot.get("cartons") or []}
    for index, item in enumerate(goods):
        for number in sorted(set(item.get("cartons") or []) - known):
            yield f"dangerous_goods[{index}].cartons names carton {number}, which is not packed"


def carton_sums(snapshot: Snapshot) -> Iterator[str]:
    """Name what the cartons do not add up to, cartons that are told twice, and cartons that cannot be."""
    cartons, packages = snapshot["cartons"], snapshot["packages"]
    yield from differs("packages.count", packages["count"], Decimal(len(cartons)))
    for name in ("net_kg", "gross_kg", "volume_m3"):
        counted = total_of(carton[name] for carton in cartons)
        yield from differs(f"packages.{name}", packages[name], counted)
    for name in ("number", "sscc"):
        if len({carton[name] for carton in cartons}) < len(cartons):
            yield f"cartons: a {name} occurs twice"
    for index, carton in enumerate(cartons):
        yield from _carton_problems(index, carton)


def _carton_problems(index: int, carton: Snapshot) -> Iterator[str]:
    net, gross = Decimal(carton["net_kg"]), Decimal(carton["gross_kg"])
    if net > gross:
        yield f"cartons[{index}].net_kg {net} is more than gross {gross}"
    sides = [Decimal(carton[side]) for side in SIDES]
    volume = sides[0] * sides[1] * sides[2] / 1_000_000
    if abs(volume - Decimal(carton["volume_m3"])) > VOLUME_TOLERANCE:
        yield f"cartons[{index}].volume_m3 is {carton['volume_m3']}, but its sides give {volume}"


PACKING_LIST = PaperKind(
    code="packing_list",
    series="PL",
    rank=20,
    subject=SHIPMENT,
    label=_l("Packing list"),
    title=_lp("paper title", "Packing list"),
    snapshot=PackingListSnapshot,
    mandatory=(
        *HEADING,
        *MOVEMENT,
        "marks",
        "cartons",
        *(f"cartons[].{part}" for part in CARTON),
        *(f"cartons[].lines[].{part}" for part in ("order_number", *GOODS)),
        *(f"dangerous_goods[].{part}" for part in DANGEROUS),
    ),
    sums=(carton_sums,),
    checks=(price_problems, dangerous_goods_problems, conveyance_problems),
    figures=frozenset(SIDES),
    places={"dangerous_goods": _l("Dangerous goods")},
    fields={
        "cartons": _l("Cartons"),
        "emergency_phone": _l("Emergency phone"),
        "hazard_class": _l("Hazard class"),
        "height_cm": _l("Height"),
        "length_cm": _l("Length"),
        "net_quantity": _l("Net quantity"),
        "packing_group": _l("Packing group"),
        "state_of_charge": _l("State of charge"),
        "packing_instruction": _l("Packing instruction"),
        "shipping_name": _l("Proper shipping name"),
        "sscc": "SSCC",
        "un_number": _l("UN number"),
        "width_cm": _l("Width"),
    },
)
