"""Which company is meant by what was typed: its code, its name, or the only one that fits."""

import pytest

from portal.accounts.rules_named import Named, meant

NILE, DELTA, TWIN = Named(1, "EG01", "Nile Motors"), Named(2, "EG010", "Nile Delta"), Named(3, "NILE MOTORS", "Siam")


@pytest.mark.parametrize(
    ("text", "found", "company"),
    [
        ("EG01", [NILE, DELTA], NILE),
        (" eg01 ", [NILE, DELTA], NILE),
        ("nile delta", [NILE, DELTA], DELTA),
        ("Delt", [DELTA], DELTA),
        ("Nile", [NILE, DELTA], None),
        ("Nile Motors", [NILE, TWIN], TWIN),
        ("Nile Motors", [NILE, Named(4, "X", "nile motors")], None),
        ("Nile", [], None),
    ],
)
def test_a_whole_code_goes_before_a_whole_name_before_the_only_one(
    text: str, found: list[Named], company: Named | None
) -> None:
    assert meant(text, found) == company
