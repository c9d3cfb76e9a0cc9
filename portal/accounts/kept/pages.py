"""A form sent after the session ended: kept over the login, shown to who sent it, sent again by one press.

Kept are only forms whose CSRF token this browser's own cookie vouched for. They wait on the server under
a mark in that signed cookie, bound to the person of the ended session; no address ever names them. A
person sends them again with a press of their own, with a fresh token and the key of the first sending.
"""

from flask import Flask, Response, current_app, flash, g, request, session, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal.accounts import pages_session
from portal.accounts.kept import labels, queries, service
from portal.accounts.kept.queries import KeptFacts
from portal.accounts.kept.rules import Fate, Field, fate_of, is_secret, typed_fields
from portal.accounts.kept.service import Sending
from portal.accounts.pages_ways_back import endpoint, safe_next, taker_of
from portal.accounts.service_sessions import new_token
from portal.core.actor import Door
from portal.core.clock import utc_now
from portal.core.data.sessions import perform
from portal.core.errors import NotVisible, Refused
from portal.core.printed_text import shown_name
from portal.core.web import guards, leads
from portal.core.web.guards import current_actor
from portal.core.web.pages import go, respond
from portal.core.web.refusals import words_of

MARK = "browser"
FATE = "form_fate"
MOST_SHOWN = 60


def keep_dropped(door: Door, came_from: str) -> bool:
    """Keep the form of this request for the person whose session ended; tell whether somebody is known.

    Nothing is kept for whoever does not come in any more.
    """
    sender = _sender(door)
    if sender is None or not g.get("csrf_valid"):
        return False
    if queries.shut_out(sender):
        return True
    fields = list(request.form.items(multi=True))
    fate = fate_of(fields)
    if fate is Fate.KEPT:
        files = [shown_name(one.filename) for one in request.files.values() if one.filename]
        sending = Sending(door, request.full_path.rstrip("?"), came_from, fields, files)
        perform(service.keep_form, sender, _mark(), sending, utc_now())
    session[FATE] = fate.value
    return True


def _sender(door: Door) -> int | None:
    """Return whose session ended: the cookie's, or the last person who logged in from this browser."""
    token = request.cookies.get(pages_session.cookie_name(door), "")
    known = queries.sender_of(token, door) if token else None
    last: int | None = session.get(_person_key(door))
    return known or last


def shut_out(door: Door) -> str:
    """Return why the person whose session this browser had does not come in any more, in words; "" where they do."""
    token = request.cookies.get(pages_session.cookie_name(door), "")
    known = queries.sender_of(token, door) if token else None
    why = queries.shut_out(known) if known is not None else ""
    return words_of(Refused(why)) if why else ""


def _person_key(door: Door) -> str:
    return f"person_{door.value}"


def _mark() -> str:
    """Return the mark of this browser, made when the first form is kept in it."""
    if MARK not in session:
        session[MARK] = new_token()
    mark: str = session[MARK]
    return mark


def after_login(door: Door, user_id: int, wanted: str) -> str:
    """Return where a person goes after the login: to what waits for them here, else where they wanted.

    A browser that changed hands gets a new form token, so pages of the one before can no longer be sent.
    """
    if session.get(_person_key(door), user_id) != user_id:
        session.pop("csrf_token", None)
    session[_person_key(door)] = user_id
    if waits(door, user_id):
        return url_for(endpoint(door, "accounts_kept.kept"))
    return safe_next(wanted, door)


def waits(door: Door, user_id: int | None = None) -> bool:
    """Tell whether a form waits in this browser: for this person, or for anybody at all."""
    mark = session.get(MARK)
    return mark is not None and queries.waits_here(mark, door, utc_now(), user_id)


def fate_to_tell() -> str:
    """Return what became of a form that was not kept (`secret`, `too_large`), once; else an empty text."""
    fate: str = session.pop(FATE, "")
    return fate if fate in (Fate.SECRET, Fate.TOO_LARGE) else ""


def kept_page(door: Door) -> Response:
    """Show what somebody was about to send, with a button that sends it."""
    found = _waiting(door)
    if not found:
        return go(safe_next("", door))
    return respond(
        "accounts/kept/kept.html",
        at=door.value,
        forms=found,
        most=MOST_SHOWN,
        told=_told,
        back={kept.public_id: safe_next(kept.came_from, door) for kept in found},
        takers={kept.public_id: taker_of(kept.path, door) for kept in found},
        discard_href=url_for(endpoint(door, "accounts_kept.discard_kept")),
    )


def _waiting(door: Door) -> list[KeptFacts]:
    mark = session.get(MARK)
    user_id = current_actor().user_id
    return queries.kept_forms(user_id, mark, door, utc_now()) if mark and user_id else []


def _told(field: Field, taker: str | None) -> tuple[str, str]:
    """Return what a field is called in the room it goes to, and its value as its sender chose it."""
    (name, value), view = field, current_app.view_functions.get(taker or "")
    room = ".".join(view.__module__.split(".")[:2]) if view else ""
    return labels.typed_label(name, room), labels.typed_value(name, value, room)


def discard_page(door: Door) -> Response:
    """Forget a kept form; `NotVisible` where there is none of this person in this browser."""
    public_id = request.form.get("kept_form", "")
    came_from = next((kept.came_from for kept in _waiting(door) if kept.public_id == public_id), None)
    if came_from is None or not _forget(public_id):
        raise NotVisible
    flash(_("It is discarded."), "info")
    return go(url_for(endpoint(door, "accounts_kept.kept")) if _waiting(door) else safe_next(came_from, door))


def _forget(public_id: str) -> bool:
    user_id, mark = current_actor().user_id, session.get(MARK)
    return bool(user_id and mark and perform(service.forget_form, user_id, mark, public_id))


def forget_sent(response: Response) -> Response:
    """After a request: a kept form that arrived is forgotten, also where its page now shows it with errors."""
    arrived = response.status_code < 400 or response.status_code == 422
    if request.method == "POST" and arrived and current_user.is_authenticated and MARK in session:
        public_id = request.form.get("kept_form", "")
        if public_id and request.endpoint not in ("accounts_kept.discard_kept", "hq_accounts_kept.discard_kept"):
            _forget(public_id)
    return response


def typed_now() -> list[tuple[str, str]]:
    """Return what was typed into the form of this request, as its sender would know it; never a secret."""
    sent = typed_fields(request.form.items(multi=True))[:MOST_SHOWN]
    return [_told(field, request.endpoint) for field in sent if not is_secret(field[0])]


def install(app: Flask) -> None:
    """Let an application keep what ended sessions tried to send, and error pages show what was typed."""
    leads.tell_typed(app, typed_now)
    guards.keep_sent_forms(app, keep_dropped)
    app.after_request(forget_sent)
