"""What a person sees when something is refused, missing or broken: where they are, why, and a way on; never a trace.

The menu and the person stay, the page leads on to what the request was about, shows what was typed, and carries a
reference that its line in the log carries too. htmx gets the same as a message among the others, and the page it was
asked from stays as it is. Where even this page cannot be drawn, a bare one is, which asks nothing of anybody.
"""

import structlog
from flask import Flask, Response, abort, current_app, g, make_response, render_template, request
from flask_babel import gettext as _
from flask_login import AnonymousUserMixin
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException

from portal.core import formats
from portal.core.clock import utc_now
from portal.core.data.engines import is_transient
from portal.core.data.outages import is_outage
from portal.core.data.replica import leave_replica, reads_replica
from portal.core.data.sessions import db
from portal.core.errors import NotVisible, Refused, Stale, Unavailable
from portal.core.locales import OFFERED, direction, html_lang
from portal.core.web import logged
from portal.core.web.languages import language, spoken
from portal.core.web.leads import leads_of, typed_here
from portal.core.web.pages import wants_partial
from portal.core.web.refusals import status_of, words_of
from portal.core.web.requests import most_taken

log = structlog.get_logger("portal.errors")
RETRY_AFTER = "10"
"""Seconds after which an outage may be over, as HTTP tells it."""
PLACE_OF_MESSAGES = "#components-later"
LONGEST_ADDRESS = 6_000
"""Signs of an address with its question; the server before the portal reads up to 8,190 bytes."""
LOST_FOR_NOW = frozenset({500, 502, 503, 504})
"""Statuses of the portal's own troubles: the same may succeed later."""
MOST_DROPPED = 100_000_000
"""Bytes read of what is too large, so that its sender hears so; beyond it the line is cut."""


def error_page(status: int, title: str, text: str) -> Response:
    """Return a page (or for htmx a message) that says what happened and what to do next."""
    db.let_go()
    reference = logged.reference()
    log.info("error_page", status=status, path=request.path, reference=reference)
    facts = {"status": status, "title": title, "text": text, "reference": reference, "at": utc_now()}
    try:
        return _drawn(status, {**facts, "leads": leads_of(status), "typed": typed_here(), "again": _again(status)})
    except Exception:
        if current_app.config["TESTING"] and status not in LOST_FOR_NOW:
            raise
        log.exception("error_page_failed", path=request.path, reference=reference)
        db.let_go()
        g.pop("page_words", None)
        g._login_user = AnonymousUserMixin()  # noqa: SLF001 - nobody may be looked up now
        return _drawn(status, {**facts, "leads": [], "typed": [], "again": _again(status)})


def _drawn(status: int, facts: dict[str, object]) -> Response:
    small = wants_partial()
    template = "components/_error_partial.html" if small else "errors/page.html"
    answer = make_response(render_template(template, **facts), status)
    if small:
        answer.headers["HX-Retarget"] = PLACE_OF_MESSAGES
        answer.headers["HX-Reswap"] = "beforeend"
        answer.headers["HX-Reselect"] = ".notice"
    answer.vary.add("HX-Request")
    return answer


def _again(status: int) -> str:
    """Return the address to ask once more where that may help; a form is sent again from its own page."""
    return request.full_path.rstrip("?") if status in LOST_FOR_NOW and request.method == "GET" else ""


def on_refused(error: Refused) -> Response:
    """Answer a refusal nobody caught closer to the form, in the rule's own words: 409, or 422 for a form at fault."""
    return error_page(status_of(error), _("This is not possible now"), words_of(error))


def on_stale(error: Stale) -> Response:
    """Answer a page drawn from an older version."""
    return error_page(409, _("Somebody was faster"), words_of(error))


def on_not_visible(_error: Exception) -> Response:
    """Answer 404, the same for what is missing and what is somebody else's."""
    return error_page(404, _("Not found"), _("There is nothing here, or it is not yours to see."))


def on_csrf(_error: CSRFError) -> Response:
    """Answer a form whose session ended: nothing was done."""
    return error_page(
        400,
        _("The form has expired"),
        _("Nothing was changed. Open its page again and send it from there: what you typed is kept in this browser."),
    )


def _texts() -> dict[int, tuple[str, str]]:
    """Return what is said of the errors of HTTP itself, title and text, in the reader's language."""
    return {
        400: (
            _("The request was not understood"),
            _("Something in the address or the form is not as it should be."),
        ),
        403: (_("Not allowed"), _("Your role does not include this.")),
        404: (_("Not found"), _("There is nothing here, or it is not yours to see.")),
        405: (_("Not possible this way"), _("This address does not take that kind of request.")),
        413: (_("Too large"), _too_large()),
        414: (
            _("The address is too long"),
            _("Nothing was changed. Ask for less at once: fewer filters, or a shorter search."),
        ),
        415: (
            _("The request was not understood"),
            _("This address takes what a form of its page sends, nothing else."),
        ),
        429: (_("Too many at once"), _("Nothing was changed. Wait a minute, then try again.")),
        500: (
            _("Something went wrong here"),
            _("It has been recorded. Nothing of what you sent was carried out."),
        ),
        503: (_("Try again shortly"), _("The portal is busy or being serviced. Nothing was lost.")),
    }


def on_http(error: HTTPException) -> Response | HTTPException:
    """Answer the errors of HTTP itself in the reader's language."""
    if error.code is None or error.code < 400:
        return error
    told = _texts()
    title, text = told.get(error.code) or told[503 if error.code in LOST_FOR_NOW else 500 if error.code > 500 else 400]
    if error.code == 413:
        let_it_arrive()
    if error.description == "other_door":
        title, text = _other_door()
    return error_page(error.code, title, text)


def let_it_arrive() -> None:
    """Read what is too large to be taken and drop it: a browser still sending does not hear an answer."""
    left = min(request.content_length or 0, MOST_DROPPED)
    while left > 0:
        piece = request.environ["wsgi.input"].read(min(left, 65_536))
        if not piece:
            return
        left -= len(piece)


def _too_large() -> str:
    most = formats.file_size(most_taken(), language())
    return _("Nothing was changed. The portal takes up to %(most)s at once: send fewer or smaller files.", most=most)


def _other_door() -> tuple[str, str]:
    if request.path.startswith("/hq"):
        return _("This door is for headquarters"), _(
            "You are signed in as a distributor. Use the distributors' portal, or sign in at headquarters."
        )
    return _("This door is for distributors"), _(
        "You are signed in as headquarters. Use the headquarters' portal, or sign in as a distributor."
    )


def on_outage(error: Exception) -> Response:
    """Answer a database or a disk that is busy, full, read-only or away: 503, and nothing half-written.

    The person is not looked up again: the database that knows them may be what is away. Another
    error of the same kinds is a mistake of the portal's own and answered as such.
    """
    if reads_replica() and (is_outage(error) or (isinstance(error, DBAPIError) and is_transient(error))):
        return _once_more(error)
    if not isinstance(error, OperationalError) and not is_outage(error):
        if current_app.config["TESTING"]:
            raise error
        return on_anything(error)
    log.error("outage", error=str(getattr(error, "orig", None) or error), path=request.path)
    db.let_go()
    if not hasattr(g, "_login_user"):
        g._login_user = AnonymousUserMixin()  # noqa: SLF001 - nobody may be looked up now
    page = error_page(503, _("Try again shortly"), _("The portal is busy or being serviced. Nothing was lost."))
    page.headers["Retry-After"] = RETRY_AFTER
    return page


def _once_more(error: Exception) -> Response:
    """Answer the same from the database itself: a replica may fall, or cancel what stands in its way, at any time."""
    leave_replica(error)
    try:
        return current_app.make_response(current_app.dispatch_request())
    except Exception as again:  # noqa: BLE001 - whatever the view says now is answered as ever
        return current_app.make_response(current_app.handle_user_exception(again))


def on_anything(error: Exception) -> Response:
    """Answer what nobody foresaw, and log it with its trace."""
    log.exception("unforeseen", path=request.path, error=repr(error))  # noqa: LOG004 - Flask is handling the error
    return error_page(500, *_texts()[500])


def unread_page(status: int) -> str:
    """Return the page for a request the server before the portal cannot read (400, 414, or 500 where it broke).

    Who asks is not known there, nor in which language: it speaks each that is offered.
    """
    said = []
    for code in OFFERED:
        with spoken(code):
            said.append((html_lang(code), direction(code), *_texts()[status], _("Go to the start page")))
    return render_template("errors/unread.html", status=status, said=said)


def short_addresses_only() -> None:
    """Refuse an address nobody's page leads to, before anything is asked of the database: 414."""
    if len(request.full_path) > LONGEST_ADDRESS:
        abort(414)


def install(app: Flask) -> None:
    """Give an application its error pages, and the longest address it reads."""
    app.before_request(short_addresses_only)
    app.register_error_handler(Stale, on_stale)
    app.register_error_handler(Refused, on_refused)
    app.register_error_handler(NotVisible, on_not_visible)
    app.register_error_handler(CSRFError, on_csrf)
    app.register_error_handler(HTTPException, on_http)
    for kind in (DBAPIError, PoolTimeout, OSError, Unavailable):
        app.register_error_handler(kind, on_outage)
    if not app.config["TESTING"]:
        app.register_error_handler(Exception, on_anything)
