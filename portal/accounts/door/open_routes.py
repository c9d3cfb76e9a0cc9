"""Pages open to anyone: a forgotten password, links that came by mail, the first administrator."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, flash, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.accounts import queries_people
from portal.accounts.door import service, service_tokens
from portal.accounts.door.forms import FirstAdminForm, ForgotForm, NewPasswordForm
from portal.accounts.door.pages import STATUS, refused_in, visitor, with_language
from portal.accounts.models import TokenKind
from portal.accounts.pages_ways_back import endpoint, safe_next
from portal.accounts.people import service_first_admin, service_invitations
from portal.core import locales
from portal.core.actor import Door
from portal.core.clock import utc_now
from portal.core.data.sessions import perform
from portal.core.errors import NotVisible, Refused
from portal.core.web import languages
from portal.core.web.guards import public
from portal.core.web.pages import READING, go, respond

blueprint = Blueprint("accounts_door_open", __name__)


@blueprint.route("/forgot", methods=["GET", "POST"])
@public
def forgot() -> Response:
    """Ask for a link to a new password; the answer is the same whoever asks."""
    form = ForgotForm()
    if request.method in READING:
        return respond("accounts/door/forgot.html", form=form, problems=[], sent=False)
    if not form.validate():
        return respond("accounts/door/forgot.html", status=422, form=form, problems=[], sent=False)
    try:
        email = form.email.data or ""
        perform(service.count_try, "forgot", email, visitor(email), utc_now())
    except Refused as refusal:
        problems = refused_in(form, refusal)
        return respond(
            "accounts/door/forgot.html", status=STATUS[refusal.code], form=form, problems=problems, sent=False
        )
    perform(service.ask_for_reset, form.email.data or "", utc_now())
    return respond("accounts/door/forgot.html", form=form, problems=[], sent=True)


@blueprint.route("/reset/<token>", methods=["GET", "POST"])
@public
def reset(token: str) -> Response:
    """Set a new password with the link that came by mail."""
    words = _l("Your password is changed. Log in with it.")
    return _with_token(token, TokenKind.PASSWORD_RESET, service.reset_password, words)


@blueprint.route("/invite/<token>", methods=["GET", "POST"])
@public
def invite(token: str) -> Response:
    """Join with the link that came by mail."""
    words = _l("Welcome. Your account is ready: log in with your new password.")
    return _with_token(token, TokenKind.INVITATION, service_invitations.accept_invitation, words)


def _with_token(token: str, kind: TokenKind, command: Callable[..., Door], done: Any) -> Response:
    """Speak, like the mail the link came by, the language of whom it was sent to, if none was chosen in the browser."""
    user_id = _opened(token, kind)
    if user_id is False:
        return respond("accounts/door/token_over.html", status=404, kind=kind.value)
    name, email, own = queries_people.invited_name(user_id)
    code = locales.match(request.cookies.get(languages.COOKIE)) or locales.match(own) or languages.language()
    with languages.spoken(code):
        answer = _new_password(token, kind, command, done, {"kind": kind.value, "name": name, "email": email})
    return with_language(answer, code)


def _new_password(
    token: str, kind: TokenKind, command: Callable[..., Door], done: Any, told: dict[str, Any]
) -> Response:
    form = NewPasswordForm()
    shown = {"form": form, **told}
    if request.method in READING or not form.validate():
        return respond(
            "accounts/door/new_password.html", status=200 if request.method in READING else 422, problems=[], **shown
        )
    try:
        door = perform(command, token, form.password.data or "", utc_now())
    except NotVisible:
        return respond("accounts/door/token_over.html", status=404, kind=kind.value)
    except Refused as refusal:
        return respond("accounts/door/new_password.html", status=422, problems=refused_in(form, refusal), **shown)
    flash(str(done), "ok")
    return go(url_for(endpoint(door, "accounts_door.login")))


def _opened(token: str, kind: TokenKind) -> Any:
    try:
        return service_tokens.user_of_token(token, kind, utc_now())
    except NotVisible:
        return False


@blueprint.route("/first-admin/<token>", methods=["GET", "POST"])
@public
def first_admin(token: str) -> Response:
    """Create the first administrator with the address the operator was given."""
    form = FirstAdminForm()
    if _opened(token, TokenKind.FIRST_ADMIN) is False:
        return respond("accounts/door/token_over.html", status=404, kind=TokenKind.FIRST_ADMIN.value)
    if request.method in READING or not form.validate():
        status = 200 if request.method in READING else 422
        return respond("accounts/door/first_admin.html", status=status, form=form, problems=[])
    given = (form.email.data or "", form.name.data or "", form.password.data or "", languages.language())
    try:
        perform(service_first_admin.create_first_admin, token, *given, utc_now(), form.zone.data or "")
    except NotVisible:
        return respond("accounts/door/token_over.html", status=404, kind=TokenKind.FIRST_ADMIN.value)
    except Refused as refusal:
        return respond("accounts/door/first_admin.html", status=422, form=form, problems=refused_in(form, refusal))
    flash(_("Welcome. Your account is ready: log in with your new password."), "ok")
    return go(url_for("hq_accounts_door.login"))


@blueprint.get("/language/<code>")
@public
def language(code: str) -> Response:
    """Speak another language, by a link: only a cookie is set."""
    known = locales.match(code)
    if known is None:
        raise NotVisible
    wanted = request.args.get("next", "")
    door = Door.HQ if wanted == "/hq" or wanted.startswith("/hq/") else Door.DISTRIBUTOR
    return with_language(go(safe_next(wanted, door, public_too=True)), known)
