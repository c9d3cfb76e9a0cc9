"""The measure of growth tells quadratic work from work that grows with its size."""

from tests.growth import growth


def test_quadratic_work_is_told_from_linear() -> None:
    assert growth(lambda n: sum(range(n * 1_500)), 1_500) < 8
    assert growth(lambda n: [sum(range(n)) for _each in range(n)], 1_500) > 8


def test_work_too_small_to_measure_does_not_grow() -> None:
    assert growth(lambda n: n + 1, 1_000) < 1
