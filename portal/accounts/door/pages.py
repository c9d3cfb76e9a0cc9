"""The pages both doors have alike: login, logout, language, own account. Routes name the door."""

from contextlib import nullcontext

from flask import Response, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from portal.accounts import labels, pages_session
from portal.accounts.door import labels as labels_browsers
from portal.accounts.door import pages_known_browser, queries_sessions, service
from portal.accounts.door.forms import ChangePasswordForm, LoginForm, ProfileForm
from portal.accounts.door.service import Visitor
from portal.accounts.kept import pages
from portal.accounts.pages_ways_back import endpoint, safe_next
from portal.accounts.rules_people import normal_email
from portal.core import locales
from portal.core.actor import Door
from portal.core.clock import utc_now
from portal.core.data.sessions import perform
from portal.core.errors import FieldRefused, NotVisible, Refused
from portal.core.web import languages
from portal.core.web.guards import current_actor
from portal.core.web.pages import READING, go, respond
from portal.core.web.refusals import words_of

STATUS = {
    "accounts.wait": 429,
    "accounts.company_shut": 403,
    "accounts.wrong_door_hq": 403,
    "accounts.wrong_door_distributor": 403,
}
YEAR = 365 * 24 * 3600


def visitor(email: str) -> Visitor:
    """Return where this request comes from, and whether in a browser this account signed in with before."""
    return Visitor(
        address=request.remote_addr or "",
        browser=request.headers.get("User-Agent", "")[:200],
        mark=pages_known_browser.mark_of(normal_email(email)),
    )


def refused_in(form: object, refusal: Refused) -> list[str]:
    """Put a refusal beside its field, or return its words for the summary at the top."""
    words = words_of(refusal)
    field = getattr(form, refusal.field, None) if isinstance(refusal, FieldRefused) else None
    if field is None:
        return [words]
    field.errors = [*field.errors, words]
    return []


def login_page(door: Door) -> AnyResponse:
    """Show the login, or let somebody in."""
    form = LoginForm()
    if request.method in READING:
        form.next.data = request.args.get("next", "")
        if current_user.is_authenticated:
            return redirect(pages.after_login(door, current_actor().user_id or 0, form.next.data), 303)
        return _login_form(door, form)
    if not form.validate():
        return _login_form(door, form, status=422)
    try:
        token, user_id = _let_in(door, form)
    except Refused as refusal:
        own = str(refusal.facts.get("locale", ""))  # of whoever knows the password
        with languages.spoken(own) if own in locales.OFFERED else nullcontext():
            response = _login_form(door, form, refusal=refusal, status=STATUS.get(refusal.code, 422))
        if refusal.code == "accounts.wait":
            response.headers["Retry-After"] = str(refusal.facts["seconds"])
        return response
    answer = pages_session.set_cookie(go(pages.after_login(door, user_id, form.next.data or "")), door, token)
    return pages_known_browser.make_known(answer, normal_email(form.email.data or ""))


def _let_in(door: Door, form: LoginForm) -> tuple[str, int]:
    email, password = form.email.data or "", form.password.data or ""
    who = visitor(email)
    perform(service.count_try, "login", email, who, utc_now())
    known = service.check_login(service.known_person(email), password, door)
    earlier = pages_session.signed_in_at(door)
    token = perform(service.sign_in, known, pages_session.limits(), who, utc_now())
    if earlier is not None:
        perform(service.sign_out, earlier.actor, utc_now())
    return token, known.user_id


def _login_form(door: Door, form: LoginForm, refusal: Refused | None = None, status: int = 200) -> Response:
    other = {"accounts.wrong_door_hq": Door.HQ, "accounts.wrong_door_distributor": Door.DISTRIBUTOR}
    leads_to = other.get(refusal.code) if refusal else None
    shut = "" if refusal else pages.shut_out(door)
    return respond(
        "accounts/door/login.html",
        status=status,
        form=form,
        at=door.value,
        problem=words_of(refusal) if refusal else shut,
        right_door=url_for(endpoint(leads_to, "accounts_door.login")) if leads_to else "",
        waits=pages.waits(door) and not shut and not (refusal and refusal.code == "accounts.company_shut"),
        fate=pages.fate_to_tell(),
    )


def logout(door: Door) -> Response:
    """End this session and take the cookie back."""
    actor = current_actor()
    perform(service.sign_out, actor, utc_now())
    flash(_("You are logged out."), "ok")
    return pages_session.drop_cookie(go(url_for(endpoint(door, "accounts_door.login"))), door)


def set_language(door: Door) -> Response:
    """Speak another language from now on: a cookie, and the own profile of who is signed in."""
    code = locales.match(request.form.get("language"))
    if code is None:
        raise NotVisible
    if current_user.is_authenticated:
        perform(service.speak, current_actor(), code)
    response = go(safe_next(request.form.get("next"), door, public_too=True))
    return with_language(response, code)


def with_language(response: Response, code: str) -> Response:
    """Hand the browser a cookie with the language."""
    response.set_cookie(
        languages.COOKIE,
        code,
        max_age=YEAR,
        path="/",
        httponly=True,
        samesite="Lax",
        secure=pages_session.settings_of().production,
    )
    return response


def account_page(
    door: Door,
    *,
    profile: ProfileForm | None = None,
    password: ChangePasswordForm | None = None,
    problems: list[str] | None = None,
    status: int = 200,
) -> Response:
    """Show one's own profile, password and sessions."""
    actor = current_actor()
    own = {"name": actor.name, "locale": actor.locale, "zone": actor.zone}
    return respond(
        "accounts/door/account.html",
        status=status,
        at=door.value,
        actor=actor,
        profile=profile or ProfileForm(None, data=own, prefix=""),
        password=password or ChangePasswordForm(None),
        problems=problems or [],
        roles=labels.roles_text(actor.roles),
        browser_text=labels_browsers.browser_text,
        sessions=queries_sessions.open_sessions(actor.user_id or 0, pages_session.limits().idle, utc_now()),
    )


def change_profile(door: Door) -> Response:
    """Change one's own name, language and zone."""
    form = ProfileForm()
    if not form.validate():
        return account_page(door, profile=form, status=422)
    code = form.locale.data or locales.DEFAULT
    try:
        perform(service.update_profile, current_actor(), form.name.data or "", code, form.zone.data or "", utc_now())
    except FieldRefused as refusal:
        return account_page(door, profile=form, problems=refused_in(form, refusal), status=422)
    flash(_("Your account is saved."), "ok")
    return with_language(go(url_for(endpoint(door, "accounts_door.account"))), code)


def change_password(door: Door) -> Response:
    """Change one's own password."""
    form, actor = ChangePasswordForm(), current_actor()
    if not form.validate():
        return account_page(door, password=form, status=422)
    old, new, now = form.old_password.data or "", form.password.data or "", utc_now()
    try:
        who = visitor(actor.email)
        perform(service.count_try, "password", actor.email, who, now)
        perform(service.change_password, actor, old, new, who, now)
    except Refused as refusal:
        problems = refused_in(form, refusal)
        return account_page(door, password=form, problems=problems, status=STATUS.get(refusal.code, 422))
    flash(_("Your password is changed, and your other sessions have ended."), "ok")
    return go(url_for(endpoint(door, "accounts_door.account")))


def end_session(door: Door, session_id: int) -> Response:
    """End one of one's own sessions; ending this one is logging out."""
    actor = current_actor()
    perform(service.end_session, actor, session_id, utc_now())
    if session_id == actor.session_id:
        return pages_session.drop_cookie(go(url_for(endpoint(door, "accounts_door.login"))), door)
    flash(_("The session has ended."), "ok")
    return go(url_for(endpoint(door, "accounts_door.account")))


def end_others(door: Door) -> Response:
    """End all own sessions but this one."""
    perform(service.end_other_sessions, current_actor(), utc_now())
    flash(_("All other sessions have ended."), "ok")
    return go(url_for(endpoint(door, "accounts_door.account")))
