"""A realistic commercial invoice."""

from decimal import Decimal
from typing import Any

from tests.documents.samples.trade import (
    BANK,
    BUYER,
    CONSIGNEE,
    MARKS,
    NOTIFY,
    SELLER,
    TERMS,
    TRANSPORT,
    Snapshot,
    make_lines,
    rounded,
    sum_of,
)


def make(count: int = 25, locale: str = "en", **changes: Any) -> Snapshot:
    """Return a commercial invoice with discount, freight and insurance."""
    lines = make_lines(count, locale)
    net, discount = sum_of(lines), rounded(sum_of(lines) * Decimal("0.02"))
    total = net - discount + Decimal("185.00") + Decimal("42.50")
    return {
        "number": "CI-CN01-2026-000123",
        "issue_date": "2026-03-09",
        "currency": "USD",
        "seller": SELLER,
        "buyer": BUYER,
        "consignee": CONSIGNEE,
        "notify": NOTIFY,
        "shipment_number": "SH-2026-000045",
        "supply_date": "2026-03-09",
        "contract_number": "DA-2025-017",
        "bank": BANK,
        "terms": TERMS,
        "transport": TRANSPORT,
        "marks": MARKS,
        "packages": {"count": 3, "kind": "Cartons", "net_kg": "412.50", "gross_kg": "455.20", "volume_m3": "2.160"},
        "lines": lines,
        "charges": [
            {"kind": "allowance", "code": "discount", "amount": str(discount)},
            {"kind": "charge", "code": "freight", "amount": "185.00"},
            {"kind": "charge", "code": "insurance", "amount": "42.50"},
        ],
        "taxes": [{"category": "O", "base": str(total)}],
        "totals": {"lines": str(net), "allowances": str(discount), "charges": "227.50", "total": str(total)},
        "verify_url": "https://portal.example/verify/7QK4-M2XN-93TD",
        "signature": {"name": "Li Wei", "position": "Export manager", "place": "Chongqing"},
        **changes,
    }
