"""What pages offer: all pages a person can open with ids of its own, and the forms on them."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice, product
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from flask import Flask
from lxml import html
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from tests.guards.addresses import Parameter, Parameters, choices_of, noted, rules_of
from tests.guards.trade import Side
from tests.guards.world import ids_of
from tests.web import Browser

MOST_WAYS = 16
MOST_LINKS = 4


@dataclass
class FoundForm:
    """A form on a page: where it goes, and what it would send."""

    page: str
    index: int
    target: str
    endpoint: str
    method: str
    values: list[tuple[str, str]]
    names: set[str]


@dataclass
class Offer:
    """All that was seen: pages by address, forms, parameters."""

    pages: dict[str, int] = field(default_factory=dict)
    forms: list[FoundForm] = field(default_factory=list)
    parameters: set[Parameter] = field(default_factory=set)
    links: list[tuple[str, str]] = field(default_factory=list)
    seen: Callable[[str, TestResponse], None] | None = None


def ways_of(rule: Rule, side: Side, known: Parameters, most: int = MOST_WAYS) -> list[dict[str, str]]:
    """Return fillings of a route's path with ids the side owns; none where an id is lacking."""
    columns = []
    for name in sorted(rule.arguments):
        meaning = known.meaning(Parameter("path", rule.endpoint, name))
        if meaning is None:
            return []
        values = ids_of(side, meaning.id_kind) if meaning.id_kind else choices_of(rule, name) or [meaning.example]
        columns.append([(name, value) for value in values])
    return [dict(way) for way in islice(product(*columns), most * (4 if len(columns) > 1 else 1))]


def path_of(app: Flask, rule: Rule, way: dict[str, str]) -> str:
    """Return the path of a route; values are quoted, a value it cannot take goes in as it is."""
    values: dict[str, Any] = {
        name: int(value) if value.isdigit() and "int:" in rule.rule else value for name, value in way.items()
    }
    built = rule.build(values)
    return built[1] if built else re.sub(r"<[^>]*?(\w+)>", lambda found: way[found.group(1)], rule.rule)


def target_of(app: Flask, address: str, method: str) -> str:
    """Return the endpoint an address leads to, or nothing."""
    try:
        endpoint, _values = app.url_map.bind("localhost").match(urlsplit(address).path, method=method)
    except HTTPException:
        return ""
    return endpoint


Seen = Callable[[str, TestResponse], None]


def look_around(
    app: Flask, browser: Browser, side: Side, known: Parameters, *, only: str = "", seen: Seen | None = None
) -> Offer:
    """Open every page with ids of the side's own, and gather forms and links.

    `only` keeps to endpoints that start so; `seen` is told each answer.
    """
    offer = Offer(seen=seen)
    for rule, method in rules_of(app, only):
        if method != "GET":
            continue
        for way in ways_of(rule, side, known) if rule.arguments else [{}]:
            _open(app, browser, path_of(app, rule, way), offer)
    for address in [*_further(offer), *_by_query(app, offer, side, known)]:
        if target_of(app, address, "GET").startswith(only):
            _open(app, browser, address, offer)
    return offer


def _open(app: Flask, browser: Browser, path: str, offer: Offer) -> None:
    if path in offer.pages:
        return
    response = browser.open(path)
    offer.pages[path] = response.status_code
    if offer.seen is not None:
        offer.seen(path, response)
    if response.status_code == 200 and response.mimetype == "text/html":
        read_page(app, path, response, offer)


def _further(offer: Offer) -> list[str]:
    """Return links with a query worth following: a few for each view and set of names."""
    taken: dict[tuple[str, frozenset[str]], list[str]] = {}
    for endpoint, link in offer.links:
        names = frozenset(name for name, _value in parse_qsl(urlsplit(link).query, keep_blank_values=True))
        known = taken.setdefault((endpoint, names), [])
        if len(known) < MOST_LINKS and link not in known:
            known.append(link)
    return [link for links in taken.values() for link in links]


def _by_query(app: Flask, offer: Offer, side: Side, known: Parameters) -> Iterator[str]:
    """Yield the addresses of plain views with ids of the side's own in each query parameter."""
    plain = {rule.endpoint: rule.rule for rule, method in rules_of(app) if method == "GET" and not rule.arguments}
    for parameter in sorted(offer.parameters | noted()):
        meaning = known.meaning(parameter) if parameter.place == "query" else None
        if meaning and meaning.id_kind and parameter.endpoint in plain:
            for value in ids_of(side, meaning.id_kind)[:MOST_LINKS]:
                yield f"{plain[parameter.endpoint]}?{urlencode({parameter.name: value})}"


def read_page(app: Flask, path: str, response: TestResponse, offer: Offer) -> None:
    """Add a page's forms and the queries of its links to what is offered."""
    text = response.get_data(as_text=True)
    if not text.strip():
        return
    tree = html.fromstring(text)
    for form in forms_of(app, path, tree):
        offer.forms.append(form)
        place = "form" if form.method == "POST" else "query"
        offer.parameters |= {Parameter(place, form.endpoint, name) for name in form.names}
    for link in tree.xpath("//a/@href | //@data-href | //@hx-get"):
        endpoint = target_of(app, link, "GET") if link.startswith("/") else ""
        query = parse_qsl(urlsplit(link).query, keep_blank_values=True) if endpoint else []
        if query:
            offer.links.append((endpoint, link))
        offer.parameters |= {Parameter("query", endpoint, name) for name, _value in query}


def forms_of(app: Flask, path: str, tree: Any) -> Iterator[FoundForm]:
    """Yield the forms of a page, one for each button that sends it elsewhere or says something."""
    for index, form in enumerate(tree.forms):
        method = (form.get("method") or "GET").upper()
        buttons = [None, *form.xpath(".//button[@name or @formaction]")]
        if form.get("id"):
            buttons += tree.xpath("//button[@form=$id][@name or @formaction]", id=form.get("id"))
        for button in buttons:
            target = (button.get("formaction") if button is not None else None) or form.get("action") or path
            endpoint = target_of(app, target, method)
            if not endpoint:
                continue
            values = [(name, value) for name, value in _values(tree, form) if isinstance(value, str)]
            if button is not None and button.get("name"):
                values.append((button.get("name"), button.get("value") or ""))
            names = {each for each, _value in values} | set(
                form.xpath(".//@name[parent::input|parent::select|parent::textarea]")
            )
            yield FoundForm(path, index, target, endpoint, method, values, names)


def _values(tree: Any, form: Any) -> list[tuple[str, str]]:
    values = list(form.form_values())
    if form.get("id"):
        outside = "//*[self::input or self::select or self::textarea][@form=$id][@name]"
        values += [(each.get("name"), each.get("value") or "") for each in tree.xpath(outside, id=form.get("id"))]
    return values


def fresh(app: Flask, browser: Browser, form: FoundForm) -> FoundForm:
    """Open the form's page again and return the same form as it stands now (version, keys)."""
    response = browser.open(form.page)
    if response.status_code != 200:
        return form
    now = [
        one
        for one in forms_of(app, form.page, html.fromstring(response.get_data(as_text=True)))
        if (one.index, one.target) == (form.index, form.target)
    ]
    return next((one for one in now if one.names == form.names), now[0] if now else form)


def sent(browser: Browser, form: FoundForm, values: list[tuple[str, str]], **options: Any) -> TestResponse:
    """Send a form with these values."""
    target = urlsplit(form.target).path
    if form.method == "POST":
        body = urlencode(values).encode()
        kind = "application/x-www-form-urlencoded"
        return browser.open(form.target, method="POST", data=body, content_type=kind, **options)
    return browser.open(f"{target}?{urlencode(values)}", **options)
