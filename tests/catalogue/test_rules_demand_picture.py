"""Demand month by month as bars: each at its place, none without pieces, mirrored for who reads from the right."""

from datetime import date

from portal.catalogue.rules_demand_picture import HEIGHT, LEAST, MONTHS, WIDTH, demand_picture, months_to

TODAY = date(2026, 3, 9)
JANUARY, MARCH = date(2026, 1, 1), date(2026, 3, 1)


def test_the_months_end_with_the_present_one() -> None:
    months = months_to(TODAY)

    assert (len(months), months[0], months[-1]) == (MONTHS, date(2024, 4, 1), MARCH)


def test_bars_are_as_high_as_their_pieces_and_a_single_piece_is_seen() -> None:
    picture = demand_picture({JANUARY: 1000, MARCH: 1, date(2020, 1, 1): 9}, TODAY)

    assert picture is not None
    bars = {bar.month: bar for bar in picture.bars}
    assert (bars[JANUARY].y, bars[JANUARY].height) == (0, HEIGHT)
    assert (bars[MARCH].y, bars[MARCH].height) == (HEIGHT - LEAST, LEAST)
    assert (bars[date(2026, 2, 1)].pieces, bars[date(2026, 2, 1)].height) == (0, 0)
    assert (picture.most, picture.pieces) == (1000, 1001)


def test_the_latest_month_stands_at_the_end_of_the_line_in_both_directions() -> None:
    left, right = (demand_picture({MARCH: 1}, TODAY, mirrored=mirrored) for mirrored in (True, False))

    assert left is not None and right is not None
    assert left.bars[-1].x < WIDTH // MONTHS
    assert right.bars[-1].x > WIDTH - WIDTH // MONTHS
    assert [bar.month for bar in left.bars] == [bar.month for bar in right.bars]


def test_nothing_ordered_is_no_picture() -> None:
    assert demand_picture({}, TODAY) is None
    assert demand_picture({date(2020, 1, 1): 9}, TODAY) is None
