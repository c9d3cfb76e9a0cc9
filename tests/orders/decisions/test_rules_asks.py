"""What a distributor can be asked about, of what the checks found."""

from dataclasses import dataclass
from datetime import datetime

from portal.orders.checks.rules_table import FINDINGS
from portal.orders.decisions.rules_asks import ASKABLE_FIELDS, asks_of
from tests.orders.factories import NOW


@dataclass(frozen=True)
class Finding:
    severity: str = "warn"
    line_no: int | None = None
    field: str = ""
    waived_at: datetime | None = None


def test_blocks_and_warnings_are_asked_about_and_neither_holds_nor_what_was_let_pass() -> None:
    block, warning = Finding("block", field="vin"), Finding("warn", line_no=3, field="quantity")

    asked = asks_of([block, Finding("hold", field="incoterm"), warning, Finding("block", waived_at=NOW)])

    assert asked == [("field:vin", block), ("line:3", warning)]


def test_a_finding_is_about_the_field_the_form_has_for_it_else_about_the_whole_order() -> None:
    names = {"purchase_order": "po_number", "street": "consignee_id", "incoterm": "incoterm", "unit_price": "", "": ""}

    told = {name: asks_of([Finding(field=name)])[0][0] for name in names}

    assert told == {name: f"field:{field}" for name, field in names.items()}
    every = {asks_of([Finding(field=spec.field or "")])[0][0].removeprefix("field:") for spec in FINDINGS.values()}
    assert every <= set(ASKABLE_FIELDS)
