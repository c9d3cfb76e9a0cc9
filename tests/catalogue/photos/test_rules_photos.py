"""What the name of a file says of the photo in it."""

import pytest

from portal.catalogue.photos.rules import chosen, readings
from portal.catalogue.rules_part_numbers import norm

NUMBERS = {norm(one): one for one in ("10279876", "48815-0E010", "AB-1", "AB-1_2")}


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("10279876.jpg", ("10279876", 1)),
        ("10279876_2.jpg", ("10279876", 2)),
        ("10279876_12.JPEG", ("10279876", 12)),
        ("10279876 (3).png", ("10279876", 3)),
        ("488150e010.webp", ("488150E010", 1)),
        ("48815 0E010_04.jpg", ("488150E010", 4)),
        ("AB-1_3.jpg", ("AB1", 3)),
        ("AB-1_2.jpg", ("AB12", 1)),
        ("10279876_123.jpg", None),
        ("box.jpg", None),
        ("_2.jpg", None),
        (".jpg", None),
        ("", None),
    ],
)
def test_a_file_is_called_by_its_part_and_the_place_behind_it(name: str, meant: tuple[str, int] | None) -> None:
    assert chosen(name, NUMBERS) == meant


def test_a_name_that_may_be_read_twice_is_read_with_a_place_first() -> None:
    assert readings("10279876_2.jpg") == [("10279876", 2), ("10279876_2", 1)]
    assert readings("10279876.2.jpg") == [("10279876.2", 1)]
