"""Whoever follows the links of the demo, from page to page, never meets an error."""

import re
from collections import Counter, deque
from itertools import combinations
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.exceptions import HTTPException

from portal.accounts.models import UserAccount
from portal.core.data.sessions import db
from portal.core.scope import EVERYONE, scoped
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


@pytest.mark.parametrize("email", WALKERS)
def test_no_link_of_the_demo_leads_to_an_error(site: Any, email: str) -> None:
    with site.app.app_context(), scoped(EVERYONE):
        person = db.session.scalars(sa.select(UserAccount).where(UserAccount.email == email)).one()
        browser = Browser(site.app).sign_in(person)

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
