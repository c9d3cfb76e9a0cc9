"""Which snapshots may be issued: every mandatory field there, every rule kept, every sum right."""

import copy
from decimal import Decimal

import pytest

from portal.core.money import line_amount
from portal.documents.kinds.commercial_invoice import COMMERCIAL_INVOICE
from portal.documents.kinds.credit_note import CREDIT_NOTE
from portal.documents.kinds.packing_list import PACKING_LIST
from portal.documents.printing.markup import paper_html
from portal.documents.printing.words import words_of
from portal.documents.rules_papers import problems_of
from portal.documents.rules_parts import Snapshot
from portal.documents.rules_sums import part_rounding
from tests.documents.samples import MAKERS
from tests.documents.samples.commercial_invoice import make as make_invoice
from tests.documents.samples.credit_note import make as make_credit_note
from tests.documents.samples.packing_list import make as make_packing_list


def without(snapshot: Snapshot, path: str) -> Snapshot:
    """Return the snapshot with the field of a mandatory path taken out of its first place."""
    changed = copy.deepcopy(snapshot)
    *parents, last = path.split(".")
    place = changed
    for name in parents:
        place = place[name.removesuffix("[]")]
        place = place[0] if name.endswith("[]") else place
    del place[last]
    return changed


@pytest.mark.parametrize("kind", MAKERS, ids=str)
def test_a_complete_paper_has_no_problems(kind):
    assert problems_of(kind, MAKERS[kind](7)) == []


@pytest.mark.parametrize(("kind", "path"), [(kind, path) for kind in MAKERS for path in kind.mandatory], ids=str)
def test_each_mandatory_field_is_missed_by_name(kind, path):
    problems = problems_of(kind, without(MAKERS[kind](2), path))

    assert f"{path.replace('[]', '[0]')} is missing" in problems or (f"{path} is missing" in problems)


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"issue_date": "09.03.2026"}, "issue_date is not an ISO date: 09.03.2026"),
        ({"taxes": [{"category": "O", "base": "1", "rate": "0"}]}, "taxes[0].rate may not be given for category O"),
        ({"taxes": [{"category": "G", "base": "1"}]}, "seller.tax_id is missing"),
        ({"taxes": [{"category": "Z", "base": "1"}]}, "taxes: category Z is not known"),
        (
            {"taxes": [{"category": "O", "base": "1"}, {"category": "G", "base": "1"}]},
            "taxes: category O may not stand beside another category",
        ),
    ],
)
def test_wrong_tax_and_dates_are_named(change, problem):
    assert problem in problems_of(COMMERCIAL_INVOICE, make_invoice(2, **change))


@pytest.mark.parametrize("kind", [COMMERCIAL_INVOICE, PACKING_LIST], ids=str)
@pytest.mark.parametrize(("mode", "named"), [("sea", True), ("air", True), ("road", False), ("courier", False)])
def test_by_sea_and_by_air_the_vessel_or_flight_is_named(kind, mode, named):
    way = {**MAKERS[kind](1)["transport"], "mode": mode, "carrier": "COSCO Shipping", "conveyance": ""}

    problems = problems_of(kind, MAKERS[kind](3, transport=way))

    assert problems == (["transport.conveyance is missing"] if named else [])


def test_an_intra_community_supply_needs_both_vat_numbers():
    snapshot = make_credit_note(1)
    snapshot["taxes"][0]["category"] = "K"
    del snapshot["buyer"]["tax_id"]

    assert problems_of(CREDIT_NOTE, snapshot) == ["buyer.tax_id is missing"]


TV_16 = (("12", "48.375", "580.50"), ("3", "1299.90", "3899.70"), ("250", "0.0875", "21.88"))


def tv_16() -> Snapshot:
    """Return an invoice of three lines, 2 % off, freight, and a deposit of 30 % paid before."""
    lines = [
        line | {"quantity": quantity, "unit_price": price, "amount": amount}
        for line, (quantity, price, amount) in zip(make_invoice(3)["lines"], TV_16, strict=True)
    ]
    return make_invoice(
        lines=lines,
        charges=[
            {"kind": "allowance", "code": "discount", "amount": "90.04"},
            {"kind": "charge", "code": "freight", "amount": "185.00"},
        ],
        taxes=[{"category": "O", "base": "4597.04"}],
        totals={
            "lines": "4502.08",
            "allowances": "90.04",
            "charges": "185.00",
            "total": "4597.04",
            "prepaid": "1379.11",
            "due": "3217.93",
        },
    )


def test_tv_16_the_sums_of_an_invoice():
    for line in TV_16:
        assert str(line_amount(int(line[0]), Decimal(line[1]), "USD")) == line[2]
    assert problems_of(COMMERCIAL_INVOICE, tv_16()) == []


@pytest.mark.parametrize(
    ("name", "wrong"),
    [("lines", "4502.07"), ("allowances", "90.05"), ("charges", "184.99"), ("total", "4597.05"), ("due", "3217.94")],
)
def test_a_cent_too_much_or_too_little_is_found(name, wrong):
    snapshot = tv_16()
    right = snapshot["totals"][name]
    snapshot["totals"] = snapshot["totals"] | {name: wrong}

    problems = problems_of(COMMERCIAL_INVOICE, snapshot)

    assert f"totals.{name} is {wrong}, but adds up to {right}" in problems


def test_invoice_sums_are_counted_again():
    snapshot = make_invoice(3)
    total = snapshot["totals"]["total"]
    snapshot["totals"]["total"] = "1.00"

    problems = problems_of(COMMERCIAL_INVOICE, snapshot)

    assert problems == [f"totals.total is 1.00, but adds up to {total}"]


def test_a_line_is_quantity_times_price_within_its_rounding():
    right, wrong = make_invoice(3), make_invoice(3)
    wrong["lines"][2]["amount"] = "1.32"

    assert problems_of(COMMERCIAL_INVOICE, right) == []
    assert problems_of(COMMERCIAL_INVOICE, wrong)[0] == ("lines[2].amount is 1.32, but quantity x unit price is 1.3125")


def test_parts_of_an_order_line_add_up_to_its_rounded_whole():
    snapshot = make_invoice(3)
    snapshot["lines"][2] |= {"quantity": "5", "amount": "0.44"}
    snapshot["lines"][2]["earlier"] = {"quantity": "10", "amount": "0.87"}

    right = problems_of(COMMERCIAL_INVOICE, snapshot)
    snapshot["lines"][2]["amount"] = "0.45"
    wrong = problems_of(COMMERCIAL_INVOICE, snapshot)

    assert not any("lines[2].amount" in problem for problem in right)
    assert "lines[2].amount is 1.32, but quantity x unit price is 1.3125" in wrong


def test_what_was_paid_before_is_taken_from_what_is_due():
    snapshot = make_invoice(1)
    snapshot["totals"] |= {"prepaid": "100.00", "due": "1.00"}

    assert problems_of(COMMERCIAL_INVOICE, snapshot)[0].startswith("totals.due is 1.00, but")


@pytest.mark.parametrize(
    ("name", "value", "problem"),
    [
        ("gross_kg", "455.20", "packages.gross_kg is 455.20, but adds up to 455.10"),
        ("count", 4, "packages.count is 4, but adds up to 3"),
        ("volume_m3", "2.200", "packages.volume_m3 is 2.200, but adds up to 2.160"),
    ],
)
def test_packing_list_totals_are_the_sum_of_cartons(name, value, problem):
    snapshot = make_packing_list(6)
    snapshot["packages"][name] = value

    assert problems_of(PACKING_LIST, snapshot) == [problem]


def test_a_price_on_a_packing_list_is_refused():
    snapshot = make_packing_list(3)
    snapshot["cartons"][0]["lines"][0]["unit_price"] = "48.375"

    assert problems_of(PACKING_LIST, snapshot) == ["cartons[0].lines[0].unit_price may not be on a packing list"]


def test_dangerous_goods_need_a_phone_and_a_packed_carton():
    snapshot = make_packing_list(3)
    snapshot["dangerous_goods"][0]["cartons"] = [9]
    del snapshot["emergency_phone"]

    assert problems_of(PACKING_LIST, snapshot) == [
        "emergency_phone is missing",
        "dangerous_goods[0].cartons names carton 9, which is not packed",
    ]


def test_carton_sides_weights_and_labels_are_checked():
    snapshot = make_packing_list(6)
    snapshot["cartons"][0]["sscc"] = snapshot["cartons"][1]["sscc"]
    snapshot["cartons"][2] |= {"height_cm": "90"}

    assert problems_of(PACKING_LIST, snapshot) == [
        "cartons: a sscc occurs twice",
        "cartons[2].volume_m3 is 0.720, but its sides give 1.08",
    ]


def test_binary_fractions_are_refused():
    snapshot = make_invoice(1)
    snapshot["lines"][0]["amount"] = 48.38

    assert "lines[0].amount is a binary fraction, not a decimal string" in problems_of(COMMERCIAL_INVOICE, snapshot)


def test_the_rounding_of_part_deliveries_is_counted_once():
    lines = make_invoice(3)["lines"]
    lines[2] |= {"quantity": "5", "unit_price": "0.0875", "amount": "0.45"}

    assert part_rounding(lines, "USD") == (1, Decimal("0.01"))
    assert part_rounding(lines[:2], "USD") == (0, Decimal(0))


def test_an_unknown_un_number_stops_no_paper_and_its_name_is_left_to_the_declaration():
    snapshot = make_packing_list(3)
    snapshot["dangerous_goods"][0] |= {"un_number": "UN1993", "shipping_name": ""}

    html = paper_html(PACKING_LIST, snapshot, words_of("en"))

    assert problems_of(PACKING_LIST, snapshot) == []
    assert "Name as in the dangerous goods declaration" in html
    assert "declaration" not in paper_html(PACKING_LIST, make_packing_list(3), words_of("en"))
