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

PARTIES = frozenset({"seller", "buyer", "consignee", "notify", "bank"})
FACTS_OF_PARTS = frozenset({"part_number", "description", "description_local", "unit", "hs_code", "origin"})


def in_master_data(path: str) -> bool:
    """Tell whether a place in a paper's data (`lines[3].hs_code`) comes from master data, not from what was typed."""
    steps = [step.split("[")[0] for step in path.split(".")]
    return steps[0] in PARTIES or steps[-1] in FACTS_OF_PARTS


PLACES: Mapping[str, str] = {
    "seller": _l("Seller"),
    "buyer": _l("Buyer"),
    "consignee": _l("Consignee"),
    "bank": _l("Bank details"),
    "charges": _l("Charges"),
    "earlier": _l("Invoiced before"),
    "notify": _l("Notify party"),
    "signature": _l("Signature and stamp"),
    "terms": _l("Terms"),
    "transport": _l("Transport"),
    "packages": _l("Packages"),
    "taxes": _l("VAT"),
    "totals": _l("Total"),
}
FIELDS: Mapping[str, str] = {
    "account": _l("Account number"),
    "account_holder": _l("Account holder"),
    "address": _l("Bank address"),
    "allowances": _l("Allowances"),
    "amount": _l("Amount"),
    "bank_name": _l("Bank"),
    "base": _l("Net amount"),
    "bill_kind": _l("Transport document"),
    "bill_number": _l("B/L or AWB number"),
    "carrier": _l("Carrier"),
    "category": _l("Category"),
    "claim_number": _l("Claim"),
    "code": _l("Code"),
    "contact": _l("Contact"),
    "containers": _l("Containers"),
    "contract_number": _l("Contract"),
    "conveyance": _l("Vessel / flight"),
    "count": _l("Number of packages"),
    "country": _l("Country"),
    "currency": _l("Currency"),
    "date": _l("Date"),
    "departure_date": _l("Departure"),
    "deposit_percent": _l("Deposit"),
    "description": _l("Description"),
    "description_local": _l("Description in the receiver's language"),
    "destination": _l("Final destination"),
    "discharge_place": _l("Port of discharge"),
    "due": _l("Balance due"),
    "email": _l("E-mail"),
    "freight": _l("Freight"),
    "gross_kg": _l("Gross weight"),
    "hs_code": _l("HS code"),
    "incoterm": _l("Incoterm"),
    "invoice_number": _l("Commercial invoice"),
    "issue_date": _l("Date of issue"),
    "kind": _l("Kind"),
    "latin_lines": _l("Address in Latin letters"),
    "latin_name": _l("Name in Latin letters"),
    "letter_of_credit": _l("Letter of credit"),
    "lines": _l("Lines"),
    "loading_place": _l("Port of loading"),
    "logo": _l("Logo"),
    "marks": _l("Shipping marks"),
    "mode": _l("Mode of transport"),
    "name": _l("Name"),
    "net_kg": _l("Net weight"),
    "number": _l("Number"),
    "order_number": _l("Order"),
    "origin": _l("Country of origin"),
    "part_number": _l("Part number"),
    "payment_days": _l("Days to pay"),
    "payment_text": _l("Payment terms"),
    "phone": _l("Phone"),
    "place": _l("Named place"),
    "po_number": _l("Purchase order number"),
    "position": _l("Position"),
    "prepaid": _l("Deposit applied"),
    "proforma_number": _l("Proforma invoice"),
    "quantity": _l("Quantity"),
    "rate": _l("VAT rate"),
    "registration_id": _l("Registration number"),
    "remarks": _l("Remarks"),
    "shipment_number": _l("Shipment"),
    "supply_date": _l("Supply date"),
    "swift": "SWIFT",
    "tax": _l("VAT"),
    "tax_id": _l("VAT id"),
    "tax_number": _l("Tax number"),
    "text": _l("Text"),
    "text_en": _l("Text in English"),
    "total": _l("Total"),
    "unit": _l("Unit of measure"),
    "unit_price": _l("Unit price"),
    "verify_url": _l("Address for checking"),
    "volume_m3": _l("Volume"),
}
