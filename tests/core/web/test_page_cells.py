"""What cells of pages draw: bars of pieces and of money, escaped words."""

from decimal import Decimal

from portal.core.web.page_words import bars, pill


def test_bars_share_a_total_of_pieces_from_the_start() -> None:
    drawn = bars([("ok", 3), ("warn", 0), ("mute", 1)], 4, "3 of 4")

    assert '<rect class="ok" x="0.00" y="0" width="75.00" height="8"/>' in drawn
    assert '<rect class="mute" x="75.00" y="0" width="25.00" height="8"/>' in drawn
    assert "warn" not in drawn


def test_bars_draw_money_as_well_as_pieces() -> None:
    drawn = bars([("info", Decimal("50.50")), ("warn", Decimal("25.25"))], Decimal(101), "75.75 of 101")

    assert 'class="info" x="0.00" y="0" width="50.00"' in drawn
    assert 'class="warn" x="50.00" y="0" width="25.00"' in drawn


def test_what_is_said_is_escaped() -> None:
    assert 'aria-label="&lt;b&gt;"' in bars([("ok", 1)], 1, "<b>")
    assert pill("<b>", "ok") == '<span class="pill ok">&lt;b&gt;</span>'
