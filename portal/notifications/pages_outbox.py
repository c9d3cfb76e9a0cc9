"""Headquarters' list of mails: its columns, its page, its file."""

from typing import Any

from flask import Response, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import Markup

from portal.core import formats
from portal.core.tables import list_state
from portal.core.web.cells import linked
from portal.core.web.columns import Columns, Field, Reader
from portal.core.web.downloads import wanted_export
from portal.core.web.fields import moment
from portal.core.web.languages import language
from portal.core.web.page_words import isolated, ltr
from portal.core.web.pages import respond
from portal.notifications import labels, queries
from portal.notifications.models import MailState
from portal.notifications.rules_kinds import KINDS


def _subject(row: Any) -> str:
    return row.subject or labels.kind_label(row.kind)


def _language(row: Any) -> str:
    return formats.language_name(row.locale, language())


def _linked(row: Any, reader: Reader) -> Markup:
    return linked(reader.href, Markup("<bdi>%s</bdi>") % isolated(_subject(row)))


OUTBOX = Columns(
    Field(_l("Subject"), _linked, _subject, width=40),
    Field(_l("Kind"), value=lambda row: labels.kind_label(row.kind), width=30),
    Field(
        _l("To"),
        lambda row, _reader: ltr(row.to_address),
        lambda row: row.to_address,
        width=30,
        select=("to_address",),
        sort="to",
    ),
    Field(
        _l("State"),
        lambda row, reader: reader.pill(*labels.mail_state_pill(row.state)),
        lambda row: labels.mail_state_pill(row.state)[0],
        select=("state",),
        sort="state",
    ),
    Field(_l("Language"), lambda row, _reader: _language(row), _language, select=("locale",)),
    moment("created_at", _l("Time"), sort="created_at", look="nowrap"),
    moment("sent_at", _l("Sent"), sort="sent", look="nowrap"),
    address=lambda row, reader: reader.at("hq_notifications.mail", mail_id=row.id),
    cards=True,
)
"""The list of mails."""


def outbox() -> Response:
    """Answer the list of mails, newest first, or its export."""
    filters = {"state": [state.value for state in MailState], "kind": sorted(KINDS)}
    state = list_state(request.args, sorts=OUTBOX.sorts("-created_at"), filters=filters)
    if kind := wanted_export():
        return OUTBOX.file(kind, "outbox", queries.whole_outbox(state), title=_("Outbox"))
    page = queries.outbox_page(state)
    return respond(
        "notifications/hq_outbox.html",
        page=page,
        table=OUTBOX.drawn(page.rows),
        selects=[
            ("state", _("All states"), [(each.value, labels.mail_state_pill(each)[0]) for each in MailState]),
            ("kind", _("All kinds"), [(each, labels.kind_label(each)) for each in KINDS]),
        ],
    )
