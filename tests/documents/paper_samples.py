"""Snapshots of realistic papers, for the tests of printing."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

Snapshot = dict[str, Any]
CENT = Decimal("0.01")

PARTS = [
    ("Front bumper bracket, left", "8708.10", "CN", "48.375"),
    ("Brake pad set, rear axle", "8708.30", "CN", "129.99"),
    ("Hexagon bolt M8x25, 10.9", "7318.15", "CN", "0.0875"),
    ("Headlamp assembly, matrix LED, right", "8512.20", "CN", "684.2"),
    ("Cabin air filter with activated carbon", "8421.39", "DE", "11.1234"),
    ("Wiper blade, 650 mm", "8512.90", "TH", "7.45"),
    ("High-voltage traction battery module, 12S1P", "8507.60", "CN", "1299.9"),
]
LOCAL_NAMES = {
    "en": "",
    "de": "Ersatzteil für Elektrofahrzeug",
    "zh": "电动汽车零部件",
    "ar": "قطعة غيار سيارة كهربائية",
    "th": "ชิ้นส่วนอะไหล่รถยนต์ไฟฟ้า",
}

SELLER = {
    "name": "Avatar Parts (Chongqing) Co., Ltd.",
    "lines": ["No. 18 Jinyu Avenue, Liangjiang New Area", "401120 Chongqing"],
    "country": "CN",
    "registration_id": "91500000MA5U7XK20B",
    "contact": "Li Wei",
    "phone": "+86 23 6788 0000",
    "email": "export@hq.example",
}
BUYER = {
    "name": "Nile Motors Trading S.A.E.",
    "lines": ["12 El Tahrir Street, Dokki", "12611 Giza"],
    "country": "EG",
    "code": "D-1007",
    "tax_id": "EG 204-991-330",
    "contact": "Mona Hassan",
    "phone": "+20 2 3760 1111",
}
CONSIGNEE = {
    "name": "Nile Motors Trading – Alexandria Depot",
    "lines": ["Warehouse 7, Free Zone Amreya", "23511 Alexandria"],
    "country": "EG",
}
NOTIFY = {"name": "Delta Clearing Agency", "lines": ["4 Port Said Road", "Alexandria"],
          "country": "EG", "phone": "+20 3 480 2222"}  # fmt: skip
BANK = {
    "account_holder": "Avatar Parts (Chongqing) Co., Ltd.",
    "bank_name": "Bank of China, Chongqing Branch",
    "address": "218 Zhongshan Yi Road, Chongqing",
    "account": "1136 0000 4471 88",
    "swift": "BKCHCNBJ59A",
}
TERMS = {"incoterm": "CIF", "place": "Alexandria", "payment": "net", "payment_days": 30,
         "due_date": "2026-04-08"}  # fmt: skip
TRANSPORT = {
    "mode": "sea",
    "loading_place": "Shanghai (CNSHA)",
    "discharge_place": "Alexandria (EGALY)",
    "destination": "Giza",
    "conveyance": "COSCO TAURUS 042W",
    "bill_kind": "B/L",
    "bill_number": "COSU6412345670",
    "containers": ["CSQU3054383"],
    "departure_date": "2026-03-12",
}
MARKS = ["NILE MOTORS / SO-2026-000123", "ALEXANDRIA", "C/NO. 1-3", "MADE IN CHINA"]


def rounded(value: Decimal) -> Decimal:
    """Return an amount with cents, half away from zero."""
    return value.quantize(CENT, ROUND_HALF_UP)


def part_number(index: int) -> str:
    """Return a part number of one of three shapes, digits first in some of them."""
    return (f"{21029627 + index * 17}", f"21-{400 + index}A.7", f"AV11-{8800 + index}/B")[index % 3]


def make_lines(count: int, locale: str = "en") -> list[Snapshot]:
    """Return invoice lines of two orders, the first half of one and the rest of the other."""
    lines = []
    for index in range(count):
        name, hs_code, origin, price = PARTS[index % len(PARTS)]
        quantity = Decimal(1 + index * 7 % 60)
        first = index < (count + 1) // 2
        lines.append({
            "number": index + 1,
            "order_number": "SO-2026-000123" if first else "SO-2026-000131",
            "po_number": "PO 4500123" if first else "PO 4500140",
            "part_number": part_number(index),
            "description": name,
            "description_local": LOCAL_NAMES.get(locale, ""),
            "hs_code": hs_code,
            "origin": origin,
            "quantity": str(quantity),
            "unit": "PCE",
            "unit_price": price,
            "amount": str(rounded(quantity * Decimal(price))),
        })  # fmt: skip
    return lines


def sum_of(lines: list[Snapshot]) -> Decimal:
    """Return the sum of the lines' amounts."""
    return sum((Decimal(line["amount"]) for line in lines), Decimal(0))


def make_invoice(count: int = 25, locale: str = "en", **changes: Any) -> Snapshot:
    """Return a commercial invoice with discount, freight and insurance."""
    lines = make_lines(count, locale)
    net, discount = sum_of(lines), rounded(sum_of(lines) * Decimal("0.02"))
    total = net - discount + Decimal("185.00") + Decimal("42.50")
    return {
        "number": "CI-CN01-2026-000123",
        "issue_date": "2026-03-09",
        "currency": "USD",
        "seller": SELLER, "buyer": BUYER, "consignee": CONSIGNEE, "notify": NOTIFY,
        "shipment_number": "SH-2026-000045",
        "supply_date": "2026-03-09",
        "contract_number": "DA-2025-017",
        "bank": BANK, "terms": TERMS, "transport": TRANSPORT, "marks": MARKS,
        "packages": {"count": 3, "kind": "Cartons", "net_kg": "412.50", "gross_kg": "455.20",
                     "volume_m3": "2.160"},
        "lines": lines,
        "charges": [
            {"kind": "allowance", "code": "discount", "amount": str(discount)},
            {"kind": "charge", "code": "freight", "amount": "185.00"},
            {"kind": "charge", "code": "insurance", "amount": "42.50"},
        ],
        "taxes": [{"category": "O", "base": str(total)}],
        "totals": {"lines": str(net), "allowances": str(discount), "charges": "227.50",
                   "total": str(total)},
        "verify_url": "https://portal.example/verify/7QK4-M2XN-93TD",
        "signature": {"name": "Li Wei", "position": "Export manager", "place": "Chongqing"},
        **changes,
    }  # fmt: skip


def make_packing_list(count: int = 25, cartons: int = 3, locale: str = "en",
                      **changes: Any) -> Snapshot:  # fmt: skip
    """Return a packing list whose lines are shared out over cartons of one size."""
    money = ("hs_code", "unit_price", "amount")
    lines = [{name: value for name, value in line.items() if name not in money}
             for line in make_lines(count, locale)]  # fmt: skip
    packed = [
        {
            "number": index + 1, "kind": "Plywood case", "sscc": f"0800200800000123{index:02d}",
            "length_cm": "120", "width_cm": "100", "height_cm": "60",
            "net_kg": "137.50", "gross_kg": "151.70", "volume_m3": "0.720",
            "lines": lines[index::cartons],
        }
        for index in range(cartons)
    ]  # fmt: skip
    return {
        "number": "PL-CN01-2026-000118",
        "issue_date": "2026-03-09",
        "seller": SELLER, "buyer": BUYER, "consignee": CONSIGNEE, "notify": NOTIFY,
        "shipment_number": "SH-2026-000045", "invoice_number": "CI-CN01-2026-000123",
        "terms": {"incoterm": "CIF", "place": "Alexandria"},
        "transport": TRANSPORT, "marks": MARKS, "cartons": packed,
        "packages": {"count": cartons, "kind": "Plywood cases",
                     "net_kg": str(cartons * Decimal("137.50")),
                     "gross_kg": str(cartons * Decimal("151.70")),
                     "volume_m3": str(cartons * Decimal("0.720"))},
        "dangerous_goods": [{
            "un_number": "UN3480", "shipping_name": "LITHIUM ION BATTERIES", "hazard_class": "9",
            "packing_instruction": "P903", "net_quantity": "48.6 kg", "cartons": [1],
            "state_of_charge": "≤ 30 %"}],
        "emergency_phone": "+86 532 8388 9090",
        "verify_url": "https://portal.example/verify/P8DD-11KX-0ZQM",
        "signature": {"name": "Zhang Min", "position": "Warehouse", "place": "Chongqing"},
        **changes,
    }  # fmt: skip


def make_credit_note(count: int = 2, locale: str = "en", **changes: Any) -> Snapshot:
    """Return a credit note of a German seller for an export delivery."""
    reasons = ("short", "damaged", "price_difference", "wrong_part")
    money = ("po_number", "hs_code", "origin")
    lines = [
        {**{name: value for name, value in line.items() if name not in money},
         "reason": reasons[index % len(reasons)], "claim_number": "CL-2026-000031"}
        for index, line in enumerate(make_lines(count, locale))
    ]  # fmt: skip
    total = sum_of(lines)
    return {
        "number": "CN-DE01-2026-000007",
        "issue_date": "2026-03-20",
        "currency": "EUR",
        "seller": {"name": "Avatar Parts Deutschland GmbH", "lines": ["Leopoldstraße 244",
                   "80807 München"], "country": "DE", "tax_id": "DE136695976"},
        "buyer": {"name": "Nordic Parts AS", "lines": ["Økernveien 94", "0579 Oslo"],
                  "country": "NO", "tax_id": "NO 987 654 321 MVA", "code": "D-1021"},
        "corrects": {"number": "CI-DE01-2026-000019", "date": "2026-03-02"},
        "claim_number": "CL-2026-000031",
        "bank": {**BANK, "account_holder": "Avatar Parts Deutschland GmbH"},
        "lines": lines,
        "taxes": [{"category": "G", "base": str(total), "rate": "0", "amount": "0.00"}],
        "totals": {"lines": str(total), "total": str(total)},
        "application": {"code": "offset", "references": ["CI-DE01-2026-000024"]},
        "verify_url": "https://portal.example/verify/AA01-77QP-5RWE",
        **changes,
    }  # fmt: skip
