"""Where `next` may lead: only to a page of the portal that this door has; never to another site."""

from urllib.parse import urlsplit

from flask import current_app
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from portal.core.actor import Door
from portal.core.web.guards import GUARD
from portal.core.web.page_words import HQ_VIEWS

HOME = {Door.DISTRIBUTOR: "/", Door.HQ: "/hq/"}
_LONGEST = 1_000


def endpoint(door: Door, view: str) -> str:
    """Return the endpoint of a view both doors have, as `core.web.page_words.to` does for the door asked."""
    return (HQ_VIEWS if door is Door.HQ else "") + view


def safe_next(wanted: str | None, door: Door, *, public_too: bool = False) -> str:
    """Return `wanted` where it is a page of this door, else the door's start page.

    With `public_too`, pages open to anyone count as well (a change of language on the login).
    """
    return wanted if wanted and _is_page_of(wanted, door, public_too) else HOME[door]


def _is_page_of(address: str, door: Door, public_too: bool) -> bool:
    if len(address) > _LONGEST or not address.isprintable() or "\\" in address or not address.startswith("/"):
        return False
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    if parts.scheme or parts.netloc or address.startswith("//"):
        return False
    view = current_app.view_functions.get(_endpoint_of(parts.path, "GET") or "")
    if view is None or not hasattr(view, GUARD):
        return False
    permission = getattr(view, GUARD)
    return public_too if permission is None else permission.door == door.value


def taker_of(address: str, door: Door) -> str | None:
    """Return the endpoint of this door that takes a form sent to an address, or None where none does."""
    taker = _endpoint_of(address.partition("?")[0], "POST")
    permission = getattr(current_app.view_functions.get(taker or ""), GUARD, None)
    return taker if permission is not None and permission.door == door.value else None


def _endpoint_of(path: str, method: str) -> str | None:
    try:
        found, _values = current_app.url_map.bind("localhost").match(path, method=method)
    except (HTTPException, RequestRedirect):
        return None
    return str(found)
