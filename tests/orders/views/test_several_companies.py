"""A general distributor and its dealers: whose an order is, whose work, and what is added up once."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pytest
from flask import Flask

from portal.accounts.models import DistributorKind
from portal.core.actor import Turn
from portal.core.data.sessions import perform
from portal.orders.decisions import service_gathering
from portal.pricing.service_downward import ListTerms, PriceEdits, begin_list, set_prices
from tests.factories import actor_of
from tests.orders.factories import NOW, Market, make_draft, make_market, order_of, sell
from tests.web import Browser, Page

PART, OTHER = "21029627", "21047102"
pytestmark = pytest.mark.both_engines


@dataclass
class Below:
    """A general distributor who asks its dealer 12.5 SAR for a part, each at a browser."""

    general: Market
    dealer: Market
    above: Browser
    below: Browser

    def passed_up(self, *lines: tuple[str, int]) -> str:
        """Pass an order of the dealer's up; return its number."""
        draft = make_draft(self.dealer, *lines)
        return perform(service_gathering.pass_up, draft.id, Turn(self.dealer.actor, draft.version, NOW))

    def gathered(self, *numbers: str) -> str:
        """Gather orders passed up into one; return its number."""
        actor = actor_of(self.general.buyer, below=[self.dealer.distributor])
        ids = [order_of(one).id for one in numbers]
        return perform(service_gathering.gather, ids, "k", "k", actor, NOW)


@pytest.fixture
def chain(app: Flask) -> Below:
    general = make_market(kind=DistributorKind.GENERAL, name="Nile Motors Trading")
    dealer = make_market(parent=general.distributor, kind=DistributorKind.DEALER, name="Delta EV Service")
    for market in (general, dealer):
        sell(market, PART, names={"en": "Contactor"})
        sell(market, OTHER, names={"en": "Fuse"})
    list_id = perform(begin_list, ListTerms("Dealers", "SAR", date(2026, 1, 1), None), general.actor, NOW)
    perform(set_prices, list_id, PriceEdits({PART: Decimal("12.5")}, {}, ()), Turn(general.actor, 1, NOW))
    return Below(general, dealer, Browser(app).sign_in(general.buyer), Browser(app).sign_in(dealer.buyer))


def sums_of(page: Page) -> list[str]:
    """Return what a list adds up to, currency by currency."""
    return [" ".join("".join(row.xpath("./*[last()]")[0].itertext()).split()) for row in page.select("//tfoot/tr")]


def test_a_dealers_draft_is_no_work_of_its_general_distributor(chain: Below) -> None:
    theirs, own = make_draft(chain.dealer, (PART, 4)), make_draft(chain.general, (PART, 1))

    home, draft = chain.above.page("/"), chain.above.page(f"/orders/new?draft={theirs.number}")

    assert own.number in home.links() and theirs.number not in home.links()
    drafts = f"/orders?state=draft&distributor={chain.general.distributor.id}"
    assert {words for words, href in home.links().items() if href == drafts} == {"1Drafts not yet submitted"}
    assert draft.path == f"/orders/{theirs.number}" and draft.has("This is an order of your dealer Delta EV Service")
    assert draft.has("The dealer checks the lines and submits the order, or passes it to you.")
    assert draft.has("With the dealer") and draft.has("Contactor")
    assert not draft.select("//main//form")
    assert chain.above.page(f"/orders/new?draft={own.number}").select("//main//form")
    assert "Submit order" in chain.below.page(f"/orders/new?draft={theirs.number}").buttons()


def test_whose_an_order_is_stands_in_the_list_of_who_sees_several_and_narrows_it(chain: Below) -> None:
    theirs, own = make_draft(chain.dealer, (PART, 4)), make_draft(chain.general, (PART, 1))

    every = chain.above.page("/orders")
    narrowed = chain.above.page(f"/orders?distributor={chain.dealer.distributor.id}")
    alone = chain.below.page(f"/orders?distributor={chain.general.distributor.id}")

    assert {row[0]: row[1] for row in every.rows() if row[0].startswith("SO")} == {
        theirs.number: "Delta EV Service Egypt",
        own.number: "Nile Motors Trading Egypt",
    }
    assert theirs.number in narrowed.links() and own.number not in narrowed.links()
    assert theirs.number in alone.links() and not alone.has("Delta EV Service Egypt")


def test_what_a_dealer_passed_up_stands_in_its_list_at_what_it_pays(chain: Below) -> None:
    number, bare = chain.passed_up((PART, 4)), chain.passed_up((OTHER, 2))
    draft = make_draft(chain.dealer, (PART, 1)).number

    page = chain.below.page("/orders")

    totals = {row[0]: row[-1] for row in page.rows()}
    assert (totals[number], totals[bare], totals[draft]) == ("SAR 50.00", "–", "USD 10.00")
    assert sums_of(page) == ["SAR 50.00", "USD 10.00"]
    assert page.has("1 order in SAR") and page.has("2 orders in USD")


def test_an_order_and_the_one_that_contains_it_are_not_added(chain: Below) -> None:
    inner = chain.passed_up((PART, 4))
    whole = chain.gathered(inner)

    every, theirs = chain.above.page("/orders"), chain.above.page("/orders?state=gathered")

    assert {row[0]: row[-1] for row in every.rows()[:2]} == {inner: "SAR 50.00", whole: "USD 40.00"}
    assert every.has("1 more stands in an order of this list and is not added again")
    assert sums_of(every) == ["–", "USD 40.00"]
    assert not theirs.has("not added again") and chain.below.page("/orders").rows()[0][-1] == "SAR 50.00"
