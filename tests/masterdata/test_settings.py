"""Every setting changes what the portal does from its first day on, and not a day earlier."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from importlib import import_module
from pkgutil import walk_packages
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

import portal
from portal.catalogue.dangerous.rules_carriage import Mode
from portal.catalogue.rules_sizes import Package, chargeable_kg
from portal.core.clock import utc_now
from portal.core.config import ROOT
from portal.core.data.sessions import db, perform
from portal.core.days import hq_day
from portal.core.tables import ListState
from portal.finance.queries_credit_accounts import accounts_list
from portal.finance.rules_credit_limit import OVERDUE_DAYS
from portal.finance.service_ledger import Posting, post_invoice
from portal.masterdata.kinds.trade.settings import BY_NAME, SETTINGS
from portal.masterdata.words.labels_settings import SETTING_WORDS
from portal.orders.checks.rules_commercial import CreditFacts
from portal.orders.checks.rules_facts import Demand
from portal.orders.checks.rules_table import checks_of
from portal.orders.decisions import service_submit
from portal.orders.decisions.rules_asks import ANSWER_DAYS
from portal.orders.models import OrderFinding
from portal.orders.types.states import OrderType
from portal.returns import queries
from portal.returns.queries_receipt import ReceivedShipment
from portal.returns.rules import authorisation_expires
from portal.returns.rules_claims import default_fee
from portal.returns.states import Reason
from portal.review.queries import counts
from portal.settings import service
from portal.settings.models import SettingValue
from portal.settings.queries import figures_at, figures_on
from portal.settings.rules import Setting
from portal.stock.rules_count_sheets import CountedLine, Verdict, verdict_of
from tests.factories import actor_of, make_hq_user
from tests.masterdata.factories import agree, ask, send, sign_in, steward
from tests.masterdata.test_prices import problems
from tests.orders.checks.facts import make_facts, make_line
from tests.orders.factories import NOW, holds_of, make_draft, make_market, make_submitted, make_taken, sell
from tests.returns.factories import Counted, received
from tests.returns.test_filing import file, wanted

pytestmark = pytest.mark.both_engines
HEADINGS = ("Setting", "Valid from", "Figure")
BEFORE, SINCE = NOW, NOW + timedelta(days=1)
"""Nine in the morning at headquarters, the day before and the first day, 10 March."""


def codes(now: datetime, **facts: Any) -> set[str]:
    return {f"{one.code}:{one.severity}" for one in checks_of(make_facts(figures=figures_at(now), **facts))}


def late(now: datetime) -> set[str]:
    """What an order is held for whose buyer has an invoice 18 days overdue, on both ways credit is judged."""
    market, due = make_market(), hq_day(now) - timedelta(days=18)
    sell(market, f"L{now:%d}")
    posting = Posting(market.distributor.id, "USD", f"CI-{now:%d}", Decimal(1), due, due_on=due)
    perform(post_invoice, posting, now=now)
    order = make_submitted(market, (f"L{now:%d}", 1), now=now)
    listed: Any = accounts_list(ListState(), hq_day(now)).rows
    holds = {one.kind.value for one in holds_of(order)}
    shown = {"late"} if any(one.late for one in listed if one.distributor_id == market.distributor.id) else set()
    return holds | shown | codes(now, credit=CreditFacts(Decimal(1000), Decimal(0), 18))


def dearer(now: datetime) -> set[str]:
    return codes(now, lines=(make_line(unit_price=Decimal("48.380")),), amount=Decimal(1))


def much_dearer(now: datetime) -> set[str]:
    return codes(now, lines=(make_line(unit_price=Decimal("0.101"), valid_price=Decimal("0.100")),))


def unusual(quantity: int, months: tuple[int, ...], orders: tuple[int, ...]) -> Callable[[datetime], set[str]]:
    line = make_line(quantity=quantity, demand=Demand(months, orders))
    return lambda now: codes(now, lines=(line,))


def repeated(now: datetime) -> set[str]:
    """What is found in an order with the content of one that was handed in fifty hours before."""
    market = make_market()
    sell(market, f"R{now:%d}")
    make_submitted(market, (f"R{now:%d}", 7), now=now - timedelta(hours=50), po_number="ONE")
    draft = make_draft(market, (f"R{now:%d}", 7), now=now, po_number="TWO")
    perform(service_submit.check_draft, draft.id, now)
    db.session.remove()
    return set(db.session.scalars(sa.select(OrderFinding.code).where(OrderFinding.order_id == draft.id)))


def window(reason: Reason, mode: str = "sea") -> Callable[[datetime], int]:
    """After how many days the window of a reason closes, of what is delivered now."""

    def closes(now: datetime) -> int:
        day = hq_day(now)
        shipment = ReceivedShipment(1, "S", 1, "D", "CN", "Asia/Shanghai", "USD", mode, day, now, ())
        last = shipment.closes_on(reason)
        assert last is not None
        return (last - day).days

    return closes


def claim_due(now: datetime) -> timedelta:
    made = received(Counted(shipped=10, price="12.50", counts={"short": 2}))
    due = queries.claim_for(file(made, wanted(made, Reason.SHORT, 2), now=now)).due_at
    assert due is not None
    return due - now


def soon(now: datetime) -> int:
    market = make_market()
    sell(market, f"U{now:%d}")
    make_submitted(market, (f"U{now:%d}", 1), now=now, order_type=OrderType.URGENT, mode=Mode.AIR, reason="x")
    return counts(now, None).due_soon


def fee(now: datetime) -> Decimal:
    return default_fee(Reason.SURPLUS, figures_at(now))


def authorised(now: datetime) -> int:
    return (authorisation_expires(hq_day(now), figures_at(now)) - hq_day(now)).days


def counted_again(now: datetime) -> bool:
    return verdict_of(CountedLine(10, 3, 10), figures_at(now)) is Verdict.LARGE


def charged(mode: Mode) -> Callable[[datetime], Decimal]:
    return lambda now: chargeable_kg([Package(1200, 1000, 900, 10_000)], mode, figures_at(now))


def answer_days(now: datetime) -> int:
    """What is proposed to whoever asks; that the page goes by it is tested below."""
    return figures_at(now).whole(ANSWER_DAYS)


STEADY = (5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 6)
CASES: dict[str, tuple[str, Callable[[datetime], Any], Any, Any]] = {
    "overdue_days": ("20", late, {"CREDIT_OVERDUE:hold", "credit", "late"}, set()),
    "price_percent": ("0.01", dearer, {"PRICE_DEV:warn"}, {"PRICE_DEV:block"}),
    "price_amount": ("0.001", dearer, {"PRICE_DEV:warn"}, {"PRICE_DEV:block"}),
    "repeat_hours": ("24", repeated, {"DUP_CONTENT"}, set()),
    "unusual_months": ("11", unusual(8, STEADY, STEADY), {"QTY_OUTLIER:warn"}, set()),
    "unusual_orders": ("5", unusual(11, (), (1, 1, 1, 1)), {"QTY_OUTLIER:warn"}, set()),
    "unusual_deviations": ("20", unusual(8, STEADY, STEADY), {"QTY_OUTLIER:warn"}, set()),
    "unusual_medians": ("11", unusual(11, (), (1, 1, 1, 1)), {"QTY_OUTLIER:warn"}, set()),
    "answer_days": ("5", answer_days, 3, 5),
    "due_soon_minutes": ("9", soon, 1, 0),
    "claim_days_short": ("2", window(Reason.SHORT), 14, 2),
    "claim_days_over": ("2", window(Reason.OVER), 14, 2),
    "claim_days_wrong": ("2", window(Reason.WRONG), 14, 2),
    "claim_days_label": ("2", window(Reason.LABEL), 14, 2),
    "claim_days_damage": ("2", window(Reason.DMG_V), 0, 2),
    "notice_days_sea": ("9", window(Reason.DMG_H, "sea"), 2, 8),
    "notice_days_road": ("9", window(Reason.DMG_H, "road"), 6, 8),
    "notice_days_rail": ("9", window(Reason.DMG_H, "rail"), 6, 8),
    "notice_days_courier": ("9", window(Reason.DMG_H, "courier"), 6, 8),
    "notice_days_air": ("9", window(Reason.DMG_H, "air"), 13, 8),
    "notice_margin_days": ("3", window(Reason.DMG_H, "road"), 6, 4),
    "claim_review_minutes": ("60", claim_due, timedelta(days=1, hours=9), timedelta(hours=1)),
    "restocking_percent": ("30", fee, 15, 30),
    "authorisation_days": ("30", authorised, 60, 30),
    "recount_pieces": ("7", counted_again, True, False),
    "recount_percent": ("70", counted_again, True, False),
    "volume_air": ("5000", charged(Mode.AIR), 180, 216),
    "volume_courier": ("6000", charged(Mode.COURIER), 216, 180),
}
"""Of each setting a figure it is given, what goes by it, and what that does the day before and the first day."""


def set_one(
    name: str, value: str, since: str = "2026-03-10", people: tuple[int | None, int | None] = (None, None)
) -> None:
    perform(service.set_values, [{"setting": name, "valid_from": since, "value": value}], [], people)


@pytest.mark.parametrize("name", list(BY_NAME))
def test_a_setting_changes_what_the_portal_does_from_its_first_day(app: Flask, name: str) -> None:
    value, does, before, since = CASES[name]
    set_one(name, value)

    assert (does(BEFORE), does(SINCE)) == (before, since)


@pytest.mark.parametrize("name", list(BY_NAME))
def test_without_a_figure_the_first_day_is_like_the_day_before(app: Flask, name: str) -> None:
    _value, does, before, since = CASES[name]

    assert does(SINCE) == before != since


def test_the_next_figure_takes_the_place_of_the_one_before(app: Flask) -> None:
    set_one("overdue_days", "20")
    set_one("overdue_days", "5", "2026-04-01")
    set_one("overdue_days", "25")

    held = [figures_on(date(2026, 3, day)).whole(OVERDUE_DAYS) for day in (9, 10, 31)]
    assert [*held, figures_on(date(2026, 4, 1)).whole(OVERDUE_DAYS)] == [15, 25, 25, 5]


def test_a_figure_takes_two_people_and_is_taken_back_by_two(app: Flask) -> None:
    browser, manager = steward(app), sign_in(app, make_hq_user(role="hq_manager"))

    waits = ask(browser, send(browser, "settings", HEADINGS, ("restocking_percent", "2026-03-10", "22.5")))
    assert fee(SINCE) == 15 and "Agree" not in waits.buttons()
    done = agree(manager, waits)
    assert (fee(BEFORE), fee(SINCE)) == (15, Decimal("22.5"))
    row = db.session.scalars(sa.select(SettingValue)).one()
    assert None not in (row.changed_by, row.approved_by) and row.changed_by != row.approved_by

    browser.page(done.path)
    agree(manager, browser.page(browser.send({"reason": "a mistake"}, button="Ask to take it back").path))
    assert fee(SINCE) == 15


def test_the_database_knows_no_figure_one_person_set_alone(app: Flask) -> None:
    person = make_hq_user(role="hq_manager").id

    with pytest.raises(sa.exc.IntegrityError):
        set_one("overdue_days", "20", people=(person, person))


def test_what_is_wrong_with_a_figure_says_what_is_allowed(app: Flask) -> None:
    browser = steward(app)
    rows = [("discount", "2026-03-10", 1), ("overdue_days", "2026-03-10", 366), ("overdue_days", "2026-03-11", "1.5"),
            ("restocking_percent", "2026-03-10", -1), ("overdue_days", "soon", 1)]  # fmt: skip

    page = send(browser, "settings", HEADINGS, *rows)

    first, *others = problems(page)
    assert first[:2] == ["2", "Setting"] and all(f"({name})" in first[2] for name in BY_NAME)
    assert others == [
        ["3", "Figure", "From 0 to 365."],
        ["4", "Figure", "Write a whole number."],
        ["5", "Figure", "From 0 to 1000000000."],
        ["6", "Valid from", "Write the day as 2026-11-30."],
    ]


def test_the_page_of_what_holds_tells_figure_first_day_and_what_follows(app: Flask) -> None:
    today, browser = hq_day(utc_now()), steward(app)
    usual = browser.page("/hq/setup/figures").rows(0)
    set_one("overdue_days", "20", today.isoformat())
    set_one("overdue_days", "30", (today + timedelta(days=1)).isoformat())
    since = browser.page("/hq/setup/figures")

    assert usual[0][1:6] == ["15 days", "As usual", "15 days", "0 to 365", "–"]
    assert since.rows(0)[0][1] == "20 days" and since.rows(0)[0][5].startswith("30 days from")
    assert len(since.rows(0)) == len(SETTINGS)
    assert since.rows(1)[0][1:4] == ["As usual", "1", "10"]


def test_the_day_proposed_for_an_answer_follows_its_setting(app: Flask) -> None:
    market, today = make_market(), hq_day(utc_now())
    sell(market, "P1")
    manager = make_hq_user(role="hq_manager")
    order = make_taken(market, actor_of(manager), ("P1", 1))
    page = sign_in(app, manager)

    def proposed() -> set[str]:
        return set(page.page(f"/hq/orders/{order.number}").select("//input[@name='answer_by']/@value"))

    assert proposed() == {(today + timedelta(days=3)).isoformat()}
    set_one("answer_days", "9", today.isoformat())
    assert proposed() == {(today + timedelta(days=9)).isoformat()}


def declared() -> dict[str, Setting]:
    """Every setting a module of the portal declares."""
    modules = (import_module(one.name) for one in walk_packages(portal.__path__, "portal.") if ".rules" in one.name)
    return {each.name: each for module in modules for each in vars(module).values() if isinstance(each, Setting)}


def test_every_setting_declared_is_master_data_with_words_a_case_and_a_line_in_the_docs() -> None:
    table = next((ROOT / "docs" / "decisions").glob("*-figures-are-master-data.md")).read_text()
    told = {row.split("|")[1].strip(" `"): row for row in table.splitlines() if row.startswith("| `")}

    assert declared() == BY_NAME
    assert BY_NAME.keys() == SETTING_WORDS.keys() == CASES.keys() == told.keys()
    for one in SETTINGS:
        assert one.least <= one.usual <= one.most and one.usual == round(one.usual, one.places)
        assert f"| {one.usual} |" in told[one.name]
