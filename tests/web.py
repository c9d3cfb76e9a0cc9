"""A browser for page tests: Flask's client that checks every page it fetches and fills real forms.

    browser = Browser(app)
    browser.sign_in(user)
    page = browser.page("/orders")
    page = browser.send({"po_number": "PO-1"}, button="Submit order")

Each request runs outside the test's own application context and scope, as in a server. CSRF is on:
`send` uses the token that stands in the form, as a person's browser does.
"""

import contextvars
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

from flask import Flask
from lxml import etree
from werkzeug.test import TestResponse

from portal.accounts import service_sessions
from portal.accounts.models import UserAccount
from portal.core.clock import utc_now
from portal.core.data.sessions import db, transaction
from tests.web_checks import judged, parsed, read

COOKIES = {"distributor": "portal_d", "hq": "portal_hq"}
MOST_REDIRECTS = 5
INLINE = {
    "a",
    "abbr",
    "b",
    "bdi",
    "bdo",
    "cite",
    "code",
    "em",
    "font",
    "i",
    "mark",
    "small",
    "span",
    "strong",
    "sub",
    "sup",
    "time",
}
NO_WORDS = {"script", "style", "title", "template"}


class Page:
    """One fetched page: status, address, HTML, and questions a test asks of it."""

    def __init__(self, response: TestResponse, path: str, tree: Any = None) -> None:
        self.response = response
        self.status = response.status_code
        self.path = path
        self.html = response.get_data(as_text=True)
        self.tree = read(self.html)[0] if tree is None else tree

    @property
    def text(self) -> str:
        """Return all words of the page, single spaces between."""
        return _words(self.tree.getroot())

    @property
    def main(self) -> str:
        """Return the words of the main part only (no navigation, no dialogs of the layout)."""
        found = self.tree.find(".//main")
        return _words(found) if found is not None else ""

    def has(self, words: str) -> bool:
        """Tell whether words stand on the page."""
        return words in self.text

    def select(self, xpath: str) -> list[Any]:
        """Return what an XPath finds (`//table//tr`)."""
        return list(self.tree.xpath(xpath))

    def links(self) -> dict[str, str]:
        """Return the links of the page: words to address (the last one wins)."""
        return {_words(link): link.get("href") for link in self.tree.xpath("//a[@href]")}

    def rows(self, number: int = 0) -> list[list[str]]:
        """Return the body of one table of the page as words, row by row."""
        table = self.tree.xpath("//table")[number]
        return [[_words(cell) for cell in row.xpath("./td|./th")] for row in table.xpath("./tbody/tr|./tr")]

    def fields(self, **which: str) -> dict[str, Any]:
        """Return what a form would send if nothing were typed (`action=`, `button=` choose it)."""
        return _filled(self._form(**which))

    def buttons(self) -> list[str]:
        """Return the words of all buttons that send something."""
        found = self.tree.xpath("//button[not(@type) or @type='submit'] | //input[@type='submit']")
        return [_words(each) or each.get("value", "") for each in found]

    def _form(self, action: str = "", button: str = "", id: str = "") -> Any:
        forms = self.tree.xpath("//form")
        fitting = [
            form
            for form in forms
            if (not action or form.get("action", self.path).split("?")[0].endswith(action))
            and (not id or form.get("id") == id)
            and (not button or _button(self.tree, form, button) is not None)
        ]
        if not (action or button or id):
            fitting = [form for form in fitting if form.xpath("ancestor::main")] or fitting
            posting = [form for form in fitting if form.get("method", "get").lower() == "post"]
            fitting = posting or fitting
        assert fitting, f"no form for {action or button or id!r} on {self.path}; buttons: {self.buttons()}"
        return fitting[0]


class Browser:
    """One person's browser: its cookies, and the page it shows."""

    def __init__(self, app: Flask, *, language: str = "en", address: str = "192.0.2.10") -> None:
        self.app = app
        self.language = language
        self.address = address
        self.client = app.test_client()
        self.shown: Page | None = None

    def open(self, path: str, *, method: str = "GET", **options: Any) -> TestResponse:
        """Send one request as it is and return the answer: nothing checked, nothing followed."""
        headers = {"Accept-Language": self.language, **options.pop("headers", {})}
        environ = {"REMOTE_ADDR": self.address, **options.pop("environ_overrides", {})}
        db.session.remove()

        def request() -> TestResponse:
            response = self.client.open(path, method=method, headers=headers, environ_overrides=environ, **options)
            response.get_data()
            for name, value in response.headers:
                value.encode("latin-1")  # a server refuses a header that is more; Flask's client takes anything
                assert name != "Content-Disposition" or value.isascii(), value
            return response

        return contextvars.Context().run(request)

    def sign_in(self, user: UserAccount) -> "Browser":
        """Give this browser a session of a person, without going through the login page."""
        limits = service_sessions.Limits(timedelta(hours=12), timedelta(days=7))
        with transaction():
            token = service_sessions.start_session(user.id, user.door, limits, utc_now(), browser="test")
        self.client.set_cookie(COOKIES[user.door.value], token)
        return self

    def page(self, path: str, *, status: int = 200) -> Page:
        """Fetch a page, following redirects, and check it: its status, and all of `problems_of`."""
        return self._arrive(self.open(path), path, status)

    def send(
        self,
        fields: Mapping[str, Any] | None = None,
        *,
        action: str = "",
        button: str = "",
        id: str = "",
        status: int = 200,
        extra: Mapping[str, Any] | None = None,
    ) -> Page:
        """Fill a form of the page shown and send it as a browser would; return the page it leads to.

        The form is the one with this `action` (end of its path), `button` (words or `name=value`) or
        `id`, else the first that posts. Fields the form does not have are an error of the test;
        `extra` sends them nevertheless. Lists send several values, `(file, name)` uploads.
        """
        assert self.shown is not None, "fetch a page first"
        page = self.shown
        form = page._form(action=action, button=button, id=id)
        values = _filled(form, page.tree)
        for name, value in (fields or {}).items():
            assert name in _names(form, page.tree), f"the form has no field {name!r}: {sorted(_names(form, page.tree))}"
            values[name] = value
        values |= _pressed(page.tree, form, button)
        values |= dict(extra or {})
        sent = {name: value for name, value in values.items() if value is not None}
        pressed = _button(page.tree, form, button) if button else None
        target = (pressed.get("formaction") if pressed is not None else None) or form.get("action")
        return self._send(form, page, sent, target or page.path, status)

    def _send(self, form: Any, page: Page, sent: dict[str, Any], target: str, status: int) -> Page:
        if form.get("method", "get").lower() != "post":
            return self._arrive(self.open(target.split("?", maxsplit=1)[0], query_string=sent), target, status)
        multipart = form.get("enctype") == "multipart/form-data"
        kind = "multipart/form-data" if multipart else "application/x-www-form-urlencoded"
        response = self.open(
            target, method="POST", data=sent, content_type=kind, headers={"Referer": f"http://localhost{page.path}"}
        )
        return self._arrive(response, target, status)

    def post(self, path: str, fields: Mapping[str, Any] | None = None, **options: Any) -> TestResponse:
        """Post fields with a valid CSRF token straight to an address; return the bare answer.

        For hostile and direct tests; people's ways go through `send`.
        """
        token = self.csrf_token()
        return self.open(path, method="POST", data={"csrf_token": token, **(fields or {})}, **options)

    def csrf_token(self) -> str:
        """Return a token this browser's form cookie vouches for, from the login page."""
        tree, _errors = read(self.open("/forgot").get_data(as_text=True))
        return str(tree.xpath("//input[@name='csrf_token']/@value")[0])

    def _arrive(self, response: TestResponse, path: str, status: int) -> Page:
        for _ in range(MOST_REDIRECTS):
            if response.status_code not in (301, 302, 303, 307, 308):
                break
            path = response.headers["Location"]
            response = self.open(path)
        else:
            raise AssertionError(f"redirects go round in a circle at {path}")
        body = response.get_data(as_text=True)
        assert response.status_code == status, f"{path} answered {response.status_code}: {_brief(body)}"
        assert response.mimetype == "text/html", f"{path} is {response.mimetype}"
        tree, problems = judged(body)
        assert not problems, f"{path}: " + "; ".join(problems[:10])
        self.shown = Page(response, path, tree)
        return self.shown


def _brief(html: str) -> str:
    tree, _errors = parsed(html)
    main = tree.find(".//main")
    return _words(main if main is not None else tree.getroot())[:400]


def _words(element: Any) -> str:
    return " ".join("".join(_texts(element)).split())


def _texts(element: Any) -> Iterator[str]:
    if element.tag in NO_WORDS or not isinstance(element.tag, str):
        return
    gap = "" if element.tag in INLINE else " "
    yield gap
    yield element.text or ""
    for child in element:
        yield from _texts(child)
        yield child.tail or ""
    yield gap


def _controls(form: Any, tree: Any = None) -> list[Any]:
    inside = form.xpath(".//input | .//select | .//textarea")
    if tree is not None and form.get("id"):
        inside += tree.xpath("//*[self::input or self::select or self::textarea][@form=$id]", id=form.get("id"))
    return list(inside)


def _names(form: Any, tree: Any = None) -> set[str]:
    return {c.get("name") for c in _controls(form, tree) if c.get("name")}


def _filled(form: Any, tree: Any = None) -> dict[str, Any]:
    values: dict[str, list[str]] = {}
    for control in _controls(form, tree):
        name = control.get("name")
        if name and control.get("disabled") is None:
            values.setdefault(name, []).extend(_value(control))
    return {name: found[0] if len(found) == 1 else found for name, found in values.items() if found}


def _value(control: Any) -> list[str]:
    if control.tag == "textarea":
        return [(control.text or "").removeprefix("\n")]
    if control.tag == "select":
        options = control.xpath(".//option")
        chosen = [o for o in options if o.get("selected") is not None]
        if not chosen and control.get("multiple") is None:
            chosen = options[:1]
        return [o.get("value", _words(o)) for o in chosen]
    kind = control.get("type", "text")
    if kind in ("checkbox", "radio"):
        return [control.get("value", "on")] if control.get("checked") is not None else []
    return [] if kind in ("submit", "button", "reset", "image", "file") else [control.get("value", "")]


def _button(tree: Any, form: Any, words: str) -> Any:
    inside = form.xpath(".//button | .//input[@type='submit']")
    if form.get("id"):
        inside += tree.xpath("//button[@form=$id]", id=form.get("id"))
    for each in inside:
        named = f"{each.get('name')}={each.get('value', '')}"
        if words in (_words(each), each.get("aria-label"), each.get("value"), named):
            return each
    return None


def _pressed(tree: Any, form: Any, words: str) -> dict[str, str]:
    button = _button(tree, form, words) if words else None
    if button is None or not button.get("name"):
        return {}
    return {button.get("name"): button.get("value", "")}


def show(element: Any) -> str:
    """Return an element as HTML (to look at while writing a test)."""
    return str(etree.tostring(element, encoding="unicode", pretty_print=True))
