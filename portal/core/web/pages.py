"""One route, one context, two shapes: a whole page, or the partial htmx asked for."""

from typing import Any
from urllib.parse import quote

from flask import Flask, Response, flash, make_response, redirect, render_template, request

READING = frozenset({"GET", "HEAD"})
"""Methods that ask for a page and send nothing (HEAD is GET without the body, RFC 9110)."""


def wants_partial() -> bool:
    """Tell whether htmx asks for a partial (a boosted or history request wants the page)."""
    headers = request.headers
    return (
        headers.get("HX-Request") == "true"
        and headers.get("HX-Boosted") != "true"
        and headers.get("HX-History-Restore-Request") != "true"
    )


def respond(page: str, partial: str | None = None, /, *, status: int = 200, **context: Any) -> Response:
    """Render `page`, or `partial` with out-of-band messages for htmx; sets `Vary: HX-Request`."""
    small = partial is not None and wants_partial()
    body = render_template(partial if small else page, **context)  # type: ignore[arg-type]
    if small:
        body += render_template("components/_messages_oob.html")
    response = make_response(body, status)
    response.vary.add("HX-Request")
    return response


def say(text: str, tone: str = "ok", *, then: tuple[str, str] | None = None) -> None:
    """Put a message on the next page; `then` is the label and address of a button that goes on from there (a POST)."""
    said: Any = {"text": text, "then": then} if then else text
    flash(said, tone)


def go(address: str) -> Response:
    """Answer a POST that worked: 303 to the page; htmx is told to go there by header."""
    if request.headers.get("HX-Request") == "true":
        response = make_response("", 204)
        response.headers["HX-Redirect"] = address
        return response
    return make_response(redirect(address, code=303))


def without_empty() -> Response | None:
    """Send a reader whose address says nothing under some names (`?q=&state=draft`) to the one that leaves them out.

    A form without script sends every field; the address it makes is what people keep and hand on.
    """
    query = request.query_string.decode("latin-1")
    if request.method not in READING or request.endpoint is None or "HX-Request" in request.headers or not query:
        return None
    pairs = [pair for pair in query.split("&") if pair]
    kept = [pair for pair in pairs if pair.partition("=")[2] or "=" not in pair]
    if len(kept) == len(pairs):
        return None
    path = request.script_root + quote(request.path)
    return make_response(redirect(f"{path}?{'&'.join(kept)}" if kept else path))


def install(app: Flask) -> None:
    """Let addresses say only what was asked for."""
    app.before_request(without_empty)
