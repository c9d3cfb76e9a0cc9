"""What every line of the log says besides its own: the request and its reference, who asked, the release.

The reference is short and easy to read out; the page of an error shows it, so that whoever telephones can be found.
"""

import secrets

from flask import Flask, g, request
from structlog.contextvars import bind_contextvars, clear_contextvars

_SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def reference() -> str:
    """Return the short name of the request at hand, `7KQ-M2X`: the same for all its lines."""
    if "reference" not in g:
        signs = [secrets.choice(_SIGNS) for _place in range(6)]
        g.reference = f"{''.join(signs[:3])}-{''.join(signs[3:])}"
    found: str = g.reference
    return found


def tell_person(user_id: int | None) -> None:
    """Let the lines of this request name who asked, by the number of the account."""
    bind_contextvars(person=user_id)


def _begin() -> None:
    clear_contextvars()
    bind_contextvars(request=reference(), method=request.method)


def install(app: Flask) -> None:
    """Name the request in every line an application logs while it answers one."""
    app.before_request(_begin)
