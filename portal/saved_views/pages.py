"""Saving and forgetting views of lists at both doors, and the density of tables in one browser."""

from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Response, current_app, flash, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from itsdangerous import BadData, URLSafeSerializer
from werkzeug.routing import BuildError

from portal.accounts.pages_session import settings_of
from portal.accounts.pages_ways_back import safe_next
from portal.core.clock import utc_now
from portal.core.data.sessions import perform
from portal.core.errors import NotVisible
from portal.core.web.guards import current_actor, door_of_request
from portal.core.web.pages import go
from portal.core.web.typed import typed_field
from portal.saved_views import queries, rules, service

LONGEST_NAME = 60
DENSE_COOKIE = "portal_dense"
YEAR = 365 * 24 * 60 * 60


def save() -> Response:
    """Keep the view of the list that drew the form (`list`), as its address stood (`next`), under its name; show it."""
    place = _place(request.form.get("list", ""))
    query = rules.view_query(urlsplit(request.form.get("next", "")).query)
    name = typed_field("name", LONGEST_NAME)
    perform(service.save, place, query, name, current_actor(), utc_now())
    flash(_("The view “%(name)s” is kept.", name=name), "ok")
    return go(f"{_address(place)}?{query}" if query else _address(place))


def forget(view_id: int) -> Response:
    """Forget a view and go back to its list."""
    place, name = perform(service.forget, view_id, current_actor())
    flash(_("The view “%(name)s” is gone.", name=name), "ok")
    return go(_address(place))


def _address(place: str) -> str:
    """Return the address of a list, or of the door's first page where there is no such list any more."""
    endpoint, said = rules.endpoint_of(place)
    arguments: dict[str, Any] = {**said}
    try:
        return url_for(endpoint, **arguments)
    except BuildError:
        return safe_next(None, door_of_request())


def _lists() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.secret_key or "", salt=f"list:{door_of_request().value}")


def drawn_list() -> str:
    """Return the mark of the list at hand, which its form sends back: no other place keeps views."""
    return str(_lists().dumps(_here()))


def _here() -> str:
    """Return the list at hand, as views are kept of it."""
    return rules.place_of(request.endpoint or "", request.view_args or {})


def _place(mark: str) -> str:
    """Return the list that drew a form; raises `NotVisible` for anything else."""
    try:
        return str(_lists().loads(mark))
    except BadData:
        raise NotVisible from None


def set_density() -> Response:
    """Draw tables densely in this browser from now on, or roomily again."""
    response = go(safe_next(request.form.get("next"), door_of_request()))
    wanted = "1" if request.form.get("dense") == "1" else "0"
    secure = settings_of().production
    response.set_cookie(DENSE_COOKIE, wanted, max_age=YEAR, path="/", httponly=True, samesite="Lax", secure=secure)
    return response


def is_dense() -> bool:
    """Tell whether tables are drawn densely in this browser."""
    return request.cookies.get(DENSE_COOKIE) == "1"


def saved_views() -> list[queries.View]:
    """Return the reader's own views of the list at hand."""
    if not current_user.is_authenticated or request.endpoint is None:
        return []
    return queries.views_of(current_actor().user_id or 0, _here())


def install(app: Flask) -> None:
    """Let lists show the views of their reader, and pages their density."""
    app.jinja_env.globals.update(saved_views=saved_views, drawn_list=drawn_list, is_dense=is_dense)
