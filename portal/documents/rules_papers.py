"""Whether a snapshot may be issued: every mandatory field is there and every sum agrees.

The fields are those of the trade's papers (UN layout key, EU VAT Directive Art. 226); what is
missing is named by its path, such as `lines[3].hs_code`.
"""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from portal.documents.rules_sums import wrong_sums_of
from portal.documents.snapshots import PaperKind, Snapshot

_PARTY = ("name", "lines", "country")
_HEADING = ("number", "issue_date", *(f"seller.{part}" for part in _PARTY),
            *(f"buyer.{part}" for part in _PARTY))  # fmt: skip
_MOVEMENT = (*(f"consignee.{part}" for part in _PARTY), "shipment_number",
             "terms.incoterm", "terms.place", "transport.mode", "transport.loading_place",
             "transport.discharge_place", "transport.bill_number", "packages.count", "packages.kind", "packages.net_kg",
             "packages.gross_kg", "packages.volume_m3")  # fmt: skip
_BANK = tuple(f"bank.{part}" for part in ("account_holder", "bank_name", "account", "swift"))
_GOODS = ("number", "part_number", "description", "quantity", "unit")
_MONEY = ("currency", "lines", *(f"lines[].{part}" for part in _GOODS), "lines[].unit_price",
          "lines[].amount", "taxes", "taxes[].category", "taxes[].base", "totals.lines",
          "totals.total")  # fmt: skip
_CARTON = ("number", "kind", "sscc", "length_cm", "width_cm", "height_cm", "net_kg", "gross_kg",
           "volume_m3", "lines")  # fmt: skip
_DANGEROUS = ("un_number", "shipping_name", "hazard_class", "packing_instruction",
              "net_quantity", "cartons")  # fmt: skip

MANDATORY: dict[PaperKind, tuple[str, ...]] = {
    PaperKind.COMMERCIAL_INVOICE: (
        *_HEADING, *_MOVEMENT, *_MONEY, "lines[].order_number", "lines[].hs_code",
        "lines[].origin", *_BANK, "terms.due_date", "marks",
    ),
    PaperKind.CREDIT_NOTE: (
        *_HEADING, *_MONEY, *_BANK, "lines[].reason", "corrects.number", "corrects.date",
        "application.code",
    ),
    PaperKind.PACKING_LIST: (
        *_HEADING, *_MOVEMENT, "marks", "cartons", *(f"cartons[].{part}" for part in _CARTON),
        "cartons[].lines[].order_number", *(f"cartons[].lines[].{part}" for part in _GOODS),
        *(f"dangerous_goods[].{part}" for part in _DANGEROUS),
    ),
}  # fmt: skip

_NUMERIC = frozenset({
    "quantity", "unit_price", "amount", "base", "rate", "total", "prepaid", "due", "allowances",
    "charges", "tax", "net_kg", "gross_kg", "volume_m3", "length_cm", "width_cm", "height_cm",
    "deposit_percent",
})  # fmt: skip
_PRICES = frozenset({"unit_price", "amount", "totals", "currency", "charges", "taxes", "bank"})
NAMED_CONVEYANCES = frozenset({"sea", "air"})
"""Ways whose papers name vessel and voyage, or the flight."""
_TAX_CATEGORIES = frozenset("OGKS")


def problems_of(kind: str, snapshot: Snapshot) -> list[str]:
    """Return why this snapshot may not be issued, one plain sentence each; empty when it may.

    Sums are compared only once every field is present and readable.
    """
    paper = PaperKind(kind)
    problems = [f"{path} is missing" for path in _missing(snapshot, MANDATORY[paper])]
    problems += _unreadable(snapshot)
    problems += _of_kind(paper, snapshot)
    return problems or wrong_sums_of(paper, snapshot)


def _of_kind(paper: PaperKind, snapshot: Snapshot) -> Iterator[str]:
    if paper is PaperKind.PACKING_LIST:
        yield from _prices_in(snapshot)
        yield from _dangerous_goods_problems(snapshot)
    else:
        yield from _tax_problems(snapshot)
    if paper is not PaperKind.CREDIT_NOTE:
        way = snapshot.get("transport") or {}
        if way.get("mode") in NAMED_CONVEYANCES and not way.get("conveyance"):
            yield "transport.conveyance is missing"
    if paper is PaperKind.COMMERCIAL_INVOICE:
        terms = snapshot.get("terms") or {}
        if not (terms.get("payment") or terms.get("payment_text")):
            yield "terms.payment is missing"


def _missing(snapshot: Snapshot, paths: tuple[str, ...]) -> Iterator[str]:
    for path in paths:
        yield from _missing_at(snapshot, path.split("."), "")


def _missing_at(value: Any, parts: list[str], seen: str) -> Iterator[str]:
    """Yield the full path of each place where the rest of a mandatory path leads nowhere."""
    name, *rest = parts
    many = name.endswith("[]")
    here = f"{seen}.{name.removesuffix('[]')}" if seen else name.removesuffix("[]")
    found = value.get(name.removesuffix("[]")) if isinstance(value, dict) else None
    if many:
        for index, item in enumerate(found or []):
            yield from _missing_at(item, rest, f"{here}[{index}]")
    elif found is None or found == "" or found == []:
        yield f"{here}.{'.'.join(rest)}" if rest else here
    elif rest:
        yield from _missing_at(found, rest, here)


def _unreadable(value: Any, path: str = "", name: str = "") -> Iterator[str]:
    """Yield figures that are not decimal strings and dates that are not ISO dates."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _unreadable(item, f"{path}.{key}" if path else key, key)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _unreadable(item, f"{path}[{index}]", "")
    elif isinstance(value, float):
        yield f"{path} is a binary fraction, not a decimal string"
    elif value and name in _NUMERIC and not _is_decimal(value):
        yield f"{path} is not a number: {value}"
    elif value and (name == "date" or name.endswith("_date")) and not _is_date(value):
        yield f"{path} is not an ISO date: {value}"
    elif value and name == "sscc" and not re.fullmatch(r"\d{18}", str(value)):
        yield f"{path} is not an SSCC of 18 digits: {value}"


def _is_decimal(value: Any) -> bool:
    try:
        return isinstance(value, str) and Decimal(value).is_finite()
    except InvalidOperation:
        return False


def _is_date(value: Any) -> bool:
    try:
        return len(date.fromisoformat(value).isoformat()) == len(value)
    except (TypeError, ValueError):
        return False


def _prices_in(value: Any, path: str = "") -> Iterator[str]:
    if isinstance(value, dict):
        for key, item in value.items():
            here = f"{path}.{key}" if path else key
            if key in _PRICES:
                yield f"{here} may not be on a packing list"
            else:
                yield from _prices_in(item, here)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _prices_in(item, f"{path}[{index}]")


def _dangerous_goods_problems(snapshot: Snapshot) -> Iterator[str]:
    goods = snapshot.get("dangerous_goods") or []
    if goods and not snapshot.get("emergency_phone"):
        yield "emergency_phone is missing"
    known = {carton.get("number") for carton in snapshot.get("cartons") or []}
    for index, item in enumerate(goods):
        for number in sorted(set(item.get("cartons") or []) - known):
            yield f"dangerous_goods[{index}].cartons names carton {number}, which is not packed"


def _tax_problems(snapshot: Snapshot) -> Iterator[str]:
    """EN 16931: category O stands alone, without rate and VAT ids; G and K have no tax; K has
    both VAT ids."""
    taxes = snapshot.get("taxes") or []
    categories = {tax.get("category") for tax in taxes}
    for category in sorted(str(item) for item in categories - _TAX_CATEGORIES if item):
        yield f"taxes: category {category} is not known"
    if "O" in categories and len(categories) > 1:
        yield "taxes: category O may not stand beside another category"
    for index, tax in enumerate(taxes):
        if tax.get("category") == "O" and tax.get("rate"):
            yield f"taxes[{index}].rate may not be given for category O"
        if tax.get("category") == "S" and not (tax.get("rate") and tax.get("amount")):
            yield f"taxes[{index}].rate and amount are missing for category S"
    yield from _tax_id_problems(snapshot, categories)


def _tax_id_problems(snapshot: Snapshot, categories: set[str | None]) -> Iterator[str]:
    needed = {"seller"} if categories & {"G", "K", "S"} else set()
    if "K" in categories:
        needed.add("buyer")
    for party in sorted(needed, reverse=True):
        if not (snapshot.get(party) or {}).get("tax_id"):
            yield f"{party}.tax_id is missing"
