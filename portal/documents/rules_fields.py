"""Fields that several kinds of paper must have, and what people call them.

The fields are those of the trade's papers (UN layout key, EU VAT Directive Art. 226). What only one kind
knows is named in that kind's own file.
"""

from collections.abc import Mapping

from portal.documents.rules_words import mark as _l

PARTY = ("name", "lines", "country")
HEADING = ("number", "issue_date", *(f"{who}.{part}" for who in ("seller", "buyer") for part in PARTY))
MOVEMENT = (
    *(f"consignee.{part}" for part in PARTY),
    "shipment_number",
    *(f"terms.{part}" for part in ("incoterm", "place")),
    *(f"transport.{part}" for part in ("mode", "loading_place", "discharge_place", "bill_number")),
    *(f"packages.{part}" for part in ("count", "kind", "net_kg", "gross_kg", "volume_m3")),
)
BANK = tuple(f"bank.{part}" for part in ("account_holder", "bank_name", "account", "swift"))
GOODS = ("number", "part_number", "description", "quantity", "unit")
MONEY = (
    "currency",
    "lines",
    *(f"lines[].{part}" for part in (*GOODS, "unit_price", "amount")),
    "taxes",
    *(f"taxes[].{part}" for part in ("category", "base")),
    *(f"totals.{part}" for part in ("lines", "total")),
)

PLACES: Mapping[str, str] = {
    "seller": _l("Seller"),
    "buyer": _l("Buyer"),
    "consignee": _l("Consignee"),
    "bank": _l("Bank details"),
    "terms": _l("Terms"),
    "transport": _l("Transport"),
    "packages": _l("Packages"),
    "taxes": _l("VAT"),
    "totals": _l("Total"),
}
FIELDS: Mapping[str, str] = {
    "account": _l("Account number"),
    "account_holder": _l("Account holder"),
    "amount": _l("Amount"),
    "bank_name": _l("Bank"),
    "base": _l("Net amount"),
    "bill_number": _l("B/L or AWB number"),
    "category": _l("Category"),
    "code": _l("Code"),
    "conveyance": _l("Vessel / flight"),
    "count": _l("Number of packages"),
    "country": _l("Country"),
    "currency": _l("Currency"),
    "date": _l("Date"),
    "description": _l("Description"),
    "discharge_place": _l("Port of discharge"),
    "gross_kg": _l("Gross weight"),
    "hs_code": _l("HS code"),
    "incoterm": _l("Incoterm"),
    "issue_date": _l("Date of issue"),
    "kind": _l("Kind"),
    "lines": _l("Lines"),
    "loading_place": _l("Port of loading"),
    "marks": _l("Shipping marks"),
    "mode": _l("Mode of transport"),
    "name": _l("Name"),
    "net_kg": _l("Net weight"),
    "number": _l("Number"),
    "order_number": _l("Order"),
    "origin": _l("Country of origin"),
    "part_number": _l("Part number"),
    "place": _l("Named place"),
    "quantity": _l("Quantity"),
    "shipment_number": _l("Shipment"),
    "swift": "SWIFT",
    "tax_id": _l("Tax number"),
    "total": _l("Total"),
    "unit": _l("Unit of measure"),
    "unit_price": _l("Unit price"),
    "volume_m3": _l("Volume"),
}
