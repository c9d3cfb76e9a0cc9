"""What dangerous goods are called on papers, and which of them nobody has a name for."""

import pytest

from portal.shipping.rules_shipping_names import Unnamed, shipping_name, unnamed


@pytest.mark.parametrize(
    ("un_number", "instruction", "name"),
    [
        ("UN3480", "PI965", "LITHIUM ION BATTERIES"),
        ("un 3480", "PI965", "LITHIUM ION BATTERIES"),
        ("3481", "PI966", "LITHIUM ION BATTERIES PACKED WITH EQUIPMENT"),
        ("UN3481", "PI967", "LITHIUM ION BATTERIES CONTAINED IN EQUIPMENT"),
        ("UN3552", "PI977", "SODIUM ION BATTERIES PACKED WITH EQUIPMENT"),
        ("UN9999", "", ""),
    ],
)
def test_proper_shipping_names(un_number: str, instruction: str, name: str) -> None:
    assert shipping_name(un_number, instruction) == name


def test_goods_without_a_name_are_told_by_their_number_with_each_part_once() -> None:
    goods = [("UN9998", "B-2"), ("UN3480", "A-1"), ("9998", "B-1"), ("UN1993", "C-1"), ("UN9998", "B-2")]

    assert unnamed(goods) == [Unnamed("UN1993", ("C-1",)), Unnamed("UN9998", ("B-2", "B-1"))]
    assert unnamed([("UN3480", "A-1")]) == []
