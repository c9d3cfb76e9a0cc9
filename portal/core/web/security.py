"""Headers on every answer: a strict content policy, no sniffing, no framing, no leaks."""

from typing import Any

from flask import Flask, Response, request
from werkzeug.routing import IntegerConverter, Map

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self';"
    " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), geolocation=(), microphone=(), payment=()",
}


LARGEST_ROW_NUMBER = 2_147_483_647


class RowNumber(IntegerConverter):
    """A whole number in an address that a database's integer can hold; a larger one is a 404."""

    def __init__(self, url_map: Map, **options: Any) -> None:
        super().__init__(url_map, **{"max": LARGEST_ROW_NUMBER, **options})


def harden(response: Response) -> Response:
    """Put the headers on an answer; pages of a signed-in person are never cached by others."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    settings_https = request.is_secure
    if settings_https:
        response.headers.setdefault("Strict-Transport-Security", "max-age=63072000; includeSubDomains")
    if request.endpoint != "static" and "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = "no-store, private"
    return response


def install(app: Flask) -> None:
    """Harden every answer of an application, errors included, and the numbers in its addresses."""
    app.after_request(harden)
    app.url_map.converters["int"] = RowNumber
