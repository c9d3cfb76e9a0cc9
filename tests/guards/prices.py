"""Headquarters' figures wherever a person may look: what they are in the database, and whether an answer says one.

A figure is a price, an amount, a sum or a percentage of a price as some table keeps it, a sum over a column, or a
multiple of a list price. What a general distributor asks of its own dealers is none.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

import sqlalchemy as sa
from flask import Flask
from werkzeug.test import TestResponse

from portal.core.data.owned import Base
from portal.core.data.sessions import db
from portal.core.data.types import Json, Scaled
from portal.notifications.models import Mail
from tests.guards.addresses import Parameters, noted, noting
from tests.guards.pages import FoundForm, fresh, look_around, sent, target_of
from tests.guards.trade import LIST_PRICES, OFF, TIER_OFF, Side
from tests.guards.walk import FORMATS, HTMX, words_in
from tests.web import Browser

LEAST = Decimal(500)
"""Smaller ones may be anything: a quantity, a day, a weight."""
_OWN = {"downward_price", "downward_list"}
_ASKED_BY_GENERAL = "above"
_TOKEN = re.compile(r"\d[\d,.\u00a0\u202f' ]*\d|\d")
_BY_CHANCE = re.compile(r"(?<![\w.-])(?=[\w.-]*[A-Z_])(?=[\w.-]*\d)(?![\w.-]*\d\.\d)[\w.-]{16,}", re.ASCII)
"""What is drawn at random (form tokens, names of files): its digits are no figures, whatever they happen to be."""
_MARK = re.compile(r"</?BDI[^>]*>|<SPAN[^>]*>|</SPAN>")


def figures() -> frozenset[Decimal]:
    """Return every figure of headquarters' that some table keeps, with the sums of each column."""
    found = {Decimal(text) for text in (OFF, TIER_OFF)}
    for table in Base.metadata.sorted_tables:
        if table.name in _OWN:
            continue
        for column in table.c:
            if column.name.startswith(_ASKED_BY_GENERAL):
                continue  # what a dealer pays there it may read
            if isinstance(column.type, Scaled):
                values = [value for value in db.session.scalars(sa.select(column)) if value]
                found |= {*values, sum(values, Decimal(0))}
            elif isinstance(column.type, Json):
                for value in db.session.scalars(sa.select(column)):
                    found |= set(_in_json(value))
    small = {Decimal(text) for text in (OFF, TIER_OFF)}
    return frozenset(abs(one).normalize() for one in found if abs(one) >= LEAST or one in small)


def _in_json(value: Any) -> Iterator[Decimal]:
    if isinstance(value, dict):
        for name, item in value.items():
            if name != _ASKED_BY_GENERAL:
                yield from _in_json(item)
    elif isinstance(value, list):
        for item in value:
            yield from _in_json(item)
    elif isinstance(value, str) and re.fullmatch(r"-?\d+\.\d{2,4}", value):
        yield Decimal(value)


@dataclass
class Look:
    """One person's look at everything it may open, and which figures were told where."""

    app: Flask
    browser: Browser
    side: Side
    known: Parameters
    secret: frozenset[Decimal]
    only: str = ""
    told: list[str] = field(default_factory=list)
    requests: int = 0
    seen: set[str] = field(default_factory=set)

    def judge(self, what: str, response: TestResponse) -> None:
        """Keep which figures an answer tells."""
        self.requests += 1
        self.seen.add(response.request.path)
        if response.status_code < 400 or response.status_code in (409, 422):
            self.told += [f"{what} tells {figure}" for figure in sorted(told_in(words_in(response), self.secret))]

    def pages(self) -> None:
        """Open every page with ids of the side's own, whole and as htmx asks for it, each list as a file, each form."""
        with noting(self.app):
            offer = look_around(self.app, self.browser, self.side, self.known, only=self.only, seen=self._page)
        tried: set[tuple[str, frozenset[str]]] = set()
        for form in offer.forms:
            key = (form.endpoint, frozenset(re.sub(r"\d+", "*", name) for name in form.names))
            if key not in tried and form.endpoint not in LEAVING and form.endpoint.startswith(self.only):
                tried.add(key)
                self._form(form)

    def _page(self, path: str, response: TestResponse) -> None:
        self.judge(f"GET {path}", response)
        if response.status_code != 200 or response.mimetype != "text/html":
            return
        self.judge(f"GET {path} (htmx)", self.browser.open(path, headers=HTMX))
        endpoint = target_of(self.app, path, "GET")
        reads = self.known.exports(endpoint) & {one.name for one in noted() if one.endpoint == endpoint}
        joint = "&" if "?" in path else "?"
        for name in reads:
            for kind in FORMATS:
                address = f"{path}{joint}{name}={kind}"
                self.judge(f"GET {address}", self.browser.open(address))

    def _form(self, form: FoundForm) -> None:
        for headers in ({}, HTMX):
            now = fresh(self.app, self.browser, form)
            response = sent(self.browser, now, now.values, headers=headers)
            self.judge(f"{form.method} {form.target} (form on {form.page})", response)
            if response.status_code in (302, 303) and response.headers["Location"].startswith("/"):
                led = response.headers["Location"]
                self.judge(f"GET {led}", self.browser.open(led))


LEAVING = {f"accounts_door.{name}" for name in ("logout", "end_session", "end_others", "set_language")}
"""Forms after which nobody is there any more, or reads another language."""


def told_in(words: str, secret: frozenset[Decimal]) -> set[Decimal]:
    """Return the figures that words tell, however their thousands are set apart; multiples of list prices as well."""
    found = set()
    for token in set(_TOKEN.findall(_BY_CHANCE.sub(" ", _MARK.sub("", words)))):
        for value in _read(token):
            if value in secret or (value >= LEAST and any(value % price == 0 for price in LIST_PRICES)):
                found.add(value)
    return found


def _read(token: str) -> Iterator[Decimal]:
    for text in {re.sub(r"[,\u00a0\u202f' ]", "", token), *re.split(r"[,\u00a0\u202f' ]", token)}:
        try:
            value = Decimal(text)
        except InvalidOperation:
            continue
        if value:
            yield round(value, 4).normalize()


def mails_after(last_id: int, people: list[int]) -> list[str]:
    """Return all that mails to these people say that were written after one."""
    told = (Mail.subject, Mail.body, Mail.html, Mail.facts)
    wanted = sa.select(*told).where(Mail.id > last_id, Mail.user_id.in_(people))
    return [json.dumps([*row], default=str).upper() for row in db.session.execute(wanted)]
