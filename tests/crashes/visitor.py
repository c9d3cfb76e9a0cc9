"""Somebody at a browser over real HTTP: cookies, forms as they stand, and answers that may never come."""

import http.client
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from lxml import html

LOST = (ConnectionError, http.client.HTTPException, TimeoutError, OSError)


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    location: str
    text: str


@dataclass
class Visitor:
    """A browser with its cookies; one connection per request, so that a dead server is noticed."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)

    def ask(self, method: str, path: str, fields: list[tuple[str, str]] | None = None) -> Answer:
        """Send a request and return the answer, or raise one of `LOST`."""
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        body = None
        if fields is not None:
            body = urlencode(fields)
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            line.request(method, path, body, headers)
            response = line.getresponse()
            text = response.read().decode("utf-8", "replace")
            self._keep(response.headers.get_all("Set-Cookie") or [])
            return Answer(response.status, response.headers.get("Location", ""), text)
        finally:
            line.close()

    def _keep(self, given: list[str]) -> None:
        for cookie in given:
            name, _equals, value = cookie.split(";")[0].partition("=")
            self.cookies[name] = value

    def sign_in(self, door: str, email: str, password: str) -> "Visitor":
        """Come in through a door's login page."""
        fields = self.form(f"{door}/login", "/login")
        answer = self.ask("POST", f"{door}/login", replaced(fields, email=email, password=password))
        assert answer.status == 303, answer.text[:500]
        return self

    def form(self, page: str, action: str) -> list[tuple[str, str]]:
        """Open a page and return what its form to an action would send."""
        answer = self.ask("GET", page)
        assert answer.status == 200, f"{page} answered {answer.status}: {answer.text[:300]}"
        tree = html.fromstring(answer.text)
        for form in tree.forms:
            buttons = form.xpath(".//button[@formaction]/@formaction")
            if form.get("id"):
                buttons += tree.xpath("//button[@form=$id]/@formaction", id=form.get("id"))
            targets = [form.get("action") or page, *buttons]
            if form.get("method", "get").lower() == "post" and any(_leads(each, action) for each in targets):
                return _values(tree, form)
        raise AssertionError(f"{page} has no form to {action}")


def _leads(target: str, action: str) -> bool:
    return target.split("?", maxsplit=1)[0].endswith(action)


def _values(tree: Any, form: Any) -> list[tuple[str, str]]:
    values = list(form.form_values())
    if form.get("id"):
        outside = "//*[self::input or self::select or self::textarea][@form=$id][@name]"
        values += [(each.get("name"), _value(each)) for each in tree.xpath(outside, id=form.get("id"))]
    return values


def _value(field: Any) -> str:
    value: str = field.get("value") or ""
    return value or field.text or "" if field.tag == "textarea" else value


def replaced(fields: list[tuple[str, str]], **values: str) -> list[tuple[str, str]]:
    """Return fields with some of them given other values."""
    kept = [(name, value) for name, value in fields if name not in values]
    return [*kept, *values.items()]
