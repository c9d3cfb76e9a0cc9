"""From the facts of a shipment to the snapshots of its papers: plain values, figures as text."""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from portal.billing.rules_dangerous import dangerous_goods, emergency_phones
from portal.billing.rules_facts import Charge, ChargedLine, Consignment, PartyFacts, SellerFacts
from portal.billing.rules_tax_texts import Sentence
from portal.billing.rules_terms import printed_terms
from portal.core.money import rounded
from portal.documents.rules_parts import Snapshot
from portal.shipping.journey.rules_papers import CartonFacts, ShippedLine

GRAMS, MILLIMETRES, CUBIC_MM = Decimal(1000), Decimal(10), Decimal(10) ** 9
LITRE = Decimal("0.001")
# What a carrier calls its document, as printed on customs papers.
BILL_KINDS = {"sea": "B/L", "air": "AWB", "air_cargo": "AWB", "road": "CMR", "rail": "CIM", "courier": "Waybill"}
_KIND_OF_BILL = re.compile(rf"^(?:{'|'.join(map(re.escape, (*BILL_KINDS.values(), 'BL')))})[\s.:]+", re.IGNORECASE)
PACKAGE_WORDS = {
    "carton": ("Carton", "Cartons"),
    "box": ("Box", "Boxes"),
    "case": ("Plywood case", "Plywood cases"),
    "crate": ("Crate", "Crates"),
    "pallet": ("Pallet", "Pallets"),
    "drum": ("Drum", "Drums"),
    "bag": ("Bag", "Bags"),
}


def money_text(amount: Decimal, currency: str) -> str:
    """Return an amount with the decimals of its currency, as text."""
    return f"{rounded(amount, currency):f}"


def party_of(facts: PartyFacts, *, with_tax_id: bool = True) -> dict[str, Any]:
    """Return a party of a paper; where no VAT ids are named its tax number is customs' alone."""
    party: dict[str, Any] = {"name": facts.name, "lines": list(facts.lines), "country": facts.country}
    if with_tax_id:
        party |= {"tax_id": facts.tax_id, "registration_id": facts.registration}
    else:
        party |= {"tax_number": facts.tax_id, "registration_id": facts.registration}
    party |= {"code": facts.code, "contact": facts.contact, "phone": facts.phone, "email": facts.email}
    party |= {"latin_name": facts.latin_name, "latin_lines": list(facts.latin_lines)}
    party["own_script"] = facts.own_script
    return {name: value for name, value in party.items() if value or name in ("name", "lines", "country")}


def seller_party(facts: Consignment, names_vat_ids: bool) -> dict[str, Any]:
    """Return the seller; its VAT id stands on the paper only where the VAT category allows it."""
    party = party_of(facts.seller.party)
    if names_vat_ids and facts.seller.vat_id:
        party["tax_id"] = facts.seller.vat_id
    return party


def bank_of(seller: SellerFacts) -> dict[str, str]:
    """Return the seller's bank, where an invoice is paid and a credit note is reckoned with; nothing where unknown."""
    bank = seller.bank
    if bank is None:
        return {}
    return {
        "account_holder": seller.party.name,
        "bank_name": bank.bank_name,
        "account": bank.account,
        "swift": bank.swift,
    }


def supplied_on(facts: Consignment, issued_on: date) -> date:
    """Return the day of supply, by which VAT goes: the departure's, else that of the invoice."""
    return facts.departs_on or issued_on


def invoice_snapshot(facts: Consignment, charge: Charge, issued_on: date, vat: Sentence) -> Snapshot:
    """Return a commercial invoice that says this of VAT, without its number, which is taken when it is issued."""
    currency = facts.currency
    total = money_text(charge.total, currency)
    return {
        **_movement(facts, charge.names_vat_ids),
        "currency": currency,
        "supply_date": supplied_on(facts, issued_on).isoformat(),
        "bank": bank_of(facts.seller),
        "terms": printed_terms(facts.payment_terms, facts.incoterm, facts.incoterm_place, issued_on),
        "lines": [_invoice_line(number, each, currency) for number, each in enumerate(charge.lines, 1)],
        "taxes": tax_lines(charge.category.value, charge.total, currency, vat),
        "totals": {"lines": total, "total": total},
    }


def tax_lines(category: str, base: Decimal, currency: str, vat: Sentence) -> list[dict[str, str]]:
    """Return the tax statement in words and figures: category O has no rate at all, G and K a rate and a tax of 0."""
    line = {"category": category, "base": money_text(base, currency), "text": vat.local, "text_en": vat.english}
    if category != "O":
        line |= {"rate": "0", "amount": money_text(Decimal(0), currency)}
    return [line]


def _invoice_line(number: int, each: ChargedLine, currency: str) -> dict[str, Any]:
    line = each.line
    printed = _goods_line(number, line, line.quantity) | {
        "hs_code": line.hs_code,
        "origin": line.origin,
        "unit_price": f"{line.unit_price:f}",
        "amount": money_text(each.amount, currency),
    }
    if line.un_number:
        printed["un_number"] = line.un_number
    if line.invoiced:
        charged = money_text(line.invoiced_amount, currency)
        printed["earlier"] = {"quantity": str(line.invoiced), "amount": charged}
    return printed


def _goods_line(number: int, line: ShippedLine, quantity: int) -> dict[str, Any]:
    printed = {
        "number": number,
        "order_number": line.order_number,
        "po_number": line.po_number,
        "part_number": line.part_number,
        "description": line.name,
        "quantity": str(quantity),
        "unit": line.unit,
    }
    if line.local_name and line.local_name != line.name:
        printed["description_local"] = line.local_name
    return printed


def packing_list_snapshot(facts: Consignment, invoice_number: str, names_vat_ids: bool) -> Snapshot:
    """Return a packing list without its number; there is no price on it."""
    by_line = {line.shipment_line_id: line for line in facts.lines}
    numbers = {line.shipment_line_id: number for number, line in enumerate(facts.lines, 1)}
    snapshot = {
        **_movement(facts, names_vat_ids),
        "invoice_number": invoice_number,
        "terms": {"incoterm": facts.incoterm, "place": facts.incoterm_place},
        "cartons": [_carton(carton, by_line, numbers) for carton in facts.cartons],
    }
    if goods := dangerous_goods(facts):
        snapshot |= {"dangerous_goods": goods, "emergency_phone": emergency_phones(facts.dangerous)}
    return snapshot


def _movement(facts: Consignment, names_vat_ids: bool) -> Snapshot:
    """Return what both papers of a shipment say alike: parties, way, packages, marks."""
    shared: Snapshot = {
        "seller": seller_party(facts, names_vat_ids),
        "buyer": party_of(facts.buyer, with_tax_id=names_vat_ids),
        "consignee": party_of(facts.consignee, with_tax_id=names_vat_ids),
        "shipment_number": facts.number,
        "transport": _transport(facts),
        "packages": _packages(facts.cartons),
        "marks": list(facts.marks) or default_marks(facts),
    }
    if facts.seller.logo:
        shared["logo"] = facts.seller.logo
    if facts.notify:
        shared["notify"] = party_of(facts.notify, with_tax_id=names_vat_ids)
    if facts.contract_number:
        shared["contract_number"] = facts.contract_number
    if facts.acid:
        shared["remarks"] = [f"ACID {facts.acid}"]
    return shared


def default_marks(facts: Consignment) -> list[str]:
    """Return shipping marks: consignee, orders, destination, package numbers, origin of the goods."""
    orders = list(dict.fromkeys(line.order_number for line in facts.lines))
    shown = ", ".join(orders[:3]) + (" ..." if len(orders) > 3 else "")
    origins = {line.origin for line in facts.lines}
    marks = [
        facts.consignee.name_on_marks.upper(),
        shown,
        facts.discharge_place.upper(),
        f"C/NO. 1-{len(facts.cartons)}",
    ]
    return [*marks, "MADE IN CHINA"] if origins == {"CN"} else marks


def _transport(facts: Consignment) -> dict[str, Any]:
    way: dict[str, Any] = {
        "mode": "air" if facts.mode == "air_cargo" else facts.mode,
        "loading_place": facts.loading_place,
        "discharge_place": facts.discharge_place,
        "destination": facts.destination,
        "carrier": facts.carrier,
        "conveyance": facts.conveyance,
        "containers": list(facts.containers),
        "departure_date": facts.departs_on.isoformat() if facts.departs_on else "",
    }
    if facts.transport_document:
        way |= {
            "bill_kind": BILL_KINDS.get(facts.mode, "Waybill"),
            "bill_number": bill_number(facts.transport_document),
        }
    return {name: value for name, value in way.items() if value}


def bill_number(typed: str) -> str:
    """Return the number of a transport document without the kind it was typed with (`CMR 12-3`): papers print both."""
    return _KIND_OF_BILL.sub("", typed) or typed


def kilograms(grams: int) -> str:
    """Return grams as kilograms with three decimals, exact."""
    return f"{Decimal(grams) / GRAMS:.3f}"


def cubic_metres(carton: CartonFacts) -> Decimal:
    """Return a carton's volume to the litre; never nothing."""
    volume = Decimal(carton.length_mm * carton.width_mm * carton.height_mm) / CUBIC_MM
    return max(volume.quantize(LITRE), LITRE)


def _packages(cartons: tuple[CartonFacts, ...]) -> dict[str, Any]:
    kinds = {carton.kind for carton in cartons}
    one, many = _package_words(kinds.pop()) if len(kinds) == 1 else ("Package", "Packages")
    return {
        "count": len(cartons),
        "kind": one if len(cartons) == 1 else many,
        "net_kg": kilograms(sum(carton.net_g for carton in cartons)),
        "gross_kg": kilograms(sum(carton.gross_g for carton in cartons)),
        "volume_m3": f"{sum((cubic_metres(carton) for carton in cartons), Decimal(0)):.3f}",
    }


def _package_words(kind: str) -> tuple[str, str]:
    return PACKAGE_WORDS.get(kind, (kind.capitalize(), f"{kind.capitalize()}s"))


def _carton(carton: CartonFacts, by_line: Mapping[int, ShippedLine], numbers: dict[int, int]) -> dict[str, Any]:
    return {
        "number": carton.position,
        "kind": _package_words(carton.kind)[0],
        "sscc": carton.sscc,
        **{
            f"{side}_cm": f"{Decimal(getattr(carton, f'{side}_mm')) / MILLIMETRES:.1f}"
            for side in ("length", "width", "height")
        },
        "net_kg": kilograms(carton.net_g),
        "gross_kg": kilograms(carton.gross_g),
        "volume_m3": f"{cubic_metres(carton):.3f}",
        "lines": [
            _goods_line(numbers[line.shipment_line_id], line, pieces.quantity)
            | {"hs_code": line.hs_code, "origin": line.origin}
            for pieces in sorted(carton.contents, key=lambda each: numbers[each.shipment_line_id])
            for line in (by_line[pieces.shipment_line_id],)
        ],
    }
