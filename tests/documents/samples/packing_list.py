"""A realistic packing list."""

from decimal import Decimal
from typing import Any

from tests.documents.samples.trade import BUYER, CONSIGNEE, MARKS, NOTIFY, SELLER, TRANSPORT, Snapshot, make_lines


def make(count: int = 25, cartons: int = 3, locale: str = "en", **changes: Any) -> Snapshot:
    """Return a packing list whose lines are shared out over cartons of one size."""
    money = ("unit_price", "amount")
    lines = [{name: value for name, value in line.items() if name not in money} for line in make_lines(count, locale)]
    packed = [
        {
            "number": index + 1,
            "kind": "Plywood case",
            "sscc": f"0800200800000123{index:02d}",
            "length_cm": "120",
            "width_cm": "100",
            "height_cm": "60",
            "net_kg": "137.50",
            "gross_kg": "151.70",
            "volume_m3": "0.720",
            "lines": lines[index::cartons],
        }
        for index in range(cartons)
    ]
    return {
        "number": "PL-CN01-2026-000118",
        "issue_date": "2026-03-09",
        "seller": SELLER,
        "buyer": BUYER,
        "consignee": CONSIGNEE,
        "notify": NOTIFY,
        "shipment_number": "SH-2026-000045",
        "invoice_number": "CI-CN01-2026-000123",
        "terms": {"incoterm": "CIF", "place": "Alexandria"},
        "transport": TRANSPORT,
        "marks": MARKS,
        "cartons": packed,
        "packages": {
            "count": cartons,
            "kind": "Plywood cases",
            "net_kg": str(cartons * Decimal("137.50")),
            "gross_kg": str(cartons * Decimal("151.70")),
            "volume_m3": str(cartons * Decimal("0.720")),
        },
        "dangerous_goods": [
            {
                "un_number": "UN3480",
                "shipping_name": "LITHIUM ION BATTERIES",
                "hazard_class": "9",
                "packing_instruction": "P903",
                "net_quantity": "48.6 kg",
                "cartons": [1],
                "state_of_charge": "≤ 30 %",
            }
        ],
        "emergency_phone": "+86 532 8388 9090",
        "verify_url": "https://portal.example/verify/P8DD-11KX-0ZQM",
        "signature": {"name": "Zhang Min", "position": "Warehouse", "place": "Chongqing"},
        **changes,
    }
