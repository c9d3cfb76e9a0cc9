"""Every list finds what it shows by its number, however the number is written."""

import re
from urllib.parse import quote

import pytest

from portal.accounts.rules_roles import roles_of_door
from portal.core.actor import Door
from tests.factories import make_hq_user
from tests.guards.world import World
from tests.web import Browser

pytestmark = pytest.mark.slow
OWN = re.compile(r"\b(?:SO|SH|RMA|CI-\w+|PL-\w+|CN-\w+)-\d{4}-\d{6}\b")
LISTS = {
    Door.DISTRIBUTOR: ["/orders", "/shipments", "/returns", "/invoices", "/documents", "/inbox"],
    Door.HQ: [
        "/hq/orders",
        "/hq/backorders",
        "/hq/review",
        "/hq/shipments",
        "/hq/returns",
        "/hq/invoices",
        "/hq/documents",
        "/hq/audit",
        "/hq/outbox",
    ],
}


def spelled(number: str) -> list[str]:
    """Return a number as people write it: spaces, no padding, another dash, nothing between, wide signs."""
    *series, serial = number.split("-")
    return [
        number.lower(),
        " ".join([*series, str(int(serial))]),
        "–".join([*series, serial]),
        "".join([*series, serial]).lower(),
        number.translate({ord(sign): ord(sign) + 0xFEE0 for sign in number}),
    ]


def missed(browser: Browser, path: str) -> list[str]:
    """Return what a list does not find of the first number it shows; nothing to look for is a finding too."""
    shown = next((found for row in browser.page(path).rows() if (found := OWN.search(" ".join(row)))), None)
    if shown is None:
        return [f"{path} shows no number"]
    number = shown[0]
    faults = []
    for text in spelled(number):
        page = browser.page(f"{path}?q={quote(text)}")
        rows = page.rows() if page.select("//table") else []
        if not rows or not all(number in " ".join(row) for row in rows[:1]):
            faults.append(f"{path}?q={text} does not find {number}")
    return faults


def test_every_list_finds_its_numbers_in_every_spelling(world: World) -> None:
    people = {
        Door.DISTRIBUTOR: world.a.people["dealer_owner"],
        Door.HQ: make_hq_user(role=roles_of_door(Door.HQ)),
    }

    assert [
        fault for door, lists in LISTS.items() for path in lists for fault in missed(world.browser(people[door]), path)
    ] == []
