"""Every page, list, sort, filter and file is asked for on PostgreSQL, where no page is tested one by one.

Pages are tested on SQLite, because no engine changes their words (`ONE_ENGINE` in tests/conftest.py); what could
differ are the statements behind them. Services and queries send theirs to both engines; this walk sends those of
the pages: each address a person can open with ids of its own, and from there each link with a query, each choice
of each form that only asks, and a word in each of its fields.
"""

from collections import Counter
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
import sqlalchemy as sa
from flask import Flask, request
from lxml import html
from werkzeug.test import TestResponse

from portal.accounts.models import UserAccount
from portal.accounts.rules_roles import roles_of_door
from portal.core.actor import Door
from portal.core.data.sessions import db
from tests.conftest import ON_POSTGRESQL
from tests.factories import make_hq_user
from tests.guards.addresses import Parameters, rules_of
from tests.guards.breakdowns import breakdowns
from tests.guards.mutants import Mutant, planted
from tests.guards.pages import look_around, target_of
from tests.guards.world import World

pytestmark = [pytest.mark.slow, ON_POSTGRESQL]
UNOPENED = {
    # Doors send on whoever is in; links that open an account, kept forms and bulk decisions are gone after one use.
    "distributor": [
        "accounts_door.login",
        "accounts_door_open.first_admin",
        "accounts_door_open.invite",
        "accounts_door_open.language",
        "accounts_door_open.reset",
        "accounts_kept.kept",
        "catalogue.photo",
        "health.metrics",
        "health.readyz",
        "masterdata_downward.columns",
        "masterdata_downward.file",
        "orders_entry_columns.show",
    ],
    # A file of a list is its owner's alone, and the walk at headquarters knows a distributor's; a shelf is led to.
    "hq": [
        "home.headquarters_without_slash",
        "hq_accounts_door.login",
        "hq_accounts_kept.kept",
        # The seller of the world it walks has no logo.
        "hq_accounts_sellers.logo",
        "hq_catalogue_photos.photo",
        "hq_downloads.file",
        "hq_downloads.show",
        # The change it knows is one of a page, without a file.
        "hq_masterdata_sets.columns",
        "hq_masterdata_sets.file",
        "hq_review_bulk.show",
        "hq_stock.find",
        # Nobody counts in the world it walks.
        "hq_stock_counts.printed",
        "hq_stock_counts.show",
    ],
}
"""Views that do not answer this walk with a page; tests of services and those marked `both_engines` ask them."""
MOST_VALUES = 12
"""Of one name at one view: enough for every sort and state; days and page numbers have no end."""


class Asking:
    """One person who asks every view of the portal everything its pages offer."""

    def __init__(self, world: World, known: Parameters, person: UserAccount, only: str = "") -> None:
        self.app, self.side, self.known, self.only = world.app, world.a, known, only
        self.browser = world.browser(person)
        self.opened: set[str] = set()
        self.waiting: list[str] = []
        self.asked: set[tuple[str, str, str]] = set()
        self.values: Counter[tuple[str, str]] = Counter()

    def all(self) -> None:
        """Open every page, then ask what each offers, and what those answers offer."""
        look_around(self.app, self.browser, self.side, self.known, only=self.only, seen=self._seen)
        while self.waiting:
            address = self.waiting.pop()
            self._seen(address, self.browser.open(address))

    def _seen(self, address: str, response: TestResponse) -> None:
        if response.status_code != 200:
            return
        self.opened.add(target_of(self.app, address, "GET"))
        text = response.get_data(as_text=True) if response.mimetype == "text/html" else ""
        for offered in offers_of(address, html.fromstring(text)) if text.strip() else ():
            endpoint = target_of(self.app, offered, "GET")
            if endpoint.startswith(self.only) and self._is_new(endpoint, offered):
                self.waiting.append(offered)

    def _is_new(self, endpoint: str, address: str) -> bool:
        """Tell whether an address says something to a view that none before it said."""
        said = {(endpoint, *pair) for pair in parse_qsl(urlsplit(address).query, keep_blank_values=True)} - self.asked
        new = {each for each in said if self.values[each[:2]] < MOST_VALUES}
        self.values.update(each[:2] for each in new)
        self.asked |= new
        return bool(endpoint and new)


def offers_of(address: str, tree: Any) -> Iterator[str]:
    """Yield the addresses a page offers: its links with a query, and its asking forms, filled in each way."""
    for link in tree.xpath("//a/@href | //@data-href | //@hx-get"):
        if link.startswith("/") and "?" in link:
            yield link
    for form in tree.forms:
        if (form.get("method") or "get").lower() == "get":
            target = urlsplit(form.get("action") or address).path
            given = [(name, value) for name, value in form.form_values() if isinstance(value, str)]
            for name, value in _choices(form):
                yield f"{target}?{urlencode([pair for pair in given if pair[0] != name] + [(name, value)])}"


def _choices(form: Any) -> Iterator[tuple[str, str]]:
    for field in form.xpath(".//input[@name] | .//select[@name] | .//textarea[@name] | .//button[@name]"):
        if field.tag == "select":
            yield from ((field.get("name"), option.get("value", option.text or "")) for option in field.iter("option"))
        elif field.tag == "button" or field.get("type") in ("checkbox", "radio", "submit"):
            yield field.get("name"), field.get("value") or "on"
        elif field.get("type") != "hidden":
            yield field.get("name"), "2026-01-31" if field.get("type") == "date" else "a"


def openable(app: Flask, door: str) -> set[str]:
    return {
        rule.endpoint
        for rule, method in rules_of(app)
        if method == "GET" and rule.rule.startswith("/hq") is (door == "hq")
    }


def ask_all(world: World, known: Parameters, person: UserAccount, only: str = "") -> tuple[Asking, list[str]]:
    asking = Asking(world, known, person, only)
    with breakdowns(world.app) as broken:
        asking.all()
    return asking, sorted(set(broken))


def test_every_statement_of_a_distributors_pages_is_one_postgresql_takes(world: World, known: Parameters) -> None:
    asking, broken = ask_all(world, known, world.a.people["dealer_owner"])

    assert broken == []
    assert sorted(openable(world.app, "distributor") - asking.opened) == UNOPENED["distributor"]


def test_every_statement_of_headquarters_pages_is_one_postgresql_takes(world: World, known: Parameters) -> None:
    asking, broken = ask_all(world, known, make_hq_user(role=roles_of_door(Door.HQ)))

    assert broken == []
    assert sorted(openable(world.app, "hq") - asking.opened) == UNOPENED["hq"]


def only_sqlite_can() -> str:
    if request.args.get("sort") == "name":
        db.session.execute(sa.text("SELECT number FROM part ORDER BY number COLLATE NOCASE"))
    return "<!doctype html><form><select name='sort'><option>number<option>name</select></form>"


def test_a_planted_statement_that_only_sqlite_takes_is_found(world: World) -> None:
    mutant = Mutant("/mutant", only_sqlite_can)
    with planted(world.app, mutant):
        _asking, broken = ask_all(world, mutant.parameters(), world.a.people["dealer_owner"], only="mutant.")

    assert [each.split(":")[0] for each in broken] == ["ProgrammingError"]
