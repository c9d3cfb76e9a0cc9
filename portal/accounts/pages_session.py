"""Who knocks: a cookie per door, read once per request; Flask-Login asks here for the person."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import structlog
from flask import Flask, Request, Response, current_app, g, request
from flask_login import LoginManager
from sqlalchemy.exc import DBAPIError

from portal.accounts import service_passwords, service_sessions
from portal.core.actor import Actor, Door
from portal.core.clock import utc_now
from portal.core.config import Settings
from portal.core.data.sessions import perform_at_once
from portal.core.web.guards import asking_actor, door_of_request

log = structlog.get_logger("portal.login")
_COOKIES: Mapping[Door, str] = {Door.DISTRIBUTOR: "d", Door.HQ: "hq"}
_LONGEST_TOKEN = 100


@dataclass(frozen=True, slots=True)
class SignedInPerson:
    """What Flask-Login hands out as `current_user`."""

    actor: Actor
    is_authenticated: bool = True
    is_active: bool = True
    is_anonymous: bool = False

    def get_id(self) -> str:
        """Return the id of the account as text."""
        return str(self.actor.user_id)


def settings_of(app: Flask | None = None) -> Settings:
    """Return the settings of the application."""
    settings: Settings = (app or current_app).extensions["settings"]
    return settings


def limits() -> service_sessions.Limits:
    """Return how long sessions live, from the settings."""
    settings = settings_of()
    return service_sessions.Limits(
        idle=timedelta(minutes=settings.session_idle_minutes),
        absolute=timedelta(hours=settings.session_absolute_hours),
    )


def cookie_name(door: Door) -> str:
    """Return the name of a door's cookie; `__Host-` in production binds it to host and TLS."""
    if settings_of().production:
        return f"__Host-portal-{_COOKIES[door]}"
    return f"portal_{_COOKIES[door]}"


def set_cookie(response: Response, door: Door, token: str) -> Response:
    """Hand a session's token to the browser, for as long as the session can live."""
    response.set_cookie(
        cookie_name(door),
        token,
        max_age=int(limits().absolute.total_seconds()),
        path="/",
        secure=settings_of().production,
        httponly=True,
        samesite="Lax",
    )
    return response


def drop_cookie(response: Response, door: Door) -> Response:
    """Take a door's cookie back, and let the browser forget the pages it kept and what was typed into them.

    Cookies are left alone: those of the other door and of the language are not this session's.
    """
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    response.delete_cookie(cookie_name(door), path="/", secure=settings_of().production, httponly=True, samesite="Lax")
    return response


def signed_in_at(door: Door) -> service_sessions.SignedIn | None:
    """Return the valid session this browser has at a door; read once per request."""
    known: dict[Door, service_sessions.SignedIn | None] = g.setdefault("signed_in", {})
    if door not in known:
        token = request.cookies.get(cookie_name(door), "")
        fits = 0 < len(token) <= _LONGEST_TOKEN
        known[door] = service_sessions.read_session(token, door, limits(), utc_now()) if fits else None
    return known[door]


def person_of_request(_request: Request) -> SignedInPerson | None:
    """Return the person at this request's door; note one who is signed in at the other only.

    Where a job asks in somebody's name (`guards.asked_by`) it is that person, without a cookie.
    """
    if (actor := asking_actor()) is not None:
        return SignedInPerson(actor) if actor.door is door_of_request() else None
    door = door_of_request()
    found = signed_in_at(door)
    if found is None:
        other = signed_in_at(Door.HQ if door is Door.DISTRIBUTOR else Door.DISTRIBUTOR)
        g.other_door_actor = other.actor if other else None
        return None
    if found.touch_due:
        g.session_to_touch = found.session_id
    g.unread_notices = found.unread
    return SignedInPerson(found.actor)


def touch_session(response: Response) -> Response:
    """After a request: write that its session was used, when a minute has passed and nobody has to be waited for."""
    due: int | None = g.pop("session_to_touch", None)
    if due is not None:
        try:
            perform_at_once(service_sessions.touch, due, utc_now())
        except DBAPIError as error:
            log.warning("session_not_touched", error=str(error.orig))
    return response


def install(app: Flask) -> None:
    """Let an application know its people."""
    settings = settings_of(app)
    service_passwords.use_cost(service_passwords.CHEAP if settings.testing else service_passwords.STRONG)
    manager: Any = LoginManager()
    manager.session_protection = None
    manager.init_app(app, add_context_processor=False)
    manager.request_loader(person_of_request)
    app.after_request(touch_session)
