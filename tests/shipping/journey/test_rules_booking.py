"""Numbers and times of a booking."""

from datetime import UTC, datetime, timedelta

import pytest

from portal.core.errors import FieldRefused
from portal.shipping.journey.rules_booking import (
    acid_missing,
    acid_number,
    acid_stops_loading,
    check_happened,
    check_journey,
    container_numbers,
    instant_in,
    marks_of,
    transport_document,
)

NOW = datetime(2026, 3, 9, 8, tzinfo=UTC)


def clock(text: str) -> datetime:
    return datetime.fromisoformat(text)


def test_an_air_waybill_is_written_one_way_and_its_digit_checked() -> None:
    assert transport_document("air", " 176 1234 5675 ") == "176-12345675"
    assert transport_document("air_cargo", "17612345675") == "176-12345675"
    with pytest.raises(FieldRefused) as refusal:
        transport_document("air", "176-12345676")
    assert refusal.value.facts == {"right": "5"}


def test_other_numbers_stay_as_they_are() -> None:
    assert transport_document("air", "HAWB 4711") == "HAWB 4711"
    assert transport_document("sea", "17612345676") == "17612345676"
    assert transport_document("sea", "COSU 6412345670") == "COSU 6412345670"
    with pytest.raises(FieldRefused):
        transport_document("sea", "  ")


def test_containers_are_valid_or_refused() -> None:
    assert container_numbers("sea", "csqu 3054383; CSQU3054383") == ("CSQU3054383", "CSQU3054383")
    assert container_numbers("air", " ") == ()
    for mode, text, code in (
        ("sea", "CSQU3054384", "shipping.container_invalid"),
        ("sea", "CSQU30543834501", "shipping.container_malformed"),
        ("sea", "CSQ 3054383", "shipping.container_malformed"),
        ("courier", "CSQU3054383", "shipping.no_container_by_this_mode"),
    ):
        with pytest.raises(FieldRefused) as refused:
            container_numbers(mode, text)
        assert refused.value.code == code


def test_egypts_customs_number_has_nineteen_digits() -> None:
    assert acid_number(" 1234567890-123456789 ") == "1234567890123456789"
    assert acid_number("") == ""
    for wrong in ("123", "12345678901234567890", "123456789012345678x"):
        with pytest.raises(FieldRefused):
            acid_number(wrong)
    assert acid_missing("EG", "") and not acid_missing("NO", "") and not acid_missing("EG", "1" * 19)
    assert acid_stops_loading("EG", "sea", "") and not acid_stops_loading("EG", "air", "")


def test_a_local_time_becomes_an_instant_of_its_zone() -> None:
    assert instant_in(clock("2026-03-09T16:00"), "Asia/Shanghai", "at") == NOW
    assert instant_in(clock("2026-10-25T02:30"), "Europe/Oslo", "at") == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_an_hour_the_clocks_skip_and_a_slip_of_the_year_are_refused() -> None:
    for local, code in (
        (clock("2026-03-29T02:30"), "shipping.time_skipped"),
        (clock("0226-03-29T02:30"), "shipping.time_far_away"),
        (clock("9999-12-31T23:59"), "shipping.time_far_away"),
    ):
        with pytest.raises(FieldRefused) as refusal:
            instant_in(local, "Europe/Oslo", "at")
        assert refusal.value.code == code


def test_journeys_and_facts_lie_where_they_can() -> None:
    check_journey(NOW, NOW + timedelta(hours=1), NOW)
    check_happened(NOW + timedelta(minutes=5), NOW)
    for wrong in (
        lambda: check_journey(NOW, NOW, NOW),
        lambda: check_journey(NOW - timedelta(days=400), NOW, NOW),
        lambda: check_happened(NOW + timedelta(minutes=6), NOW),
        lambda: check_happened(NOW - timedelta(days=367), NOW),
    ):
        with pytest.raises(FieldRefused):
            wrong()


def test_marks_name_consignee_orders_place_packages_and_origin() -> None:
    assert marks_of("Nile Motors", ["SO-1", "SO-2"], "Alexandria", 3, ["China"]) == (
        "NILE MOTORS / SO-1, SO-2\nALEXANDRIA\nC/NO. 1-3\nMADE IN CHINA"
    )
    assert marks_of("Nile", ["SO-1"], "", 1, ["China", "Germany"]) == "NILE / SO-1\nC/NO. 1-1"
