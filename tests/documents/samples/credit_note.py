"""A realistic credit note."""

from typing import Any

from tests.documents.samples.trade import BANK, Snapshot, make_lines, sum_of


def make(count: int = 2, locale: str = "en", **changes: Any) -> Snapshot:
    """Return a credit note of a German seller for an export delivery."""
    reasons = ("short", "damaged", "price_difference", "wrong_part")
    money = ("po_number", "hs_code", "origin")
    lines = [
        {
            **{name: value for name, value in line.items() if name not in money},
            "reason": reasons[index % len(reasons)],
            "claim_number": "CL-2026-000031",
        }
        for index, line in enumerate(make_lines(count, locale))
    ]
    total = sum_of(lines)
    return {
        "number": "CN-DE01-2026-000007",
        "issue_date": "2026-03-20",
        "currency": "EUR",
        "seller": {
            "name": "Avatar Parts Deutschland GmbH",
            "lines": ["Leopoldstraße 244", "80807 München"],
            "country": "DE",
            "tax_id": "DE136695976",
        },
        "buyer": {
            "name": "Nordic Parts AS",
            "lines": ["Økernveien 94", "0579 Oslo"],
            "country": "NO",
            "tax_id": "NO 987 654 321 MVA",
            "code": "D-1021",
        },
        "corrects": {"number": "CI-DE01-2026-000019", "date": "2026-03-02"},
        "claim_number": "CL-2026-000031",
        "bank": {**BANK, "account_holder": "Avatar Parts Deutschland GmbH"},
        "lines": lines,
        "taxes": [{"category": "G", "base": str(total), "rate": "0", "amount": "0.00"}],
        "totals": {"lines": str(total), "total": str(total)},
        "application": {"code": "offset", "references": ["CI-DE01-2026-000024"]},
        "verify_url": "https://portal.example/verify/AA01-77QP-5RWE",
        **changes,
    }
