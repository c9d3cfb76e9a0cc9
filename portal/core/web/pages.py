"""One route, one context, two shapes: a whole page, or the partial htmx asked for."""

from typing import Any

from flask import Response, flash, make_response, redirect, render_template, request

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
