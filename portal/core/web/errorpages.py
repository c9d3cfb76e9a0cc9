"""What a person sees when something is refused, missing or broken; never a trace."""

import structlog
from flask import Flask, Response, current_app, g, make_response, render_template, request
from flask_babel import gettext as _
from flask_login import AnonymousUserMixin
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException

from portal.core.data.outages import is_outage
from portal.core.data.sessions import db
from portal.core.errors import NotVisible, Refused, Stale, Unavailable
from portal.core.web.pages import wants_partial
from portal.core.web.refusals import status_of, words_of

log = structlog.get_logger("portal.errors")
RETRY_AFTER = "10"
"""Refusals of the form itself, which would be refused at any time."""


def error_page(status: int, title: str, text: str) -> Response:
    """Return a page (or for htmx a message) that says what happened and what to do next."""
    db.let_go()
    template = "components/_error_partial.html" if wants_partial() else "errors/page.html"
    return make_response(render_template(template, status=status, title=title, text=text), status)


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
        400, _("The form has expired"), _("Nothing was changed. Go back, reload the page and send it again.")
    )


def on_http(error: HTTPException) -> Response | HTTPException:
    """Answer the errors of HTTP itself in the reader's language."""
    texts = {
        400: (
            _("The request was not understood"),
            _("Something in the address or the form is not as it should be."),
        ),
        403: (_("Not allowed"), _("Your role does not include this.")),
        404: (_("Not found"), _("There is nothing here, or it is not yours to see.")),
        405: (_("Not possible this way"), _("This address does not take that kind of request.")),
        413: (_("Too large"), _("What was sent is larger than the portal takes.")),
        415: (
            _("The request was not understood"),
            _("This address takes what a form of its page sends, nothing else."),
        ),
        503: (_("Try again shortly"), _("The portal is busy or being serviced. Nothing was lost.")),
    }
    if error.code is None or error.code < 400:
        return error
    title, text = texts.get(error.code, (error.name, ""))
    if error.description == "other_door":
        title, text = _other_door()
    return error_page(error.code, title, text)


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


def on_anything(error: Exception) -> Response:
    """Answer what nobody foresaw, and log it with its trace."""
    log.exception("unforeseen", path=request.path, error=repr(error))  # noqa: LOG004 - Flask is handling the error
    return error_page(
        500,
        _("Something went wrong here"),
        _("It has been recorded. Nothing of what you sent was carried out."),
    )


def install(app: Flask) -> None:
    """Give an application its error pages."""
    app.register_error_handler(Stale, on_stale)
    app.register_error_handler(Refused, on_refused)
    app.register_error_handler(NotVisible, on_not_visible)
    app.register_error_handler(CSRFError, on_csrf)
    app.register_error_handler(HTTPException, on_http)
    for kind in (DBAPIError, PoolTimeout, OSError, Unavailable):
        app.register_error_handler(kind, on_outage)
    if not app.config["TESTING"]:
        app.register_error_handler(Exception, on_anything)
