"""Who trades what in the sample papers: parties, terms, a journey, lines of goods."""

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
NOTIFY = {
    "name": "Delta Clearing Agency",
    "lines": ["4 Port Said Road", "Alexandria"],
    "country": "EG",
    "phone": "+20 3 480 2222",
}
BANK = {
    "account_holder": "Avatar Parts (Chongqing) Co., Ltd.",
    "bank_name": "Bank of China, Chongqing Branch",
    "address": "218 Zhongshan Yi Road, Chongqing",
    "account": "1136 0000 4471 88",
    "swift": "BKCHCNBJ59A",
}
TERMS = {"incoterm": "CIF", "place": "Alexandria", "payment": "net", "payment_days": 30, "due_date": "2026-04-08"}
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
        lines.append(
            {
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
            }
        )
    return lines


def sum_of(lines: list[Snapshot]) -> Decimal:
    """Return the sum of the lines' amounts."""
    return sum((Decimal(line["amount"]) for line in lines), Decimal(0))
