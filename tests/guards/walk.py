"""The walk across tenants: every address, method and id, asked for by people it does not belong to.

What is asked of each answer: an id in a path is a 404 (or a closed door), an id in a query or a form
is answered like one that nothing has; nothing breaks, and no canary stands in body, headers, PDF,
spreadsheet. `walk` returns findings in words; an empty list is a sound portal.
"""

import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from urllib.parse import parse_qsl, urlsplit

from flask import Flask
from pypdf import PdfReader
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from tests.guards.addresses import Parameter, Parameters, choices_of, noted, rules_of
from tests.guards.pages import FoundForm, Offer, fresh, look_around, path_of, sent, target_of, ways_of
from tests.guards.trade import Side
from tests.guards.world import ids_of, missing_like
from tests.web import Browser

CLOSED = {302, 303, 308, 403}
HTMX = {"HX-Request": "true"}
FORMATS = ("xlsx", "csv")
NOT_READY = "/readyz"
"""Says 503 while no worker is alive, as in these tests."""
MOST_FOREIGN = 3
NUMBERS = (
    "sales_order.number",
    "shipment.number",
    "invoice.number",
    "claim.number",
    "credit_note.number",
    "payment.number",
    "document.number",
    "document.public_id",
    "claim_photo.public_id",
)


@dataclass
class Walk:
    """One person's way through the portal with another side's ids."""

    app: Flask
    browser: Browser
    own: Side
    foreign: Side
    known: Parameters
    only: str = ""
    token: str = ""
    findings: list[str] = field(default_factory=list)
    requests: int = 0

    def foreign_ids(self, kind: str) -> list[str]:
        """Return a few ids of the foreign side that the own side does not have."""
        mine = set(ids_of(self.own, kind))
        return [one for one in ids_of(self.foreign, kind) if one not in mine][:MOST_FOREIGN]

    @cached_property
    def foreign_numbers(self) -> list[str]:
        """Return numbers and public ids of the foreign side, which no page of the own side may name."""
        return [number for kind in NUMBERS for number in set(ids_of(self.foreign, kind)) - set(ids_of(self.own, kind))]

    def note(self, what: str, response: TestResponse) -> None:
        """Keep a finding."""
        self.findings.append(f"{what} answered {response.status_code}")

    def judge(self, what: str, response: TestResponse) -> bool:
        """Look for a breakdown or a canary in an answer; tell whether it is sound."""
        self.requests += 1
        if response.status_code >= 500 and response.request.path != NOT_READY:
            self.note(f"{what} broke:", response)
            return False
        if self.foreign.canary in words_in(response):
            self.note(f"{what} shows the canary:", response)
            return False
        return True


def words_in(response: TestResponse) -> str:
    """Return everything an answer says: headers, text, the words of a PDF, the cells of a workbook."""
    data = response.get_data()
    said = "\n".join(f"{name}: {value}" for name, value in response.headers)
    if data.startswith(b"%PDF"):
        body = "".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)
    elif data.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(data)) as file:
            body = "\n".join(file.read(name).decode("utf-8", "replace") for name in file.namelist())
    else:
        body = data.decode("utf-8", "replace")
    return (said + body).upper()


def walk(walk_: Walk, *, forms: bool = True) -> Offer:
    """Go the whole way; findings are kept in the walk. Returns what the person's own pages offer."""
    walk_.token = walk_.browser.csrf_token()

    def seen(path: str, response: TestResponse) -> None:
        _own_page(walk_, path, response)

    offer = look_around(walk_.app, walk_.browser, walk_.own, walk_.known, only=walk_.only, seen=seen)
    for rule, method in rules_of(walk_.app, walk_.only):
        _paths(walk_, rule, method)
    if forms:
        _queries(walk_, offer)
        _forms(walk_, offer)
    return offer


def _own_page(walk_: Walk, path: str, response: TestResponse) -> None:
    """Judge a page the person may open anyhow, and where it is a list the files made of it."""
    if walk_.judge(f"GET {path}", response):
        said = response.get_data().decode("utf-8", "replace")
        told = [number for number in walk_.foreign_numbers if number in said]
        walk_.findings += [f"GET {path} names the foreign {number}" for number in told]
    endpoint = target_of(walk_.app, path, "GET")
    reads = walk_.known.exports(endpoint) & {one.name for one in noted() if one.endpoint == endpoint}
    if response.status_code != 200 or response.mimetype != "text/html" or "?" in path:
        return
    for name in reads:
        for kind in FORMATS:
            walk_.judge(f"GET {path}?{name}={kind}", walk_.browser.open(f"{path}?{name}={kind}"))


def foreign_ways(walk_: Walk, rule: Rule) -> Iterator[dict[str, str]]:
    """Yield fillings of a path in which one id, then every id, is the foreign side's."""
    meanings = {name: walk_.known.meaning(Parameter("path", rule.endpoint, name)) for name in rule.arguments}
    kinds = {name: meaning.id_kind for name, meaning in meanings.items() if meaning and meaning.id_kind}
    usual: dict[str, str] = {}
    for name, meaning in meanings.items():
        own = ids_of(walk_.own, kinds[name])[:1] if name in kinds else choices_of(rule, name)[:1]
        usual[name] = (own or [meaning.example if meaning and meaning.example else "1"])[0]
    for name, kind in kinds.items():
        for value in walk_.foreign_ids(kind):
            yield usual | {name: value}
    if len(kinds) > 1:
        yield from ways_of(rule, walk_.foreign, walk_.known)[:12]
    for name in set(rule.arguments) - set(kinds):
        for choice in choices_of(rule, name)[1:]:
            for each, kind in kinds.items():
                yield from (usual | {each: value, name: choice} for value in walk_.foreign_ids(kind)[:1])


def _paths(walk_: Walk, rule: Rule, method: str) -> None:
    if not rule.arguments:
        return
    for place, way in enumerate(foreign_ways(walk_, rule)):
        path = path_of(walk_.app, rule, way)
        for headers in ({}, HTMX) if place == 0 else ({},):
            data = {"csrf_token": walk_.token} if method != "GET" else None
            response = walk_.browser.open(path, method=method, data=data, headers=headers)
            what = f"{method} {path} ({rule.endpoint})"
            if walk_.judge(what, response) and response.status_code != 404 and not _closed(response):
                walk_.note(f"{what} with a foreign id", response)


def _closed(response: TestResponse) -> bool:
    """Tell whether an answer is a closed door: no permission, or the way to the login."""
    if response.status_code == 403:
        return True
    return response.status_code in CLOSED and "/login" in response.headers.get("Location", "")


def _queries(walk_: Walk, offer: Offer) -> None:
    """Put foreign ids into every query parameter that takes one, on every page of its view."""
    rules = {rule.endpoint: rule for rule, method in rules_of(walk_.app, walk_.only) if method == "GET"}
    for parameter in sorted(offer.parameters | noted()):
        meaning = walk_.known.meaning(parameter)
        if parameter.place != "query" or meaning is None or not meaning.id_kind or parameter.endpoint not in rules:
            continue
        rule = rules[parameter.endpoint]
        for way in ways_of(rule, walk_.own, walk_.known)[:2] if rule.arguments else [{}]:
            path = path_of(walk_.app, rule, way)
            for value in walk_.foreign_ids(meaning.id_kind):
                asked = walk_.browser.open(path, query_string={parameter.name: value})
                nothing = walk_.browser.open(path, query_string={parameter.name: missing_like(value)})
                _alike(walk_, f"GET {path}?{parameter.name}={value}", asked, nothing)


def _alike(walk_: Walk, what: str, asked: TestResponse, nothing: TestResponse) -> None:
    """Judge an answer to a foreign id beside the answer to an id that nothing has.

    Where the latter was carried out (an unknown field is ignored) the form has served its turn.
    """
    served = 300 <= nothing.status_code < 400
    if walk_.judge(what, asked) and asked.status_code != nothing.status_code and not served:
        walk_.note(f"{what}: an id nothing has gets {nothing.status_code}, a foreign one", asked)


def _forms(walk_: Walk, offer: Offer) -> None:
    """Put foreign ids into every form field that takes one, and into names that hold one."""
    tried: set[tuple[str, str, str]] = set()
    for form in offer.forms:
        for name in sorted(form.names):
            meaning = walk_.known.meaning(Parameter("form" if form.method == "POST" else "query", form.endpoint, name))
            if meaning is None or not meaning.id_kind:
                continue
            key = (form.endpoint, name if not meaning.in_name else form.page, meaning.id_kind)
            if key in tried:
                continue
            tried.add(key)
            for value in walk_.foreign_ids(meaning.id_kind)[:2]:
                _send_foreign(walk_, form, name, value, in_name=meaning.in_name)
        _addresses(walk_, form, tried)
    for parameter in sorted(offer.parameters | noted()):
        _bare_field(walk_, offer, parameter)


def _addresses(walk_: Walk, form: FoundForm, tried: set[tuple[str, str, str]]) -> None:
    """Send a form to its own address with a foreign id in that address's query."""
    for name, _own in parse_qsl(urlsplit(form.target).query) if form.method == "POST" else ():
        meaning = walk_.known.meaning(Parameter("query", form.endpoint, name))
        if meaning is None or not meaning.id_kind or (form.endpoint, f"?{name}", form.method) in tried:
            continue
        tried.add((form.endpoint, f"?{name}", form.method))
        for value in walk_.foreign_ids(meaning.id_kind):
            path = urlsplit(form.target).path
            asked = sent(walk_.browser, replace(form, target=f"{path}?{name}={value}"), form.values)
            nothing = sent(walk_.browser, replace(form, target=f"{path}?{name}={missing_like(value)}"), form.values)
            _alike(walk_, f"POST {path}?{name}={value} (form on {form.page})", asked, nothing)


def _send_foreign(walk_: Walk, form: FoundForm, name: str, value: str, *, in_name: bool) -> None:
    answers = []
    for given in (missing_like(value), value):
        now = fresh(walk_.app, walk_.browser, form)
        answers.append(sent(walk_.browser, now, list(_with(now.values, name, given, in_name))))
    _alike(walk_, f"{form.method} {form.target} {name}={value} (form on {form.page})", answers[1], answers[0])


def _with(values: Iterable[tuple[str, str]], name: str, value: str, in_name: bool) -> Iterator[tuple[str, str]]:
    """Yield a form's values with one of them, or the id in its name, replaced."""
    renamed = re.sub(r"\d+", value, name, count=1) if in_name else name
    seen = False
    for each, given in values:
        if each == name:
            seen = True
            yield (renamed, given) if in_name else (name, value)
        else:
            yield each, given
    if not seen:
        yield (renamed, "1") if in_name else (name, value)


def _bare_field(walk_: Walk, offer: Offer, parameter: Parameter) -> None:
    """Send a field that no page shows but a view reads."""
    meaning = walk_.known.meaning(parameter)
    shown = any(form.endpoint == parameter.endpoint and parameter.name in form.names for form in offer.forms)
    if parameter.place != "form" or meaning is None or not meaning.id_kind or shown:
        return
    for rule, method in rules_of(walk_.app, walk_.only):
        if rule.endpoint != parameter.endpoint or method == "GET":
            continue
        for way in ways_of(rule, walk_.own, walk_.known)[:1] if rule.arguments else [{}]:
            path = path_of(walk_.app, rule, way)
            for value in walk_.foreign_ids(meaning.id_kind)[:2]:
                nothing = walk_.browser.post(path, {parameter.name: missing_like(value)})
                asked = walk_.browser.post(path, {parameter.name: value})
                _alike(walk_, f"{method} {path} {parameter.name}={value}", asked, nothing)
