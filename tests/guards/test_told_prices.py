"""Whether an answer tells a figure: what the look at kept prices takes for one."""

from decimal import Decimal

from tests.guards.prices import told_in


def test_a_figure_is_found_beside_letters_and_not_in_a_token_drawn_at_random() -> None:
    secret = frozenset({Decimal(5000), Decimal("7777.31")})

    assert told_in("TOTAL 5,000 USD", secret) == {Decimal(5000)}
    assert told_in("AMOUNT7777.31USDTOTALSUM7777.31", secret) == {Decimal("7777.31")}
    assert told_in("VALUE=IMFJZG5000KQ-X2VF.AUM7ZA.Q8", secret) == set()
