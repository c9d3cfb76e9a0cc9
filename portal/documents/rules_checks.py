"""What must hold on several kinds of paper beside their mandatory fields: the way named, VAT as the law wants it."""

from collections.abc import Iterator

from portal.documents.rules_parts import Snapshot

NAMED_CONVEYANCES = frozenset({"sea", "air"})
"""Ways whose papers name vessel and voyage, or the flight."""
TAX_CATEGORIES = frozenset("OGKS")


def conveyance_problems(snapshot: Snapshot) -> Iterator[str]:
    """Name a way by sea or by air without its vessel or flight."""
    way = snapshot.get("transport") or {}
    if way.get("mode") in NAMED_CONVEYANCES and not way.get("conveyance"):
        yield "transport.conveyance is missing"


def tax_problems(snapshot: Snapshot) -> Iterator[str]:
    """Name what EN 16931 refuses: O stands alone, without rate and VAT ids; G and K have no tax; K has both VAT ids."""
    taxes = snapshot.get("taxes") or []
    categories = {tax.get("category") for tax in taxes}
    for category in sorted(str(item) for item in categories - TAX_CATEGORIES if item):
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
