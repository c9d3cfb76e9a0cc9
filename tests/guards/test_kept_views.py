"""Every list that lets its reader keep a view keeps one, shows it and forgets it, whatever its address says.

One view function draws the list of every kind of master data, and one that of each run: what its path says belongs to
the list, or its views lead nowhere and stand on its neighbours' lists too.
"""

import pytest
from flask import Flask

from portal.accounts.rules_roles import roles_of_door
from portal.core.actor import Door
from portal.masterdata.ports import kinds_there_are
from tests.conftest import ON_SQLITE
from tests.factories import make_hq_user
from tests.guards.addresses import Parameters, rules_of
from tests.guards.pages import path_of, ways_of
from tests.guards.world import World
from tests.saved_views.test_distributor_pages import views
from tests.web import Browser, Page

pytestmark = [pytest.mark.slow, ON_SQLITE]
KEEPS = b'class="keep-view"'


def kinds_at_hq() -> list[str]:
    return [kind.name for kind in kinds_there_are()]


def addresses_of(app: Flask, world: World, known: Parameters) -> dict[str, str]:
    """Return one address of each page by its view, and one of each kind of master data."""
    found = {}
    for rule, method in rules_of(app):
        for way in ways_of(rule, world.a, known, most=1) if rule.arguments else [{}]:
            if method == "GET":
                found[path_of(app, rule, way)] = rule.endpoint
    return found | {f"/hq/data/{kind}": "hq_masterdata.rows" for kind in kinds_at_hq()}


def kept_opened_forgotten(browser: Browser, address: str) -> None:
    """Keep a view of a list, open it, and forget it."""
    browser.page(f"{address}?q=a")
    page = browser.send({"name": "My own"}, action="/views")
    query = dict(views(page)).get("My own", "")
    assert page.path.partition("?")[0] == address and query, address
    assert search_in(browser.page(address + query)) == "a", address
    forget = page.select("//*[@class='entry'][a='My own']/form/@action")[0]
    page = browser.send(action=forget)
    assert page.path.partition("?")[0] == address and "My own" not in dict(views(page)), address


def search_in(page: Page) -> str:
    return str(page.select("//main//input[@name='q']/@value")[0])


@pytest.mark.parametrize("door", list(Door))
def test_every_list_keeps_shows_and_forgets_a_view(world: World, known: Parameters, door: Door) -> None:
    everything = make_hq_user(role=roles_of_door(Door.HQ)) if door is Door.HQ else world.a.people["dealer_owner"]
    browser, tried = world.browser(everything), set()

    for address, endpoint in addresses_of(world.app, world, known).items():
        if address.startswith("/hq") is (door is Door.HQ) and KEEPS in browser.open(address).data:
            kept_opened_forgotten(browser, address)
            tried.add(endpoint if door is Door.DISTRIBUTOR else address)

    at_hq = {f"/hq/data/{kind}" for kind in kinds_at_hq()} | {"/hq/review", "/hq/orders", "/hq/allocation"}
    assert tried > (at_hq if door is Door.HQ else {"orders.index", "documents.index"})
    assert door is Door.DISTRIBUTOR or any(address.startswith("/hq/allocation/") for address in tried)


def test_a_view_of_one_kind_is_no_view_of_another(world: World) -> None:
    browser = world.browser(make_hq_user(role=("hq_steward",)))
    browser.page("/hq/data/parts?q=BAT&sort=name")

    page = browser.send({"name": "Batteries"}, action="/views")

    assert page.path.startswith("/hq/data/parts?") and "q=BAT" in page.path
    assert views(browser.page("/hq/data/price_lists")) == []
    assert [name for name, _query in views(browser.page("/hq/data/parts"))] == ["Batteries"]
