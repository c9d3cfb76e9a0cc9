"""Where a general distributor keeps headquarters' prices to itself, no page, file, paper or mail tells one.

Whoever is not shown them opens everything there is at the distributors' door, found in the running application: a view
that is new joins by itself.
"""

import pytest
import sqlalchemy as sa
from flask import Response

from portal.accounts.companies.service_prices import Kept, keep_prices
from portal.core.actor import Turn
from portal.core.clock import utc_now
from portal.core.data.sessions import db, perform
from portal.core.jobs.queue import run_due
from portal.notifications.models import Mail
from portal.orders.decisions import service_gathering
from portal.orders.models import SalesOrder
from tests import factories
from tests.conftest import ON_SQLITE
from tests.guards import trade
from tests.guards.addresses import Parameters
from tests.guards.mutants import Mutant, planted
from tests.guards.prices import Look, figures, mails_after, told_in
from tests.guards.trade import Side
from tests.guards.world import World
from tests.orders.factories import order_of

pytestmark = [pytest.mark.slow, ON_SQLITE]

PLACES = (
    "GET / tells", "GET /catalogue tells", "GET /catalogue?export=csv", "GET /catalogue/lists/",
    "GET /catalogue/compare",
    f"GET /catalogue/{trade.IN_STOCK}", "GET /orders tells", "GET /orders?export=xlsx", "GET /orders/new?draft=",
    "(htmx)", "GET /invoices", "/pdf tells", "/file tells", "GET /inbox tells", "GET /inbox?export=csv",
    "POST /orders/new", "/withdraw (form",
)  # fmt: skip
"""Some of the places where whoever sees prices is told them."""
AED = "700.00"
"""What the general distributor asks of its dealers for a part."""


def kept(world: World) -> None:
    owner = factories.actor_of(world.a.people["dealer_owner"])
    version = world.a.market.distributor.version
    perform(keep_prices, world.a.id, Kept(from_dealers=True, from_buyers=True), Turn(owner, version, utc_now()))


def passed_up(world: World) -> str:
    """Pass a dealer's draft to its general distributor, so that this way of an order is among what is looked at."""
    number = trade.draft(world.child, "passed", utc_now(), quantity=3)
    perform(
        service_gathering.pass_up, order_of(number).id, Turn(world.child.actor, order_of(number).version, utc_now())
    )
    return number


def looked(world: World, known: Parameters, side: Side, role: str, only: str = "") -> Look:
    look = Look(world.app, world.browser(side.people[role]), side, known, figures(), only)
    look.pages()
    return look


@pytest.mark.parametrize(
    ("name", "role"), [("child", "dealer_owner"), ("child", "dealer_finance"), ("a", "dealer_buyer")]
)
def test_whoever_is_not_shown_prices_finds_none(world: World, known: Parameters, name: str, role: str) -> None:
    passed_up(world)
    kept(world)

    look = looked(world, known, getattr(world, name), role)

    assert look.told == []
    assert look.requests > 200


@pytest.mark.parametrize(("name", "role"), [("child", "dealer_owner"), ("a", "dealer_buyer")])
def test_the_same_look_finds_them_where_they_are_shown(world: World, known: Parameters, name: str, role: str) -> None:
    passed_up(world)
    side = getattr(world, name)

    look = looked(world, known, side, role)

    told = " ".join(look.told)
    for number in side.orders.values():
        assert f"/orders/{number}" in told or f"draft={number}" in told, number
    for place in PLACES:
        assert place in told, place
    assert str(trade.LIST_PRICES[0]) in told


def test_owners_and_finance_of_the_general_distributor_go_on_seeing_them(world: World, known: Parameters) -> None:
    kept(world)

    for role in ("dealer_owner", "dealer_finance"):
        look = looked(world, known, world.a, role, only="billing.")
        assert any("GET /invoices tells" in one for one in look.told), role


def test_a_dealer_sees_the_price_of_its_general_distributor_in_place_of_headquarters(world: World) -> None:
    number = passed_up(world)
    kept(world)
    browser = world.browser(world.child.people["dealer_owner"])

    part = browser.page(f"/catalogue/{trade.IN_STOCK}")
    other = browser.page(f"/catalogue/{trade.SHORT}")
    found = browser.page(f"/catalogue?q={trade.IN_STOCK}")
    draft = browser.page(f"/orders/new?draft={world.child.orders['draft']}")
    order = browser.page(f"/orders/{number}")

    assert AED in part.main
    assert "Price on request" in other.main
    assert AED in found.main
    assert f"{AED}00 AED" in draft.main and "2,800.00" in draft.main
    assert "Price on request" in draft.main
    assert "2,100.00" in order.main


def test_neither_the_order_of_a_list_nor_a_search_tells_one(world: World) -> None:
    browser = world.browser(world.a.people["dealer_buyer"])
    order = order_of(world.a.orders["submitted"])

    def rows(address: str) -> list[str]:
        return ["".join(row.itertext()) for row in browser.page(address).select("//main//tbody/tr")]

    assert rows("/orders?sort=total") != rows("/orders")
    assert len(rows(f"/inbox?q={order.total:.2f}")) == 1
    kept(world)

    for room, key in (("orders", "total"), ("returns", "amount")):
        assert rows(f"/{room}?sort={key}") == rows(f"/{room}?sort=-{key}") == rows(f"/{room}")
    assert (len(rows(f"/inbox?q={order.number}")), rows(f"/inbox?q={order.total:.2f}")) == (1, [])


def test_no_mail_to_them_tells_a_price(world: World) -> None:
    kept(world)
    secret, last = figures(), db.session.scalar(sa.select(sa.func.max(Mail.id))) or 0
    hq = {role: factories.actor_of(person) for role, person in world.hq.items()}
    for side in (world.child, world.a):
        trade.released(side, "mailed", hq, utc_now(), quantity=2)
    run_due()
    people = [one.id for one in world.child.people.values()] + [world.a.people["dealer_buyer"].id]

    written = mails_after(last, people)

    assert len(written) >= 6
    assert [told_in(one, secret) for one in written if told_in(one, figures())] == []
    owner = mails_after(last, [world.a.people["dealer_owner"].id])
    assert any(told_in(one, figures()) for one in owner)


def leaky(number: str) -> str:
    order = db.session.scalars(sa.select(SalesOrder).where(SalesOrder.number == number)).one()
    return f"<!doctype html><p>{order.total:,.2f}</p>"


def leaky_file() -> Response:
    totals = db.session.scalars(sa.select(SalesOrder.total)).all()
    return Response("\n".join(f"{total:f}" for total in totals), mimetype="text/csv")


@pytest.mark.parametrize(
    "mutant",
    [
        Mutant("/mutant/<number>", leaky, {("path", "number"): "sales_order.number"}),
        Mutant("/mutant", leaky_file),
    ],
    ids=["a page", "a file"],
)
def test_a_view_that_tells_one_is_found_as_soon_as_it_is_there(world: World, mutant: Mutant) -> None:
    kept(world)

    with planted(world.app, mutant):
        look = looked(world, mutant.parameters(), world.child, "dealer_buyer", only="mutant.")

    assert any("/mutant" in one for one in look.told)
