"""Whether the figures of a paper agree with each other, to the last decimal."""

from collections.abc import Iterable, Iterator
from decimal import Decimal

from portal.documents.snapshots import PaperKind, Snapshot

VOLUME_TOLERANCE = Decimal("0.005")
"""Cubic metres by which a carton's printed volume may differ from length x width x height."""
PRICE_TOLERANCE = Decimal("0.5")
"""Share of the last printed decimal that rounding a line may change."""


def wrong_sums_of(paper: PaperKind, snapshot: Snapshot) -> list[str]:
    """Return one sentence per sum that does not agree; empty when all do."""
    if paper is PaperKind.PACKING_LIST:
        return list(_packing_list_sums(snapshot))
    return list(_money_sums(snapshot))


def _total(values: Iterable[object]) -> Decimal:
    return sum((Decimal(str(value)) for value in values), Decimal(0))


def _differs(name: str, printed: object, counted: Decimal) -> Iterator[str]:
    if Decimal(str(printed or 0)) != counted:
        yield f"{name} is {printed or 0}, but adds up to {counted}"


def _money_sums(snapshot: Snapshot) -> Iterator[str]:
    totals, charges = snapshot["totals"], snapshot.get("charges") or []
    taken, added = (
        _total(item["amount"] for item in charges if item["kind"] == kind) for kind in ("allowance", "charge")
    )
    tax = _total(item.get("amount") or 0 for item in snapshot["taxes"])
    net = _total(line["amount"] for line in snapshot["lines"])
    yield from _line_amounts(snapshot)
    yield from _differs("totals.lines", totals["lines"], net)
    yield from _differs("totals.allowances", totals.get("allowances"), taken)
    yield from _differs("totals.charges", totals.get("charges"), added)
    yield from _differs("totals.tax", totals.get("tax"), tax)
    yield from _differs("totals.total", totals["total"], net - taken + added + tax)
    bases = _total(item["base"] for item in snapshot["taxes"])
    yield from _differs("taxes: the sum of bases", bases, net - taken + added)
    if totals.get("due") is not None or totals.get("prepaid"):
        left = Decimal(totals["total"]) - Decimal(totals.get("prepaid") or 0)
        yield from _differs("totals.due", totals.get("due"), left)


def _line_amounts(snapshot: Snapshot) -> Iterator[str]:
    """A line's amount is quantity x unit price, within the rounding of its last decimal.

    Of a partial invoice the running amount is, so that all invoices add up to the order line.
    """
    for index, line in enumerate(snapshot["lines"]):
        earlier = line.get("earlier") or {"quantity": "0", "amount": "0"}
        amount = Decimal(line["amount"])
        step = Decimal(1).scaleb(int(amount.as_tuple().exponent))
        running = amount + Decimal(earlier["amount"])
        quantity = Decimal(line["quantity"]) + Decimal(earlier["quantity"])
        exact = quantity * Decimal(line["unit_price"])
        if abs(running - exact) > step * PRICE_TOLERANCE:
            yield f"lines[{index}].amount is {running}, but quantity x unit price is {exact}"


def _packing_list_sums(snapshot: Snapshot) -> Iterator[str]:
    cartons, packages = snapshot["cartons"], snapshot["packages"]
    yield from _differs("packages.count", packages["count"], Decimal(len(cartons)))
    for name in ("net_kg", "gross_kg", "volume_m3"):
        counted = _total(carton[name] for carton in cartons)
        yield from _differs(f"packages.{name}", packages[name], counted)
    for name in ("number", "sscc"):
        if len({carton[name] for carton in cartons}) < len(cartons):
            yield f"cartons: a {name} occurs twice"
    for index, carton in enumerate(cartons):
        yield from _carton_problems(index, carton)


def _carton_problems(index: int, carton: Snapshot) -> Iterator[str]:
    net, gross = Decimal(carton["net_kg"]), Decimal(carton["gross_kg"])
    if net > gross:
        yield f"cartons[{index}].net_kg {net} is more than gross {gross}"
    sides = [Decimal(carton[f"{side}_cm"]) for side in ("length", "width", "height")]
    volume = sides[0] * sides[1] * sides[2] / 1_000_000
    if abs(volume - Decimal(carton["volume_m3"])) > VOLUME_TOLERANCE:
        yield f"cartons[{index}].volume_m3 is {carton['volume_m3']}, but its sides give {volume}"
