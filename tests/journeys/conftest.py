"""One portal with demo data per engine, and one Chromium, shared by the journeys of a process."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from portal.demo.people import PASSWORD
from tests.demo.ground import DemoGround
from tests.journeys.site import serving
from tests.server.chromium import LAUNCH_ARGS, chromium_path


@dataclass(frozen=True)
class Site:
    """A portal that runs: its address and its application."""

    address: str
    app: Flask
    engine: str


@pytest.fixture(scope="session")
def site(demo_ground: DemoGround, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A running portal on a copy of the demo."""
    app = demo_ground.copy(tmp_path_factory.mktemp(f"site-{demo_ground.name}"))
    with serving(app) as address:
        yield Site(address, app, demo_ground.name)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for all journeys of this process."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=LAUNCH_ARGS)
        yield browser
        browser.close()


Seat = tuple[str, str]
"""A portal's address, and who is signed in there."""


@pytest.fixture(scope="session")
def seats() -> dict[Seat, Any]:
    """The cookies of people who signed in before, for the next journey of the same person."""
    return {}


class Stranger:
    """Somebody at a browser whom the portal does not know."""

    def __init__(self, context: BrowserContext, site: Site) -> None:
        self.context = context
        self.page: Page = context.new_page()
        self.site = site
        self.errors: list[str] = []
        self.page.on("console", lambda message: self._note(message.type, message.text))
        self.page.on("dialog", lambda dialog: dialog.accept())
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))

    def _note(self, kind: str, text: str) -> None:
        if kind == "error" and "status of 4" not in text:
            self.errors.append(text)

    def open(self, path: str) -> Page:
        """Go to a path of the portal and return the page."""
        response = self.page.goto(self.site.address + path)
        assert response is not None and response.status == 200, (path, response and response.status)
        return self.page


class Person(Stranger):
    """Somebody at a browser: signed in at one door, in one language."""

    def __init__(self, context: BrowserContext, site: Site, email: str, language: str) -> None:
        super().__init__(context, site)
        if not self._is_seated(email):
            self._sign_in(email)
        self._speak(language)

    def _is_seated(self, email: str) -> bool:
        """Tell whether the cookies brought along are those of a session that still is; forget them if not."""
        if not self.context.cookies():
            return False
        answer = self.page.goto(f"{self.site.address}{door_of(email)}/account")
        seated = answer is not None and "/login" not in self.page.url
        if not seated:
            self.context.clear_cookies()
        return seated

    def _sign_in(self, email: str) -> None:
        self.page.goto(f"{self.site.address}{door_of(email)}/login")
        self.page.locator("input[name=email]").fill(email)
        self.page.locator("input[name=password]").fill(PASSWORD)
        self.page.locator("main form button[type=submit]").first.click()
        self.page.wait_for_url(lambda url: "/login" not in url)

    def _speak(self, language: str) -> None:
        """Choose the language of the person's pages where it is another."""
        spoken = re.compile(f"^{language}")
        if not spoken.match(self.page.locator("html").get_attribute("lang") or ""):
            self.page.locator(".bar .end details.menu summary").first.click()
            press(self.page, f".bar button[name=language][value={language}]")
        expect(self.page.locator("html")).to_have_attribute("lang", spoken)


def door_of(email: str) -> str:
    """Return where the addresses of a person's door begin."""
    return "/hq" if email.endswith("@hq.example") else ""


@pytest.fixture
def person(site: Site, chromium: Browser, seats: dict[Seat, Any]) -> Iterator[object]:
    """A maker of people at browsers; none may have seen an error in the console.

    Somebody who signed in for an earlier test sits down at that session, if it still is one; asked for a
    second time in a test the same person signs in anew, for that is another browser.
    """
    people: list[Person] = []
    asked: set[str] = set()

    def make(email: str, language: str = "en", width: int = 1440) -> Person:
        seat = (site.address, email)
        cookies = None if email in asked else seats.get(seat)
        asked.add(email)
        screen = {"width": width, "height": 900}
        context = chromium.new_context(viewport=screen, locale=language, storage_state=cookies)  # type: ignore[arg-type]
        context.set_default_timeout(15_000)
        people.append(Person(context, site, email, language))
        seats[seat] = {"cookies": context.cookies(), "origins": []}
        return people[-1]

    yield make
    for somebody in people:
        somebody.context.close()
        assert somebody.errors == []


@pytest.fixture
def stranger(site: Site, chromium: Browser) -> Iterator[object]:
    """A maker of people whom the portal does not know; none may have seen an error in the console."""
    strangers: list[Stranger] = []

    def make(language: str = "en", width: int = 1440) -> Stranger:
        context = chromium.new_context(viewport={"width": width, "height": 900}, locale=language)
        strangers.append(Stranger(context, site))
        return strangers[-1]

    yield make
    for somebody in strangers:
        somebody.context.close()
        assert somebody.errors == []


def press(page: Page, selector: str) -> None:
    """Press a button that leads to another page or back to this one."""
    with page.expect_navigation():
        page.locator(selector).first.click()


def picture(page: Page, name: str, folder: Path) -> None:
    """Keep a picture of a page."""
    folder.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=folder / f"{name}.png")
