"""Hostile values, and the places they are put into: paths, queries, form fields of a live portal."""

import random
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from itertools import cycle, islice
from urllib.parse import parse_qsl, quote_from_bytes, urlencode, urlsplit

from flask import Flask
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from tests.guards.addresses import Meaning, Parameter, Parameters, choices_of, noted, plain_name, rules_of
from tests.guards.pages import FoundForm, Offer, fresh, look_around, path_of, ways_of
from tests.guards.trade import Side
from tests.web import Browser

MARK = "<b id=qzmark>\"'>"
SUM = b"{{1337*7331}}${1337*7331}"
SUM_DONE = "9801547"
INJECTED = "X-Qzinjected"
VALUES: tuple[bytes, ...] = (
    b"", b" ", b"\x00", b"a\x00b", MARK.encode(), SUM, b"%s%n%(x)s%d", b"' OR 1=1 --", b'"; DROP TABLE part;--', b"%",
    b"_\\", b"-1", b"0", b"1e309", b"-1e309", b"NaN", b"Infinity", b"1" * 25, b"2147483648",
    b"9223372036854775808",
    b"4294967297", b"1.00001", b"1,5", "٣".encode(), "²".encode(), "١٢٫٥".encode(), "\u202eabc\u2066".encode(),
    "🧨\u0000\ufeff".encode(), b"\xff\xfe\xc3(", b"\xed\xa0\x80", b"../../../../etc/passwd", b"..%2f..%2fetc%2fpasswd",
    f"a\r\n{INJECTED}: 1\r\n\r\nb".encode(), b"A" * 300, "ü".encode() * 6000, b"true", b"[]", b"{}", b"null",
    b"2026-02-30", b"0000-00-00", b"9999-12-31", b"0001-01-01", b"10000-01-01", b"2026-13-01T25:61",
    b"9999-12-31T23:59",
    b"0001-01-01T00:00", b"=1+1", b"@SUM(A1)", b"//evil.example/", b"javascript:alert(1)", b"https://evil.example/",
    b"SO-2026-000001", b"1:2:3", b"accept:999999999999", b"use:1:", b"a,b,c", b"\t\r\n",
)  # fmt: skip
SURE = frozenset({b"\x00", b"\xff\xfe\xc3(", b"1" * 25, "²".encode(), MARK.encode()})
"""What has broken portals most often: tried everywhere, the rest by lot."""
SURE_OF_ENGINE = frozenset({b"\x00", b"1" * 25})
"""Those of them that reach a database, where each engine breaks at its own; the others end before it."""


ODD_PARTS: tuple[bytes, ...] = (
    b"Content-Disposition: form-data\r\n\r\nx",
    b'Content-Disposition: form-data; filename="a.csv"\r\n\r\nx',
    b'Content-Disposition: form-data; name=""\r\n\r\nx',
    b'Content-Disposition: form-data; name=""; filename=""\r\n\r\n',
    b'Content-Disposition: attachment; name="csrf_token"; filename="\xff"\r\n\r\nx',
    b"Content-Disposition: form-data; name*=utf-16''%ff%fe\r\n\r\nx",
    b"Content-Type: text/plain\r\n\r\nx",
    b"nonsense\r\n\r\nx",
)
"""Parts of a form as no browser sends them: without a name, with an empty one, without a head.

What reads them stands before every view: each form gets two of them, each comes to many forms.
"""


@dataclass
class Attack:
    """Somebody who sends hostile values everywhere; `findings` say what gave way."""

    app: Flask
    browser: Browser
    side: Side
    known: Parameters
    chance: random.Random
    each: int
    """How many values each place gets: the sure ones and so many by lot."""
    sure: frozenset[bytes] = SURE
    findings: list[str] = field(default_factory=list)
    requests: int = 0
    odd_parts: Iterator[bytes] = field(default_factory=lambda: cycle(ODD_PARTS))

    def two_odd_parts(self) -> Iterator[bytes]:
        """Return the next two of the odd parts, round and round."""
        return islice(self.odd_parts, 2)

    def values(self) -> Iterable[bytes]:
        """Return the values one place gets."""
        rest = [value for value in VALUES if value not in self.sure]
        return [*sorted(self.sure), *self.chance.sample(rest, min(self.each, len(rest)))]

    def judge(self, what: str, value: bytes, response: TestResponse) -> None:
        """Keep what is wrong with an answer: broken, markup let through, words evaluated, headers split."""
        self.requests += 1
        text = response.get_data(as_text=True) if response.mimetype == "text/html" else ""
        wrong = []
        if response.status_code >= 500:
            wrong.append(f"answered {response.status_code}")
        if MARK in text or "<b id=qzmark" in text:
            wrong.append("markup came through")
        if value == SUM and SUM_DONE in text:
            wrong.append("the template was evaluated")
        if INJECTED in response.headers:
            wrong.append("a header was split")
        if re.match(r"(https?:)?//evil|javascript:", response.headers.get("Location", "")):
            wrong.append("led away")
        if wrong:
            self.findings.append(f"{what} = {value[:40]!r}: {', '.join(wrong)}")


def attack(attack_: Attack, only: str = "") -> Offer:
    """Send hostile values into every path, query and form a person can reach."""
    offer = look_around(attack_.app, attack_.browser, attack_.side, attack_.known, only=only)
    for rule, method in rules_of(attack_.app, only):
        if method == "GET":
            _paths(attack_, rule)
            _queries(attack_, rule, offer)
    for form in _each_once(offer.forms):
        if form.method == "POST" and "logout" not in form.endpoint:
            _fields(attack_, form)
    return offer


def _each_once(forms: Iterable[FoundForm]) -> Iterator[FoundForm]:
    """Yield one form for each view and set of field names; rows of a table count once."""
    seen = set()
    for form in forms:
        key = (form.endpoint, frozenset(plain_name(name) for name in form.names))
        if key not in seen:
            seen.add(key)
            yield form


def _paths(attack_: Attack, rule: Rule) -> None:
    usual: dict[str, str] = {}
    for name in rule.arguments:
        own = ways_of(rule, attack_.side, attack_.known, most=1)
        meaning = attack_.known.meaning(Parameter("path", rule.endpoint, name)) or Meaning("plain", "1")
        usual[name] = own[0][name] if own else (choices_of(rule, name) or [meaning.example or "1"])[0]
    for name in sorted(rule.arguments):
        for value in attack_.values():
            filled = usual | {name: quote_from_bytes(value, safe="") or "-"}
            path = re.sub(r"<(?:[^<>]*?:)?(\w+)>", partial(_filling, filled), rule.rule)
            attack_.judge(f"GET {rule.rule} ({rule.endpoint}) {name}", value, attack_.browser.open(path))


def _filling(values: dict[str, str], found: re.Match[str]) -> str:
    return values[found[1]]


def _queries(attack_: Attack, rule: Rule, offer: Offer) -> None:
    """Attack each query parameter on its own, and once more beside the others of a longest link."""
    names = {one.name for one in offer.parameters | noted() if (one.place, one.endpoint) == ("query", rule.endpoint)}
    ways = ways_of(rule, attack_.side, attack_.known, most=1) if rule.arguments else [{}]
    if not ways:
        return
    bare = path_of(attack_.app, rule, ways[0])
    links = [link for endpoint, link in offer.links if endpoint == rule.endpoint]
    bases = [bare, max(links, key=lambda link: (link.count("="), len(link)))] if links else [bare]
    for name in sorted(names):
        for number, value in enumerate(attack_.values()):
            base = urlsplit(bases[number % len(bases)])
            kept = [(each, given) for each, given in parse_qsl(base.query) if each != name]
            pair = f"{quote_from_bytes(name.encode())}={quote_from_bytes(value, safe='')}"
            twice = f"&{pair}" if number % 7 == 6 else ""
            response = attack_.browser.open(f"{base.path}?{urlencode(kept)}&{pair}{twice}")
            attack_.judge(f"GET {rule.rule} ({rule.endpoint}) ?{name}", value, response)


def _fields(attack_: Attack, form: FoundForm) -> None:
    """Send a form with one field hostile at a time, the others as they stand.

    Fields its view turns out not to read are left alone; a form that was served is drawn anew.
    """
    now = fresh(attack_.app, attack_.browser, form)
    tried: set[str] = set()
    for name in sorted(form.names, key=lambda each: (each != "version", each)):
        plain = plain_name(name)
        if plain in tried or plain == "csrf_token" or (tried and not _is_read(form.endpoint, name)):
            continue
        tried.add(plain)
        for value in attack_.values():
            response = _sent(attack_.browser, now, name, value)
            what = f"POST {urlsplit(form.target).path} ({form.endpoint}) {name}"
            attack_.judge(what, value, response)
            if response.status_code < 400:
                now = fresh(attack_.app, attack_.browser, form)
    for odd in attack_.two_odd_parts():
        attack_.judge(
            f"POST {urlsplit(form.target).path} ({form.endpoint}), a part", odd, _in_parts(attack_.browser, now, odd)
        )


def _is_read(endpoint: str, name: str) -> bool:
    """Tell whether a view was seen to read a field; rows of a table are read by going through them."""
    read = {plain_name(one.name) for one in noted() if (one.place, one.endpoint) == ("form", endpoint)}
    return "*" in plain_name(name) or plain_name(name) in read


def _sent(browser: Browser, form: FoundForm, name: str, value: bytes) -> TestResponse:
    pairs = [(each.encode(), given.encode()) for each, given in form.values if each != name]
    body = "&".join(
        f"{quote_from_bytes(each, safe='')}={quote_from_bytes(given, safe='')}"
        for each, given in [*pairs, (name.encode(), value)]
    )
    kind = "application/x-www-form-urlencoded"
    return browser.open(form.target, method="POST", data=body.encode(), content_type=kind)


def _in_parts(browser: Browser, form: FoundForm, odd: bytes) -> TestResponse:
    """Send a form as it stands in parts, the odd one first; it is carried out, or refused, like any other."""
    named = (
        f'Content-Disposition: form-data; name="{name}"\r\n\r\n{value}'.encode()
        for name, value in form.values
        if '"' not in name
    )
    body = b"".join(b"--qz\r\n" + part + b"\r\n" for part in (odd, *named)) + b"--qz--\r\n"
    return browser.open(form.target, method="POST", data=body, content_type="multipart/form-data; boundary=qz")
