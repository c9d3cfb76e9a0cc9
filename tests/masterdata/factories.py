"""Files of master data as people have them, and people who send them."""

import io
from collections.abc import Sequence
from typing import Any

import xlsxwriter
from flask import Flask

from portal.accounts.models import UserAccount
from portal.core.jobs.queue import run_due
from tests.factories import make_hq_user
from tests.web import Browser, Page


def workbook(*rows: Sequence[Any], name: str = "data.xlsx", hidden: int = 0) -> tuple[io.BytesIO, str]:
    """Return a workbook of one sheet with these rows: texts as texts, numbers as numbers; one row may be `hidden`."""
    body = io.BytesIO()
    book = xlsxwriter.Workbook(body, {"in_memory": True})
    sheet = book.add_worksheet()
    for place, row in enumerate(rows):
        sheet.write_row(place, 0, row)
    if hidden:
        sheet.set_row(hidden - 1, None, None, {"hidden": True})
    book.close()
    body.seek(0)
    return body, name


def steward(app: Flask, language: str = "en") -> Browser:
    """Return a steward at the browser."""
    return Browser(app, language=language).sign_in(make_hq_user(role="hq_steward"))


def sign_in(app: Flask, user: UserAccount) -> Browser:
    """Return somebody at the browser."""
    return Browser(app).sign_in(user)


def send(browser: Browser, kind: str, *rows: Sequence[Any], name: str = "data.xlsx", hidden: int = 0) -> Page:
    """Send a file of a kind, let it be checked, and return the page that shows what was found."""
    browser.page(f"/hq/data/{kind}/file")
    page = browser.send({"sheet": workbook(*rows, name=name, hidden=hidden)}, button="Check the file")
    run_due()
    return browser.page(page.path)


def apply(browser: Browser, page: Page) -> Page:
    """Apply what a page shows, and return the page that shows it done."""
    browser.page(page.path)
    sent = browser.send(button="Apply")
    run_due()
    return browser.page(sent.path)


def ask(browser: Browser, page: Page, reason: str = "yearly list") -> Page:
    """Ask a second person for what a page shows, and return the page that waits."""
    browser.page(page.path)
    return browser.page(browser.send({"reason": reason}, button="Ask for the change").path)


def agree(browser: Browser, page: Page) -> Page:
    """Agree, as the second person, to what a page shows; return the page that shows it done."""
    browser.page(page.path)
    sent = browser.send(button="Agree")
    run_due()
    return browser.page(sent.path)
