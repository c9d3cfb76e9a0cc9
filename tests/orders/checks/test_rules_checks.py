"""The checks of a review: each fault is found, with its severity, and nothing else is."""

from datetime import timedelta
from decimal import Decimal

import pytest

from portal.catalogue.dangerous.rules import Condition, DangerousItem, Packing
from portal.catalogue.dangerous.rules_carriage import Mode
from portal.catalogue.replaced.rules_supersession import Successor, Supersession, SupersessionKind
from portal.catalogue.vehicles.rules_fitment import Fitment
from portal.core.references import reference_key
from portal.orders.checks.rules_commercial import CreditFacts, EarlierOrder, content_of
from portal.orders.checks.rules_delivery import names_a_box
from portal.orders.checks.rules_facts import (
    ConsigneeFacts,
    Demand,
    PartnerFacts,
    Severity,
)
from portal.orders.checks.rules_parts import unusual
from portal.orders.checks.rules_table import FINDINGS, checks_of
from portal.orders.checks.rules_vehicle import VehicleFacts
from portal.orders.types.states import OrderType
from portal.settings.rules import USUAL
from tests.orders.checks.facts import SUBMITTED, make_facts, make_line, only

GOOD_VIN, WRONG_DIGIT, EU_VIN = "LZZABCDE7SA000001", "LZZABCDE8SA000001", "WP0ZZZ99ZTS392124"
BLOCK, WARN, HOLD = Severity.BLOCK, Severity.WARN, Severity.HOLD
FLYING = {"mode": Mode.AIR, "incoterm": "FCA", "partner": PartnerFacts("USD", "FCA", "net:30")}


def test_a_sound_order_has_no_finding() -> None:
    assert checks_of(make_facts()) == ()


# 1 price


@pytest.mark.parametrize(
    ("valid", "price", "severity"),
    [
        ("100", "100", None),
        ("100", "100.01", WARN),
        ("100", "100.02", BLOCK),
        ("100", "99.98", BLOCK),
        ("1.00", "1.005", WARN),
        ("1.00", "1.0051", BLOCK),
        ("0.0875", "0.0876", WARN),
        ("0.0875", "0.0880", BLOCK),
        ("0", "0.005", BLOCK),
        ("0", "0", None),
    ],
)
def test_a_price_may_not_leave_the_valid_one(valid: str, price: str, severity: Severity | None) -> None:
    line = make_line(valid_price=Decimal(valid), unit_price=Decimal(price))

    found = checks_of(make_facts(lines=(line,)))

    if severity is None:
        assert found == ()
    else:
        finding = only(found, "PRICE_DEV")
        assert (finding.severity, finding.line_no, finding.field) == (severity, 1, "unit_price")
        assert finding.evidence["deviation"] == abs(Decimal(price) - Decimal(valid))
        assert finding.waiver_role == ("manager" if severity is BLOCK else None)


def test_a_missing_price_and_a_price_of_another_day_block() -> None:
    missing = make_line(valid_price=None)
    old = make_line(priced_on=SUBMITTED.date() - timedelta(days=1))

    assert only(checks_of(make_facts(lines=(missing,))), "PRICE_MISSING").severity is BLOCK
    assert only(checks_of(make_facts(lines=(old,))), "PRICE_DATE").severity is BLOCK


# 2 terms


def test_terms_currency_and_rule_are_the_contracts() -> None:
    found = checks_of(make_facts(partner=PartnerFacts("EUR", "CIF", "net:60")))

    assert [(each.code, each.severity, each.field) for each in found] == [
        ("TERMS", BLOCK, "payment_terms"),
        ("TERMS", BLOCK, "incoterm"),
        ("TERMS", BLOCK, "currency"),
    ]
    assert found[2].evidence == {"ordered": "USD", "agreed": "EUR"}


def test_a_contract_under_a_ships_rule_is_kept_by_its_counterpart_in_the_air_and_by_no_other() -> None:
    def codes(incoterm: str, mode: Mode) -> list[str]:
        facts = make_facts(incoterm=incoterm, mode=mode, partner=PartnerFacts("USD", "CIF", "net:30"))
        return [each.code for each in checks_of(facts) if each.severity is BLOCK]

    assert codes("CIP", Mode.AIR) == []
    assert codes("CIF", Mode.AIR) == ["MODE_INCOTERM"]
    assert codes("CPT", Mode.AIR) == ["TERMS"]
    assert codes("CIP", Mode.SEA) == ["TERMS"]


# 3 credit


@pytest.mark.parametrize(
    ("credit", "codes"),
    [
        (CreditFacts(Decimal("483.75"), Decimal(0)), []),
        (CreditFacts(Decimal("483.74"), Decimal(0)), ["CREDIT_LIMIT"]),
        (CreditFacts(Decimal(1000), Decimal(0), 15), []),
        (CreditFacts(Decimal(1000), Decimal(0), 16), ["CREDIT_OVERDUE"]),
        (CreditFacts(Decimal(1000), Decimal(0), 0, True), ["CREDIT_BLOCKED"]),
        (None, []),
    ],
)
def test_credit_trouble_is_a_hold_of_finance(credit: CreditFacts | None, codes: list[str]) -> None:
    found = checks_of(make_facts(credit=credit))

    assert [each.code for each in found] == codes
    assert all((each.severity, each.hold_kind) == (HOLD, "credit") for each in found)


# 4 the same order twice


@pytest.mark.parametrize("spelling", ["PO-77", "po 77", "Po77", " p o — 7 7", "ＰＯ－７７"])
def test_a_purchase_order_is_known_again_in_any_spelling(spelling: str) -> None:
    before = EarlierOrder("SO-1", spelling, SUBMITTED - timedelta(days=900))

    finding = only(checks_of(make_facts(earlier=(before,))), "DUP_PO")

    assert finding.severity is BLOCK
    assert finding.evidence["orders"] == "SO-1"


def test_another_number_or_none_is_no_repeat() -> None:
    other = EarlierOrder("SO-1", "PO-78", SUBMITTED)
    blank = EarlierOrder("SO-2", " - ", SUBMITTED)

    assert checks_of(make_facts(earlier=(other,))) == ()
    assert checks_of(make_facts(purchase_order="", earlier=(blank,))) == ()
    assert reference_key("A/1") != reference_key("A1")


def test_the_number_of_a_rejected_order_may_be_used_again() -> None:
    rejected = EarlierOrder("SO-1", "PO-77", SUBMITTED, void=True)

    assert only(checks_of(make_facts(earlier=(rejected,))), "DUP_PO").severity is WARN


@pytest.mark.parametrize(("hours", "found"), [(1, True), (72, True), (73, False)])
def test_the_same_content_within_three_days_warns(hours: int, found: bool) -> None:
    content = content_of([("AV-100", 4), ("AV-100", 6)])
    before = EarlierOrder("SO-1", "other", SUBMITTED - timedelta(hours=hours), content)

    findings = checks_of(make_facts(earlier=(before,)))

    assert [each.code for each in findings] == (["DUP_CONTENT"] if found else [])


def test_one_piece_more_is_other_content() -> None:
    before = EarlierOrder("SO-1", "other", SUBMITTED, content_of([("AV-100", 11)]))

    assert checks_of(make_facts(earlier=(before,))) == ()


# 5 packs


def test_a_stock_order_in_part_packs_is_blocked_with_the_next_whole_quantity() -> None:
    line = make_line(quantity=23, spq=10)

    finding = only(checks_of(make_facts(lines=(line,))), "PACK")

    assert finding.severity is BLOCK
    assert finding.evidence == {"quantity": 23, "moq": 1, "spq": 10, "suggested": 30}


@pytest.mark.parametrize(
    ("order_type", "severity"),
    [
        (OrderType.STOCK, BLOCK),
        (OrderType.INITIAL, BLOCK),
        (OrderType.URGENT, WARN),
        (OrderType.DAILY, WARN),
        (OrderType.VOR, None),
        (OrderType.CAMPAIGN, None),
    ],
)
def test_the_minimum_binds_by_order_type(order_type: OrderType, severity: Severity | None) -> None:
    line = make_line(quantity=2, moq=5)
    vehicles = (VehicleFacts(GOOD_VIN),)

    found = checks_of(make_facts(order_type=order_type, lines=(line,), vehicles=vehicles, **FLYING))

    assert [each.severity for each in found] == ([severity] if severity else [])


def test_a_stopped_vehicle_gets_two_pieces_of_a_part_however_they_are_listed() -> None:
    lines = (make_line(quantity=2), make_line(line_no=2, quantity=1))
    vehicles = (VehicleFacts(GOOD_VIN),)

    found = checks_of(make_facts(order_type=OrderType.VOR, lines=lines, vehicles=vehicles, **FLYING))

    assert only(found, "MAX_PIECES").line_no == 2


# 6 and 7 superseded, discontinued

ONE_WAY, TWO_WAY, KIT, CHOICE = SupersessionKind


def successors(kind: SupersessionKind, *parts: tuple[str, int]) -> dict[str, Supersession[str]]:
    return {"AV-100": Supersession(kind, tuple(Successor(part, n) for part, n in parts))}


def test_a_superseded_part_is_led_to_the_end_of_its_chain() -> None:
    chain = successors(ONE_WAY, ("AV-200", 1)) | {"AV-200": Supersession(ONE_WAY, (Successor("AV-300"),))}

    some = only(checks_of(make_facts(successors=chain)), "SUPERSEDED")
    none = only(checks_of(make_facts(successors=chain, lines=(make_line(stock=0),))), "SUPERSEDED")

    assert (some.severity, none.severity) == (WARN, BLOCK)
    assert some.evidence["replacement"] == "AV-300 × 10"
    assert none.waiver_role == "planner"


def test_a_kit_is_taken_apart_by_its_ratios() -> None:
    kit = successors(KIT, ("AV-201", 1), ("AV-202", 2))

    finding = only(checks_of(make_facts(successors=kit)), "SUPERSEDED")

    assert finding.evidence["replacement"] == "AV-201 × 10, AV-202 × 20"


def test_a_choice_is_named_and_left_to_the_dealer() -> None:
    choice = successors(CHOICE, ("AV-201", 1), ("AV-202", 1))

    finding = only(checks_of(make_facts(successors=choice)), "SUPERSEDED")

    assert finding.evidence["choose"] == "AV-201, AV-202"


def test_old_stock_that_may_still_be_sold_goes_first() -> None:
    use_up = make_line(use_up_old=True)
    short = make_line(use_up_old=True, stock=9)

    assert checks_of(make_facts(lines=(use_up,), successors=successors(ONE_WAY, ("AV-200", 1)))) == ()
    assert checks_of(make_facts(successors=successors(TWO_WAY, ("AV-200", 1)))) == ()
    found = checks_of(make_facts(lines=(short,), successors=successors(ONE_WAY, ("AV-200", 1))))
    assert only(found, "SUPERSEDED").severity is WARN


def test_a_circle_of_successors_stops_the_check_and_blocks() -> None:
    circle = successors(ONE_WAY, ("AV-200", 1)) | {"AV-200": Supersession(ONE_WAY, (Successor("AV-100"),))}

    assert only(checks_of(make_facts(successors=circle)), "SUPERSESSION_CYCLE").severity is BLOCK


@pytest.mark.parametrize(("stock", "severity"), [(10, None), (3, WARN), (0, BLOCK)])
def test_an_ended_part_is_sold_while_there_is_any(stock: int, severity: Severity | None) -> None:
    line = make_line(discontinued=True, stock=stock)

    found = checks_of(make_facts(lines=(line,)))

    assert [each.severity for each in found] == ([severity] if severity else [])
    assert all(each.code == "DISCONTINUED" for each in found)


@pytest.mark.parametrize("stock", [0, 9])
def test_an_ended_part_of_which_more_is_planned_is_available_later(stock: int) -> None:
    line = make_line(discontinued=True, stock=stock, planned_on=SUBMITTED.date() + timedelta(days=9))

    assert checks_of(make_facts(lines=(line,))) == ()


@pytest.mark.parametrize(("stock", "codes"), [(10, []), (20, ["PACK"])])
def test_the_last_pieces_are_not_held_to_a_pack_they_do_not_fill(stock: int, codes: list[str]) -> None:
    line = make_line(discontinued=True, quantity=10, spq=15, stock=stock)

    assert [each.code for each in checks_of(make_facts(lines=(line,)))] == codes


# 8 vehicles


@pytest.mark.parametrize(
    ("vin", "code", "severity"),
    [
        ("LZZ", "VIN_FORMAT", BLOCK),
        ("LZZABCDE7SA00000O", "VIN_FORMAT", BLOCK),
        (WRONG_DIGIT, "VIN_DIGIT", BLOCK),
        (EU_VIN, "VIN_DIGIT", WARN),
    ],
)
def test_a_bad_vin_is_found(vin: str, code: str, severity: Severity) -> None:
    assert only(checks_of(make_facts(vehicles=(VehicleFacts(vin),))), code).severity is severity


def test_maker_fleet_and_repeats_only_warn() -> None:
    vehicle = VehicleFacts(GOOD_VIN, maker_known=False, in_fleet=False)

    found = checks_of(make_facts(vehicles=(vehicle, vehicle)))

    assert {each.severity for each in found} == {WARN}
    assert [each.code for each in found] == [
        "VIN_MAKER",
        "VIN_FLEET",
        "VIN_REPEATED",
        "VIN_MAKER",
        "VIN_FLEET",
    ]


def test_a_part_made_for_another_model_or_year_than_the_vehicle_warns_on_its_line() -> None:
    sold = VehicleFacts(GOOD_VIN.lower(), True, True, model="Auriga E5", model_year=2023)
    right = make_line(fitments=(Fitment("Auriga E5", 2022),))
    wrong = make_line(
        line_no=2, part_number="AV-2", fitments=(Fitment("Auriga E5", 2020, 2022), Fitment("Lyra V5", 2023))
    )
    unknown = make_line(line_no=3, part_number="AV-3")

    found = only(checks_of(make_facts(vehicles=(sold,), lines=(right, wrong, unknown))), "VIN_FITMENT")

    assert (found.severity, found.line_no, found.field) == (WARN, 2, "part_number")
    assert found.evidence == {
        "part": "AV-2",
        "vin": GOOD_VIN,
        "model": "Auriga E5",
        "year": "2023",
        "fits": "Auriga E5 2020–2022, Lyra V5 2023–",
    }


def test_a_part_made_for_other_vins_of_the_model_warns_on_its_line() -> None:
    sold = VehicleFacts(GOOD_VIN, True, True, model="Auriga E5", model_year=2023)
    maker = GOOD_VIN[:3]
    within = make_line(fitments=(Fitment("Auriga E5", 2022, None, maker, ""),))
    before = make_line(line_no=2, part_number="AV-2", fitments=(Fitment("Auriga E5", 2022, None, "", maker + "0"),))

    found = only(checks_of(make_facts(vehicles=(sold,), lines=(within, before))), "VIN_FITMENT")

    assert (found.line_no, found.evidence["fits"]) == (2, f"Auriga E5 2022– –{maker}0")


def test_nothing_is_said_of_fit_without_a_vehicle_of_the_fleet_and_once_for_one_named_twice() -> None:
    wrong = make_line(fitments=(Fitment("Lyra V5", 2020),))
    sold = VehicleFacts(GOOD_VIN, True, True, model="Auriga E5", model_year=2023)

    assert checks_of(make_facts(lines=(wrong,))) == ()
    assert "VIN_FITMENT" not in {
        each.code for each in checks_of(make_facts(vehicles=(VehicleFacts(GOOD_VIN),), lines=(wrong,)))
    }
    twice = checks_of(make_facts(vehicles=(sold, sold), lines=(wrong,)))
    assert [each.code for each in twice] == ["VIN_FITMENT", "VIN_REPEATED"]


@pytest.mark.parametrize("order_type", [OrderType.VOR, OrderType.CAMPAIGN])
def test_types_about_a_vehicle_are_blocked_without_one(order_type: OrderType) -> None:
    facts = make_facts(order_type=order_type, lines=(make_line(quantity=1),), **FLYING)

    assert only(checks_of(facts), "VIN_MISSING").severity is BLOCK


# 9 dangerous goods by air

BATTERY = DangerousItem("AV-100", "UN3480", net_g=30_000, watt_hours=900, charge_percent=30)


def by_air(mode: Mode, item: DangerousItem) -> list[tuple[str, Severity]]:
    line = make_line(dangerous=item)
    facts = make_facts(lines=(line,), mode=mode, incoterm="FCA", partner=PartnerFacts("USD", "FCA", "net:30"))
    found = checks_of(facts)
    assert {each.code for each in found} <= {"DG_AIR"}
    return [(str(each.evidence["reason"]).removeprefix("catalogue.dg_"), each.severity) for each in found]


def changed(**changes: object) -> DangerousItem:
    names = BATTERY.__dataclass_fields__
    return DangerousItem(**({name: getattr(BATTERY, name) for name in names} | changes))


def test_a_loose_battery_flies_on_cargo_aircraft_only() -> None:
    assert by_air(Mode.AIR, BATTERY) == [("passenger_forbidden", BLOCK)]
    assert by_air(Mode.COURIER, BATTERY) == [("passenger_forbidden", BLOCK)]
    assert by_air(Mode.AIR_CARGO, BATTERY) == []
    assert by_air(Mode.ROAD, BATTERY) == []


def test_charge_and_weight_have_limits_and_an_unknown_charge_goes_to_compliance() -> None:
    assert by_air(Mode.AIR_CARGO, changed(charge_percent=31)) == [("charge_too_high", BLOCK)]
    assert by_air(Mode.AIR_CARGO, changed(charge_percent=None)) == [("charge_unknown", HOLD)]
    assert by_air(Mode.AIR_CARGO, changed(net_g=35_001)) == [("package_too_heavy", BLOCK)]
    assert by_air(Mode.AIR_CARGO, changed(net_g=35_001, state_approval=True)) == []


def test_a_defective_battery_never_flies_even_with_approval() -> None:
    item = changed(condition=Condition.DEFECTIVE, state_approval=True)

    for mode in (Mode.AIR, Mode.COURIER, Mode.AIR_CARGO):
        assert by_air(mode, item) == [("defective_by_air", BLOCK)]
    assert by_air(Mode.RAIL, item) == []


def test_a_battery_packed_with_equipment_is_limited_since_2026() -> None:
    item = changed(un_number="UN3481", packing=Packing.WITH_EQUIPMENT, net_g=5_000)

    assert by_air(Mode.AIR, item) == []
    full = changed(un_number="UN3481", packing=Packing.WITH_EQUIPMENT, net_g=5_000, charge_percent=50)
    assert by_air(Mode.AIR, full) == [("charge_too_high", BLOCK)]


# 12 consignee


def test_every_missing_field_of_the_consignee_is_named() -> None:
    found = checks_of(make_facts(consignee=ConsigneeFacts("", " ", "", "EG", "", "", "")))

    assert {each.severity for each in found} == {BLOCK}
    assert [each.field for each in found] == [
        "name",
        "street",
        "city",
        "tax_id",
        "phone",
        "contact",
    ]


def test_the_countrys_own_rules_are_told_once() -> None:
    whole = make_facts().consignee
    problems = (("postal_code", "invalid"), ("region", "unknown"), ("street", "required"))
    consignee = ConsigneeFacts(whole.name, "", whole.city, "EG", whole.tax_id, whole.phone, whole.contact, problems)

    found = checks_of(make_facts(consignee=consignee))

    assert [(each.code, each.field, each.severity) for each in found] == [
        ("CONSIGNEE_MISSING", "street", BLOCK),
        ("CONSIGNEE_ADDRESS", "postal_code", BLOCK),
        ("CONSIGNEE_ADDRESS", "region", WARN),
    ]


@pytest.mark.parametrize(
    "street",
    [
        "P.O. Box 12",
        "PO BOX 7",
        "p o box 1",
        "Postfach 10",
        "Apartado 3",
        "Boîte postale 5",
        "BP 45",
        "B.P. 45",
        "Caixa Postal 9",
        "а/я 12",
        "ص.ب 11",
        "ص. ب. 11",
        "ตู้ ปณ. 5",
        "邮政信箱 8",
    ],
)
def test_a_box_number_is_known_in_nine_languages(street: str) -> None:
    assert names_a_box(street)


@pytest.mark.parametrize("street", ["12 Box Hill Road", "Hauptstr. 5", "Boxwood Lane 3", "Rue BPA 1"])
def test_a_street_is_not_a_box(street: str) -> None:
    assert not names_a_box(street)


@pytest.mark.parametrize(("mode", "found"), [(Mode.COURIER, True), (Mode.SEA, False)])
def test_couriers_do_not_deliver_to_a_box(mode: Mode, found: bool) -> None:
    consignee = ConsigneeFacts("A", "P.O. Box 12", "Dubai", "AE", "1", "2", "C")
    terms = {"incoterm": "FCA", "partner": PartnerFacts("USD", "FCA", "net:30")}

    findings = checks_of(make_facts(mode=mode, consignee=consignee, **terms))

    assert [each.code for each in findings] == (["CONSIGNEE_PO_BOX"] if found else [])


# 16 rule and transport


def carried(incoterm: str, mode: Mode, **changes: object) -> list[tuple[str, Severity]]:
    facts = make_facts(incoterm=incoterm, partner=PartnerFacts("USD", incoterm, "net:30"), mode=mode, **changes)
    return [(each.code, each.severity) for each in checks_of(facts)]


@pytest.mark.parametrize("order_type", list(OrderType))
@pytest.mark.parametrize("mode", list(Mode))
def test_what_is_urgent_is_warned_of_a_ship_or_a_train(order_type: OrderType, mode: Mode) -> None:
    vehicles = (VehicleFacts(GOOD_VIN),)
    facts = make_facts(**FLYING | {"mode": mode, "order_type": order_type, "vehicles": vehicles})

    found = [each for each in checks_of(facts) if each.code == "MODE_SLOW"]

    urgent = order_type in (OrderType.VOR, OrderType.URGENT)
    assert [each.severity for each in found] == ([WARN] if urgent and mode in (Mode.SEA, Mode.RAIL) else [])
    if found:
        wanted = "courier" if order_type is OrderType.VOR else "air"
        assert (found[0].field, found[0].evidence["usual_mode"]) == ("mode", wanted)


@pytest.mark.parametrize("mode", [Mode.AIR, Mode.AIR_CARGO, Mode.COURIER, Mode.RAIL, Mode.ROAD])
@pytest.mark.parametrize("rule", ["FAS", "FOB", "CFR", "CIF"])
def test_a_sea_rule_without_a_ship_is_blocked(rule: str, mode: Mode) -> None:
    assert carried(rule, mode) == [("MODE_INCOTERM", BLOCK)]


def test_rules_that_fit_pass_and_an_unknown_one_does_not() -> None:
    assert carried("FCA", Mode.AIR) == []
    assert carried("CIF", Mode.SEA) == []
    assert carried("DAT", Mode.SEA) == [("MODE_INCOTERM", BLOCK)]
    assert carried("", Mode.SEA) == [("MODE_INCOTERM", BLOCK)]


def test_the_suggested_rule_is_the_sister_for_any_transport() -> None:
    partner = PartnerFacts("USD", "CIF", "net:30")
    facts = make_facts(incoterm="CIF", mode=Mode.AIR, partner=partner)

    assert only(checks_of(facts), "MODE_INCOTERM").evidence["suggested"] == "CIP"


def test_freight_and_registration_follow_from_the_rule() -> None:
    assert carried("EXW", Mode.ROAD, freight_booked_by_hq=True) == [("EXW_FREIGHT", WARN)]
    assert carried("EXW", Mode.ROAD) == []
    assert carried("CPT", Mode.AIR, freight_quoted=False) == [("FREIGHT_QUOTE", WARN)]
    assert carried("FCA", Mode.AIR, freight_quoted=False) == []
    assert carried("DDP", Mode.AIR) == [("DDP_REGISTRATION", HOLD)]
    assert carried("DDP", Mode.AIR, tax_registered_at_destination=True) == []


# 17 unusual quantities

STEADY = (5, 6, 4, 5, 6, 5, 4, 6, 5, 5, 4, 6)


@pytest.mark.parametrize(
    ("quantity", "demand", "measure"),
    [
        (1, Demand(STEADY, STEADY), None),
        (7, Demand(STEADY, STEADY), None),
        (8, Demand(STEADY, STEADY), "months"),
        (8, Demand(STEADY, (20, 20, 21)), None),
        (10, Demand((), (1, 1, 1, 1)), None),
        (11, Demand((), (1, 1, 1, 1)), "orders"),
        (25, Demand((), (2, 2, 3, 3)), None),
        (26, Demand((), (2, 2, 3, 3)), "orders"),
        (5, Demand((5,) * 12, (5,) * 12), None),
        (6, Demand((5,) * 12, (5,) * 12), "months"),
        (999, Demand(), None),
        (999, Demand((0,) * 12, ()), None),
    ],
)
def test_far_more_than_usual_is_unusual(quantity: int, demand: Demand, measure: str | None) -> None:
    found = unusual(quantity, demand, USUAL)

    assert (found["measure"] if found else None) == measure


# all together


def spoilt() -> dict[str, object]:
    return {
        "partner": PartnerFacts("EUR", "FOB", "net:30"),
        "credit": CreditFacts(Decimal(1), Decimal(0)),
        "earlier": (EarlierOrder("SO-1", "PO-77", SUBMITTED),),
        "mode": Mode.AIR,
        "vehicles": (VehicleFacts(WRONG_DIGIT),),
        "consignee": ConsigneeFacts("", "a", "b", "EG", "1", "2", "C"),
        "lines": (
            make_line(line_no=2, unit_price=Decimal(1), spq=3, discontinued=True, stock=0),
            make_line(quantity=11, demand=Demand((), (1, 1, 1, 1)), dangerous=BATTERY),
        ),
    }


def test_findings_come_in_the_order_of_the_checks_every_time() -> None:
    found = [checks_of(make_facts(**spoilt())) for _ in range(3)]

    assert found[0] == found[1] == found[2]
    assert [each.code for each in found[0]] == [
        "PRICE_DEV",
        "TERMS",
        "CREDIT_LIMIT",
        "DUP_PO",
        "PACK",
        "DISCONTINUED",
        "VIN_DIGIT",
        "DG_AIR",
        "CONSIGNEE_MISSING",
        "MODE_INCOTERM",
        "QTY_OUTLIER",
    ]


def test_evidence_can_be_stored_and_codes_fit_their_column() -> None:
    for finding in checks_of(make_facts(**spoilt())):
        assert all(isinstance(value, str | int | Decimal) for value in finding.evidence.values())
    assert max(len(code) for code in FINDINGS) <= 30


def test_the_evidence_of_an_unusual_quantity_names_measure_period_and_limit() -> None:
    assert unusual(8, Demand(STEADY, STEADY), USUAL) == {
        "quantity": 8,
        "measure": "months",
        "months": 12,
        "usual": Decimal("5.1"),
        "limit": 7,
    }
    assert unusual(11, Demand((), (1, 1, 1, 1)), USUAL) == {
        "quantity": 11,
        "measure": "orders",
        "count": 4,
        "usual": Decimal(1),
        "limit": 10,
    }
