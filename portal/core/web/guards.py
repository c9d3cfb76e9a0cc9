"""Every view is marked `@requires(permission)`, `@public` or `@for_machines`; an unmarked view is refused."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar
from urllib.parse import urlsplit

from flask import Flask, abort, current_app, g, has_request_context, request, url_for
from flask_login import current_user
from werkzeug.test import create_environ

from portal.core.actor import Actor, Door
from portal.core.permissions import Permission
from portal.core.scope import NOBODY, scoped, set_scope
from portal.core.web.logged import tell_person
from portal.core.web.own_writes import read_elsewhere
from portal.core.web.pages import go

View = TypeVar("View", bound=Callable[..., Any])
Keeper = Callable[[Door, str], bool]
GUARD = "portal_guard"
MACHINES = "portal_for_machines"
KEEPER = "portal_keeper"
_ASKING = "portal.asking"


class Unguarded(RuntimeError):
    """A view without a guard was asked for: refused, whatever it does."""


def requires(permission: Permission) -> Callable[[View], View]:
    """Mark a view as open to holders of one permission, at that permission's door."""

    def mark(view: View) -> View:
        setattr(view, GUARD, permission)
        return view

    return mark


def public(view: View) -> View:
    """Mark a view as open to anyone; it sees nobody's rows unless it sets a scope itself."""
    setattr(view, GUARD, None)
    return view


def for_machines(view: View) -> View:
    """Mark a view as open to anyone, and looked at by machines: it asks for nobody, so no person is looked up."""
    setattr(view, MACHINES, True)
    return public(view)


def door_of_request() -> Door:
    """Return which door this request knocks at: `/hq` and below, or everything else."""
    path = request.path
    return Door.HQ if path == "/hq" or path.startswith("/hq/") else Door.DISTRIBUTOR


def current_actor() -> Actor:
    """Return the person signed in at this door; only for views marked with `requires`."""
    if not current_user.is_authenticated:
        raise RuntimeError("nobody is signed in here")
    actor: Actor = current_user.actor
    return actor


def refuse_nameless() -> None:
    """Answer 400 to a form with a part that has no name, before anybody looks at its names; no browser sends one."""
    if request.endpoint is not None and request.mimetype == "multipart/form-data":
        set_scope(NOBODY)
        if None in request.form or None in request.files:
            abort(400)


def guard_request() -> Any:
    """Refuse, send to the login, or set the scope of whoever asks; runs before every view."""
    set_scope(None)
    if request.endpoint is None:
        set_scope(NOBODY)
        return None
    if _has_nul():
        abort(400)
    view = current_app.view_functions[request.endpoint]
    if request.endpoint == "static":
        return None
    if not hasattr(view, GUARD):
        raise Unguarded(f"{request.endpoint} is not marked with @requires, @public or @for_machines")
    permission: Permission | None = getattr(view, GUARD)
    if getattr(view, MACHINES, False):
        set_scope(NOBODY)
        return None
    if permission is None:
        set_scope(current_user.actor.scope if current_user.is_authenticated else NOBODY)
        return None
    return _admit(permission)


def _has_nul() -> bool:
    """Tell whether a NUL byte came along: no text of this trade has one, and no database keeps it."""
    sent = [request.path]
    for values in (request.args, request.form):
        sent += [text for pair in values.items(multi=True) for text in pair]
    sent += [text for name, file in request.files.items(multi=True) for text in (name, file.filename or "")]
    return any("\x00" in text for text in sent)


def _admit(permission: Permission) -> Any:
    if not current_user.is_authenticated:
        return _to_the_login(permission)
    actor = current_actor()
    if permission.door != actor.door.value or not actor.may(permission):
        abort(403, description="permission")
    set_scope(actor.scope)
    tell_person(actor.user_id)
    if not asked_by_a_job():
        read_elsewhere()
    return None


def _to_the_login(permission: Permission) -> Any:
    """Send somebody who is signed out to the login; what an ended session tried to send is kept first."""
    at_hq = permission.door == "hq"
    keep: Keeper | None = current_app.extensions.get(KEEPER)
    kept = request.method == "POST" and keep is not None and keep(Door.HQ if at_hq else Door.DISTRIBUTOR, page_shown())
    if not kept and g.get("other_door_actor") is not None:
        abort(403, description="other_door")
    return go(url_for("hq_accounts_door.login" if at_hq else "accounts_door.login", next=page_shown() or None))


@contextmanager
def asked_by(actor: Actor, address: str) -> Iterator[Any]:
    """Ask a view (a path with its query) in the name of a person, as jobs do, and give what it answers.

    The person is judged as for a request: `Forbidden` where the view is not theirs (any more), `NotFound` where there
    is none; what the view raises is raised. Scope, language and zone are the person's as long as the block lasts.
    """
    path, _, query = address.partition("?")
    environ = create_environ(path, current_app.extensions["settings"].public_url, query)
    environ[_ASKING] = actor
    with scoped(actor.scope), current_app.app_context(), current_app.request_context(environ):
        if request.endpoint is None or not hasattr(current_app.view_functions[request.endpoint], GUARD):
            abort(404)
        if guard_request() is not None:
            abort(403)
        yield current_app.view_functions[request.endpoint](**(request.view_args or {}))


def asked_by_a_job() -> bool:
    """Tell whether the request at hand is one of `asked_by`."""
    return has_request_context() and _ASKING in request.environ


def asking_actor() -> Actor | None:
    """Return in whose name a job asks, None for a request from outside (the room that knows people asks this)."""
    actor: Actor | None = request.environ.get(_ASKING)
    return actor


def keep_sent_forms(app: Flask, keep: Keeper) -> None:
    """Say who keeps a form whose sender is signed out; it is handed the door and the page it was sent from."""
    app.extensions[KEEPER] = keep


def page_shown() -> str:
    """Return the address, without its host, of the page the reader has open; empty where the browser hides it."""
    if request.headers.get("HX-Request") == "true":
        said = request.headers.get("HX-Current-URL", "")
    elif request.method == "GET":
        return request.full_path.rstrip("?")
    else:
        said = request.referrer or ""
    try:
        parts = urlsplit(said)
    except ValueError:
        return ""
    if parts.netloc != request.host:
        return ""
    return parts.path + (f"?{parts.query}" if parts.query else "")


def forget_scope(_error: Any = None) -> None:
    """Leave no scope behind on this thread."""
    set_scope(None)


def install(app: Flask) -> None:
    """Put the guard before every request of an application."""
    app.before_request_funcs.setdefault(None, []).insert(0, refuse_nameless)
    app.before_request(guard_request)
    app.teardown_request(forget_scope)
