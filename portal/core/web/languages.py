"""The language of a request: the signed-in person's, then the cookie's, then the browser's."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask, g, request
from flask_babel import Babel, force_locale
from flask_login import current_user

from portal.core import formats, locales
from portal.core.config import ROOT

COOKIE = "language"
babel = Babel()


def language() -> str:
    """Return the code of the language of this request (`en`, `zh`, `ar`, `pt-BR`, ...)."""
    known: str | None = g.get("language")
    if known is None:
        own = current_user.actor.locale if current_user.is_authenticated else _at_the_other_door()
        header = request.headers.get("Accept-Language", "")
        known = g.language = locales.choose(own, request.cookies.get(COOKIE), header)
    return known


def _at_the_other_door() -> str | None:
    """Return the language of somebody who is signed in, though not at the door this address belongs to."""
    other = g.get("other_door_actor")
    return other.locale if other is not None else None


def zone() -> str:
    """Return the IANA zone times are shown in: the signed-in person's, or UTC."""
    return current_user.actor.zone if current_user.is_authenticated else "UTC"


def reader_locale() -> str:
    """Return the language of this request as days and times are written where its reader is."""
    return formats.regional(language(), zone())


def _babel_locale() -> str:
    return str(locales.babel_locale(language()))


@contextmanager
def spoken(code: str) -> Iterator[None]:
    """Say what is said inside in a language of the portal that is not the reader's: somebody else will read it."""
    own, g.language = language(), code
    try:
        with force_locale(locales.babel_locale(code)):
            yield
    finally:
        g.language = own


def install(app: Flask) -> None:
    """Choose the language of every request."""
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(ROOT / "translations")
    babel.init_app(app, locale_selector=_babel_locale, timezone_selector=zone)
