"""One reader of quantities for paste, file and row; what a spreadsheet made of a value is told by name."""

import pytest

from portal.core.errors import Refused
from portal.intake.rules_damage import Damage, damage_of
from portal.orders.entry.rows.queries_parts import quantity_of


@pytest.mark.parametrize(
    ("text", "locale", "pieces"),
    [
        ("4", "en", 4),
        ("4 pcs", "en", 4),
        ("4 Pcs.", "en", 4),
        ("2EA", "en", 2),
        ("3 个", "en", 3),
        ("3套", "zh_Hans_CN", 3),
        ("5 шт.", "ru", 5),
        ("٧ قطعة", "ar", 7),
        ("8 Stück", "de", 8),
        ("9 ชิ้น", "th", 9),
        ("x5", "en", 5),
        ("× 6", "en", 6),
        ("4.0", "en", 4),
        ("4,00", "de", 4),
        ("1,200 pcs", "en", 1200),
        ("\u200e12\u200f", "en", 12),
        ("1 set", "en", 1),
        ("2 Sets", "en", 2),
        ("3set", "pt_BR", 3),
        ("2 kits", "en", 2),
        ("٢ طقم", "ar", 2),
        ("2,00", "en", 2),
        ("2,00 Stk", "en", 2),
    ],
)
def test_a_quantity_is_read_with_its_unit(text: str, locale: str, pieces: int) -> None:
    assert quantity_of(text, locale) == pieces


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("2026-05-01", "quantity.day"),
        ("2026-05-01 00:00:00", "quantity.day"),
        ("1-May", "quantity.day"),
        ("02:00:00", "quantity.time"),
        ("25%", "quantity.percent"),
        ("#ERROR!", "quantity.error"),
        ("#N/A", "quantity.error"),
        ("#FORMULA!", "quantity.no_value"),
        ("1E+05", "quantity.exponent"),
        ("", "quantity.empty"),
        ("2.5 pcs", "quantity.not_whole"),
        ("pcs", "quantity.not_a_number"),
        ("4 boxes", "quantity.not_pieces"),
        ("1 pair", "quantity.not_pieces"),
        ("2 pr.", "quantity.not_pieces"),
        ("3 doz", "quantity.not_pieces"),
        ("2 箱", "quantity.not_pieces"),
        ("3 زوج", "quantity.not_pieces"),
        ("5 kg", "quantity.not_pieces"),
        ("1-set", "quantity.day"),
        ("4 mar", "quantity.day"),
        ("1,5", "quantity.not_whole"),
        ("4 blue", "quantity.not_a_number"),
        ("0 pcs", "quantity.too_small"),
        ("x" * 4_000, "quantity.not_a_number"),
    ],
)
def test_what_is_no_quantity_is_told_by_what_it_is(text: str, code: str) -> None:
    with pytest.raises(Refused) as caught:
        quantity_of(text, "en")

    assert caught.value.code == code


@pytest.mark.parametrize(
    ("text", "damage"),
    [
        ("2026-12-10", Damage.DAY),
        ("7905-01-30", Damage.DAY),
        ("10-Dec", Damage.DAY),
        ("Mar-03", Damage.DAY),
        ("10-дек", Damage.DAY),
        ("1.02E+07", Damage.EXPONENT),
        ("08:30:00", Damage.TIME),
        ("#REF!", Damage.ERROR),
        ("#####", Damage.ERROR),
        ("#FORMULA!", Damage.NO_VALUE),
        ("10251816", None),
        ("2102-96-27", None),
        ("DEC-1200", None),
        ("MAR-0345", None),
        ("A-10045", None),
        ("", None),
    ],
)
def test_what_a_spreadsheet_made_of_a_part_number_is_known(text: str, damage: Damage | None) -> None:
    assert damage_of(text) is damage
