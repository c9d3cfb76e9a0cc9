"""Whoever sits before the pages of orders: browsers signed in, and the pages they open."""

from collections.abc import Sequence
from typing import Any

from flask import Flask

from tests import factories
from tests.web import Browser, Page


def browser_of(app: Flask, role: str | Sequence[str], **values: Any) -> Browser:
    """Return the browser of somebody at headquarters."""
    return Browser(app).sign_in(factories.make_hq_user(role=role, **values))


def opened(browser: Browser, number: str) -> Page:
    """Open the page of a draft."""
    return browser.page(f"/orders/new?draft={number}")
