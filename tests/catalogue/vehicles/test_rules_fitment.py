"""Which vehicles a part fits: models, first and last model years, and parts nobody has judged."""

import pytest

from portal.catalogue.vehicles.rules_fitment import Fitment, fits

E5 = (Fitment("Auriga E5", 2022, 2024), Fitment("Auriga E7", 2023))


@pytest.mark.parametrize(
    ("model", "year", "right"),
    [
        ("Auriga E5", 2021, False),
        ("Auriga E5", 2022, True),
        ("Auriga E5", 2024, True),
        ("Auriga E5", 2025, False),
        ("Auriga E7", 2022, False),
        ("Auriga E7", 2031, True),
        ("Lyra V5", 2023, False),
    ],
)
def test_a_part_fits_its_models_in_their_years(model: str, year: int, right: bool) -> None:
    assert fits(E5, model, year) is right


def test_a_part_without_fitments_is_not_judged() -> None:
    assert fits((), "Auriga E5", 2023) is None


def test_years_are_written_as_a_range_an_open_range_or_one_year() -> None:
    told = [Fitment("E5", 2022, 2024).text, Fitment("E5", 2022).text, Fitment("E5", 2022, 2022).text]

    assert told == ["E5 2022–2024", "E5 2022–", "E5 2022"]
