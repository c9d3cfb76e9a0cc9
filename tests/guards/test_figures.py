"""No rule of the trade keeps a figure of its own: it is a setting, a bound on what may be typed, or told here and why.

What a rule takes from master data is declared as a setting beside it (`tests/masterdata/test_settings.py` goes through
all of those). A plain number at the top of a rule is something nobody can change from a day on.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

from portal.core.config import ROOT

TRADE = ("orders", "finance", "returns", "review", "shipping", "pricing", "allocation", "stock", "billing")
BOUNDS = ("MOST", "LONGEST", "SHORTEST", "LARGEST", "SMALLEST", "FARTHEST", "FURTHEST", "HEAVIEST")
"""How names of bounds on what may be typed or sent begin: limits of the machine, or of a slip of the finger."""
NO_FIGURES = {
    "billing/rules_snapshots.py: GRAMS, MILLIMETRES, CUBIC_MM": "units",
    "billing/rules_snapshots.py: LITRE": "a unit",
    "orders/checks/rules_vin.py: CHECK_PLACE": "the standard of VINs",
    "orders/checks/rules_vin.py: LENGTH": "the standard of VINs",
    "orders/checks/rules_vin.py: WEIGHTS": "the standard of VINs",
    "orders/rules_incoterms.py: INSURED_PERCENT": "Incoterms 2020",
    "orders/types/states.py: HALF_DAY, ONE_DAY, TWO_DAYS": "what is usual of order types, which are master data",
    "pricing/rules_terms.py: DAY": "a unit",
    "review/rules_bulk.py: AT_ONCE": "how many rows one transaction holds",
    "shipping/arrival/rules_counting.py: HALF": "a slip of the finger: goods counted before they can be there",
    "shipping/arrival/rules_counting.py: SOONEST": "the same, of a journey nobody told the end of",
    "shipping/journey/rules_booking.py: ACID_DIGITS": "the form of Egypt's number",
    "shipping/journey/rules_booking.py: CLOCK_TOLERANCE": "clocks of two machines",
}
"""Numbers at the top of rules that are no figures of the trade, and why."""


def numbers_in(source: str) -> Iterator[str]:
    """Yield the names to which a module gives plain numbers, lengths of time or amounts at its top."""
    for node in ast.parse(source).body:
        named = node.targets[0] if isinstance(node, ast.Assign) else getattr(node, "target", None)
        value = getattr(node, "value", None)
        if named is not None and value is not None and _is_number(value):
            yield ast.unparse(named).strip("()")


def _is_number(value: ast.expr) -> bool:
    if isinstance(value, ast.Constant):
        return type(value.value) in (int, float)
    if isinstance(value, ast.BinOp):
        return _is_number(value.left) and _is_number(value.right)
    if isinstance(value, ast.UnaryOp):
        return _is_number(value.operand)
    if isinstance(value, ast.Tuple):
        return bool(value.elts) and all(map(_is_number, value.elts))
    if isinstance(value, ast.Call) and ast.unparse(value.func) in ("Decimal", "timedelta"):
        given = [*value.args, *(each.value for each in value.keywords)]
        return [ast.unparse(each) for each in given] != ["0"]
    return False


def rules() -> Iterator[Path]:
    for room in TRADE:
        for path in sorted((ROOT / "portal" / room).rglob("*.py")):
            if path.name.startswith(("rules", "states")):
                yield path


def test_no_rule_of_the_trade_keeps_a_figure_of_its_own() -> None:
    found = {
        f"{path.relative_to(ROOT / 'portal')}: {name}"
        for path in rules()
        for name in numbers_in(path.read_text())
        if not name.startswith(BOUNDS)
    }

    assert found == NO_FIGURES.keys()


def test_a_figure_in_a_rule_would_be_found() -> None:
    source = (
        "DAYS = 15\nFEE: Decimal = Decimal('2.5')\nWEEK = timedelta(days=7)\nLIMITS = (3, 7 * 2)\nNONE = Decimal(0)\n"
    )
    source += "CHECKS = (Check(1, look),)\nNAME = 'x'\nOVERDUE = setting('overdue', Unit.DAYS, 15)\n"

    assert list(numbers_in(source)) == ["DAYS", "FEE", "WEEK", "LIMITS"]
