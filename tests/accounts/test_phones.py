"""Phone numbers: how they are kept, and how they are read."""

import pytest

from portal.accounts.rules_phones import e164, phone_fault, phone_text


@pytest.mark.parametrize(
    ("typed", "kept", "read"),
    [
        ("+20 66 555 0142", "+20665550142", "+20 66 5550142"),
        ("+49 (0)30 555-0134", "+49305550134", "+49 30 5550134"),
        ("+٢٠ ٦٦ ٥٥٥ ٠١٤٢", "+20665550142", "+20 66 5550142"),
    ],
)
def test_a_number_is_kept_one_way_whatever_way_it_is_typed(typed: str, kept: str, read: str) -> None:
    assert (e164(typed), phone_text(kept)) == (kept, read)


@pytest.mark.parametrize("typed", ["066 555 0142", "+20", "+999 123456", "ask Mona", "+20 66 555 0142 ext. 9", ""])
def test_what_has_no_country_or_no_plan_is_no_number(typed: str) -> None:
    assert e164(typed) is None


def test_no_number_reads_as_none() -> None:
    assert phone_text("") == ""


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", ""), ("+20 66 555 0142", ""), ("066 555 0142", "phone.shape"), ("ask Mona", "phone.shape"),
        ("+20 12", "phone.short"), ("+20 1", "phone.short"), ("+20 66 555 0142 33 44", "phone.long"),
        ("+20 66 555 0142 ext. 9", "phone.extension"), ("+999 123456", "phone.shape"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_number_is_told(typed: str, code: str) -> None:
    assert phone_fault(typed) == code
