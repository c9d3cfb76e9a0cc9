"""Keys of rows as one text, as their values, and as people read them."""

from portal.masterdata.rules_fields import Field, Fields, Shape
from portal.masterdata.rules_keys import SEPARATOR, choice_named, key_words, parts_of


def test_a_key_is_read_as_its_values_with_those_left_empty_left_out() -> None:
    key = SEPARATOR.join(("SPRING", "21029627", "", "EUR", "2026-03-01"))

    assert parts_of(key) == ["SPRING", "21029627", "", "EUR", "2026-03-01"]
    assert key_words(key) == "SPRING · 21029627 · EUR · 2026-03-01"
    assert (key_words("P-1"), key_words("")) == ("P-1", "")


def test_a_choice_is_named_with_its_field() -> None:
    assert parts_of(choice_named("language", "pt-BR")) == ["language", "pt-BR"]


def test_keys_say_what_their_rows_hold_but_where_it_is_empty_or_spelt_in_several_ways() -> None:
    fields = Fields(
        (Field("list", Shape.CODE), Field("group", Shape.CODE), Field("own", Shape.CODE, alike=str.upper)),
        ("list", "group", "own"),
    )

    assert fields.held_by({"L1|G1|A", "L2|G1|B"}) == {"list": {"L1", "L2"}, "group": {"G1"}}
    assert fields.held_by({"L1|G1|A", "L2||B"}) == {"list": {"L1", "L2"}}
    assert fields.held_by({"L1"}) == {"list": {"L1"}}
