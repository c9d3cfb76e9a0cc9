"""Shares that add up, terms, marks and the words of dangerous goods: rules without a database."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some

from portal.billing.rules_charge import share_of
from portal.billing.rules_credit import REASONS, price_printed
from portal.billing.rules_dangerous import emergency_phones
from portal.billing.rules_facts import PricedLine
from portal.billing.rules_snapshots import bill_number, cubic_metres, kilograms
from portal.billing.rules_terms import printed_terms
from portal.billing.states import InvoiceState, invoice_state
from portal.core.money import line_amount
from portal.documents.rules_sums import money_sums
from portal.returns.states import Reason
from portal.shipping.journey.rules_papers import CartonFacts, DangerousFacts
from portal.shipping.states import PackageKind


def line(quantity: int, ordered: int, price: Decimal, currency: str, invoiced: int, charged: Decimal) -> PricedLine:
    return PricedLine(
        1,
        1,
        1,
        "SO-1",
        "",
        1,
        1,
        "A",
        "A",
        "",
        "EA",
        "1",
        "CN",
        quantity,
        ordered=ordered,
        unit_price=price,
        amount=line_amount(ordered, price, currency),
        invoiced=invoiced,
        invoiced_amount=charged,
    )


parts = some.lists(some.integers(1, 400), min_size=1, max_size=12)
prices = some.decimals(Decimal("0.0001"), Decimal(99999), places=4)
currencies = some.sampled_from(["USD", "EUR", "JPY", "KWD"])


@given(parts, prices, currencies)
def test_partial_invoices_add_up_to_the_order_line_and_their_papers_pass(
    shipped: list[int], price: Decimal, currency: str
) -> None:
    ordered, invoiced, charged = sum(shipped), 0, Decimal(0)
    for quantity in shipped:
        amount = share_of(line(quantity, ordered, price, currency, invoiced, charged), currency)
        printed = {
            "quantity": str(quantity),
            "unit_price": str(price),
            "amount": str(amount),
            "earlier": {"quantity": str(invoiced), "amount": str(charged)},
        }
        snapshot = {
            "lines": [printed],
            "taxes": [{"base": str(amount)}],
            "totals": {"lines": str(amount), "total": str(amount)},
        }
        assert list(money_sums(snapshot)) == []
        invoiced, charged = invoiced + quantity, charged + amount

    assert charged == line_amount(ordered, price, currency)


def test_control_shares_rounded_one_by_one_do_not_add_up() -> None:
    one_by_one = 3 * line_amount(1, Decimal("0.0850"), "USD")

    assert (one_by_one, line_amount(3, Decimal("0.0850"), "USD")) == (Decimal("0.27"), Decimal("0.26"))


@given(some.integers(1, 5000), some.decimals(Decimal("0.01"), Decimal("99999.99"), places=2), prices)
def test_a_credited_line_always_has_a_price_that_gives_its_amount(
    quantity: int, gross: Decimal, price: Decimal
) -> None:
    printed = price_printed(quantity, gross, price, "USD")

    assert abs(printed * quantity - gross) <= Decimal("0.005")


@pytest.mark.parametrize(
    ("code", "due", "payment"),
    [
        ("net:30", "2026-04-08", "net"),
        ("prepaid", "2026-03-09", "in_advance"),
        ("net:30:30", "2026-04-08", "net"),
        ("eom_plus:15", "2026-04-15", "net_end_of_month"),
        ("end_of_month_of_due:30", "2026-04-30", "end_of_month_of_due"),
    ],
)
def test_terms_give_a_due_date_and_words(code: str, due: str, payment: str) -> None:
    printed = printed_terms(code, "FCA", "Chongqing", date(2026, 3, 9))

    assert (printed["due_date"], printed["payment"]) == (due, payment)


def test_a_deposit_stands_beside_the_terms_of_its_balance_not_in_their_place() -> None:
    printed = printed_terms("net:30:30", "FCA", "Chongqing", date(2026, 3, 9))

    assert (printed["payment"], printed["payment_days"], printed["deposit_percent"]) == ("net", 30, "30")
    assert "deposit_percent" not in printed_terms("net:30", "FCA", "Chongqing", date(2026, 3, 9))


def dangerous(un_number: str, phone: str) -> DangerousFacts:
    return DangerousFacts("A", "A", un_number, "9", "", "PI965", "alone", 500, None, "", phone, (1,))


@pytest.mark.parametrize(
    ("goods", "told"),
    [
        ((("UN3480", "+86 1"), ("UN3268", "+86 1")), "+86 1"),
        ((("UN3480", "+86 1"), ("UN3268", "")), "+86 1"),
        ((("UN3480", "+86 1"), ("UN2794", "+86 2"), ("UN3268", "+86 1")), "+86 1 (UN3268, UN3480); +86 2 (UN2794)"),
        ((("UN3480", ""),), ""),
    ],
)
def test_goods_with_different_emergency_phones_are_declared_with_each(
    goods: tuple[tuple[str, str], ...], told: str
) -> None:
    assert emergency_phones([dangerous(*each) for each in goods]) == told


@pytest.mark.parametrize(
    ("typed", "printed"),
    [("CMR 12-3", "12-3"), ("b/l: COSU6", "COSU6"), ("CMRX12", "CMRX12"), ("12 CMR 3", "12 CMR 3"), ("AWB", "AWB")],
)
def test_a_transport_document_is_not_called_by_its_kind_twice(typed: str, printed: str) -> None:
    assert bill_number(typed) == printed


def test_weights_are_exact_and_a_small_box_still_has_a_volume() -> None:
    tiny = CartonFacts(1, PackageKind.CARTON, "0" * 18, 50, 40, 30, 90, 100, ())
    usual = CartonFacts(1, PackageKind.CARTON, "0" * 18, 600, 400, 300, 90, 100, ())

    assert (cubic_metres(tiny), cubic_metres(usual)) == (Decimal("0.001"), Decimal("0.072"))
    assert [kilograms(g) for g in (1, 12_345, 0)] == ["0.001", "12.345", "0.000"]


@pytest.mark.parametrize(
    ("total", "credited", "owed", "day", "state"),
    [
        ("100", "0", "100", 8, InvoiceState.OPEN),
        ("100", "0", "100", 9, InvoiceState.OVERDUE),
        ("100", "0", "40", 8, InvoiceState.PARTLY_PAID),
        ("100", "60", "40", 8, InvoiceState.OPEN),
        ("100", "60", "0", 9, InvoiceState.PAID),
        ("100", "100", "0", 9, InvoiceState.CREDITED),
        ("0", "0", "0", 9, InvoiceState.PAID),
    ],
)
def test_how_an_invoice_stands(total: str, credited: str, owed: str, day: int, state: InvoiceState) -> None:
    found = invoice_state(Decimal(total), Decimal(credited), Decimal(owed), date(2026, 4, 8), date(2026, 4, day))

    assert found is state


def test_every_reason_of_a_claim_can_be_printed_on_a_credit_note() -> None:
    assert set(REASONS) == {reason.value for reason in Reason}
