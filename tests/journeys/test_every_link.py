"""Whoever follows the links of the demo, from page to page, never meets an error."""

import re
from collections import Counter, deque
from itertools import combinations
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.exceptions import HTTPException

from portal.accounts.models import UserAccount
from portal.core.data.sessions import db
from portal.core.scope import EVERYONE, scoped
from portal.masterdata.ports import kinds_there_are
from portal.masterdata.queries import present_with
from portal.masterdata.queries_refers import HOMES, pointing_at
from portal.masterdata.rows.pages_related import named_by
from portal.masterdata.words.labels_refers import TABLE_KINDS
from tests.web import Browser
from tests.web_checks import loose_numbers

pytestmark = [pytest.mark.slow, pytest.mark.parametrize("demo_ground", ["sqlite"], indirect=True)]

WALKERS = {
    "buyer@nile.example": "/",
    "finance@nile.example": "/",
    "buyer@nordic.example": "/",
    "manager@hq.example": "/hq/",
    "logistics@hq.example": "/hq/",
    "admin@hq.example": "/hq/",
}
EACH_PAGE, EACH_PAIR = 7, 1
"""How often a page, and a page with one of its filters, is opened; and a page with two of them together."""
A_PAGE = 20
ELSEWHERE = re.compile(r"static|accounts_door_open\.language")
LINK = re.compile(r'<a [^>]*href="([^"#]+)')


def _kinds(app: Flask, address: str) -> dict[str, int]:
    """Return which page an address is, alone, with each of its filters and with each two of them, and how often each.

    With every set of filters that lists offer, pages would double with each filter.
    """
    path, query = urlsplit(address).path, urlsplit(address).query
    try:
        endpoint, _values = app.url_map.bind("localhost").match(path, method="GET")
    except HTTPException:
        return {path: EACH_PAGE}
    names = sorted({part.split("=")[0] for part in query.split("&") if part})
    pairs = {f"{endpoint}?{one}&{other}": EACH_PAIR for one, other in combinations(names, 2)}
    return pairs | {f"{endpoint}?{name}": EACH_PAGE for name in names} | ({} if names else {endpoint: EACH_PAGE})


def _walk(browser: Browser, start: str) -> tuple[dict[str, int | str], Counter[str]]:
    """Follow links breadth first, so many of each kind; return what is wrong with each, and what was seen."""
    waiting, known, seen, faults = deque([start]), {start}, Counter[str](), dict[str, int | str]()
    while waiting:
        address = waiting.popleft()
        kinds = _kinds(browser.app, address)
        if all(seen[kind] >= most for kind, most in kinds.items()) or any(map(ELSEWHERE.match, kinds)):
            continue
        seen.update(kinds)
        answer = browser.open(address)
        if answer.status_code >= 400:
            faults[address] = answer.status_code
        if answer.mimetype == "text/html":
            html = answer.get_data(as_text=True)
            if loose := loose_numbers(html):
                faults[address] = loose[0]
            for link in LINK.findall(html):
                there = urljoin(address, link.replace("&amp;", "&"))
                if there.startswith("/") and there not in known:
                    known.add(there)
                    waiting.append(there)
    return faults, seen


def _person(email: str) -> UserAccount:
    return db.session.scalars(sa.select(UserAccount).where(UserAccount.email == email)).one()


def _few(naming: sa.Select[Any], named: Any) -> tuple[str, int] | None:
    """Return a row that is named, and by how many, at most a page of them; None where no row is."""
    counted = naming.add_columns(sa.func.count()).group_by(named).having(sa.func.count() <= A_PAGE)
    found = db.session.execute(counted.order_by(sa.func.count().desc(), named).limit(1)).one_or_none()
    return found and (str(found[0]), found[1])


def _rows_at(browser: Browser, kind: str, narrowed: dict[str, str]) -> int:
    return len(browser.page(f"/hq/data/{kind}?{urlencode(narrowed)}").rows())


def test_what_names_a_row_of_master_data_is_led_to_and_nothing_else(site: Any) -> None:
    with site.app.app_context(), scoped(EVERYONE):
        browser = Browser(site.app).sign_in(_person("admin@hq.example"))
        led: dict[tuple[str, str], tuple[int, int]] = {}
        for model, code in (each for name, each in HOMES.items() if name != "people"):
            for one in pointing_at(model):
                table, column = one.column.table, one.column
                home = sa.inspect(model).local_table.alias()
                named = home.c[code.key]
                naming = sa.select(named).join_from(home, table, column == home.c[one.holds])
                kind, some = TABLE_KINDS.get(table.name, ""), _few(naming, named)
                if kind and some:
                    rows = _rows_at(browser, kind, named_by(table.name, column.name, some[0]))
                    led[table.name, column.name] = (rows, some[1])

    assert {place: both for place, both in led.items() if both[0] != both[1]} == {}
    assert {("distributor", "parent_id"), ("distributor", "selling_entity_id"), ("contact", "selling_entity_id")} <= {
        *led
    }


def test_related_rows_of_a_row_are_those_its_page_counts(site: Any) -> None:
    with site.app.app_context(), scoped(EVERYONE):
        browser = Browser(site.app).sign_in(_person("admin@hq.example"))
        kinds = {kind.name: kind for kind in kinds_there_are()}
        led: dict[tuple[str, str], tuple[int, int]] = {}
        for kind in kinds.values():
            for other, field in kind.related:
                rows = kinds[other].rows().subquery()
                some = _few(sa.select(rows.c[field]), rows.c[field])
                own = field in kind.rows().selected_columns
                for key in [*(present_with(kind, field, [some[0]]) if own else [some[0]])][:1] if some else []:
                    page = browser.page(f"/hq/data/{kind.name}/row?{urlencode({'key': key})}")
                    for row in page.select("//*[@id='masterdata-related']//tbody/tr"):
                        address, count = (
                            row.xpath("./td[1]/a/@href")[0],
                            int(row.xpath("string(./td[2])").replace(",", "")),
                        )
                        if 0 < count <= A_PAGE:
                            led[kind.name, address] = (len(browser.page(address).rows()), count)

    assert {place: both for place, both in led.items() if both[0] != both[1]} == {}
    walked = {(kind, address.split("?")[0].rsplit("/", 1)[-1]) for kind, address in led}
    assert {("parts", "own_numbers"), ("discount_groups", "group_discounts"), ("sellers", "bank_accounts")} <= walked


@pytest.mark.parametrize("email", WALKERS)
def test_no_link_of_the_demo_leads_to_an_error(site: Any, email: str) -> None:
    with site.app.app_context(), scoped(EVERYONE):
        browser = Browser(site.app).sign_in(_person(email))

    with site.app.app_context():
        faults, seen = _walk(browser, WALKERS[email])

    assert faults == {}
    assert len(seen) > 12, seen


def test_every_dangerous_and_every_replaced_part_has_its_page(site: Any) -> None:
    """Parts the walk need not meet: all with dangerous goods, and a share of those with a successor."""
    with site.app.app_context(), scoped(EVERYONE):
        person = db.session.scalars(sa.select(UserAccount).where(UserAccount.email == "buyer@nile.example")).one()
        numbers = db.session.scalars(
            sa.text(
                "SELECT number FROM part WHERE id IN (SELECT part_id FROM dangerous_goods)"
                " UNION SELECT number FROM part WHERE state <> 'active' AND id % 5 = 0 ORDER BY 1"
            )
        ).all()
        browser = Browser(site.app).sign_in(person)

    with site.app.app_context():
        answers = Counter(browser.open(f"/catalogue/{number}").status_code for number in numbers)

    assert set(answers) == {200}, answers
    assert answers[200] > 80


def test_the_walk_sees_a_page_that_breaks(site: Any) -> None:
    with site.app.app_context(), scoped(EVERYONE):
        person = db.session.scalars(sa.select(UserAccount).where(UserAccount.email == "buyer@nile.example")).one()
        browser = Browser(site.app).sign_in(person)

    with site.app.app_context():
        faults, _seen = _walk(browser, "/catalogue/no-such-part")

    assert faults == {"/catalogue/no-such-part": 404}
