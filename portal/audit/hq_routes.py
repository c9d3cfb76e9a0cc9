"""The record of who did what, for auditors and administrators."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from flask import Blueprint, Response, flash, request, url_for
from flask_babel import gettext as _

from portal.audit import labels, labels_facts, queries
from portal.audit.pages import AUDIT, WANTED
from portal.audit.rules import differences
from portal.core.clock import utc_now
from portal.core.data.sessions import perform
from portal.core.jobs.queue import enqueue
from portal.core.permissions import Permission
from portal.core.tables import list_state
from portal.core.web.downloads import wanted_export
from portal.core.web.guards import current_actor, requires
from portal.core.web.pages import go, respond

blueprint = Blueprint("hq_audit", __name__, url_prefix="/hq/audit")


@blueprint.get("")
@requires(Permission.AUDIT_VIEW)
def index() -> Response:
    """List the record, newest first, with the state of its chain; or hand it out as a file."""
    filters = {"action": None, "subject": None, "actor": None}
    state = list_state(request.args, sorts=AUDIT.sorts("-at"), filters=filters)
    named = labels.actions_named(state.search)
    if kind := wanted_export():
        return AUDIT.file(kind, "audit", queries.all_rows(WANTED, state, named), title=_("Audit"))
    page = queries.audit_page(WANTED, state, named)
    shown: Sequence[Any] = page.rows
    labels.learn_names((row.subject_kind, row.subject_id) for row in shown)
    return respond(
        "audit/hq_index.html",
        state=state,
        page=page,
        table=AUDIT.drawn(page.rows),
        selects=_selects(),
        full=queries.last_full_check(),
        words=labels,
        recent=queries.verify_chain(last=queries.RECENT),
        recent_rows=queries.RECENT,
    )


def _selects() -> list[tuple[str, str, list[tuple[str, str]]]]:
    return [
        (
            "action",
            _("All but signing in"),
            [(queries.ALL, _("All actions")), *_by_words(labels.action_text, queries.known_actions())],
        ),
        ("subject", _("All things"), _by_words(labels.subject_text, queries.known_subjects())),
        ("actor", _("All people"), [(str(key), name) for key, name in queries.known_actors()]),
    ]


def _by_words(words: Callable[[str], str], codes: Iterable[str]) -> list[tuple[str, str]]:
    """Return codes with their words as choices, in the order of the words."""
    return sorted(((code, words(code)) for code in codes), key=lambda choice: choice[1].casefold())


@blueprint.get("/<int:row_id>")
@requires(Permission.AUDIT_VIEW)
def row(row_id: int) -> Response:
    """Show one row with what changed."""
    found = queries.audit_row(row_id)
    labels.learn_names([(found.subject_kind, found.subject_id)])
    return respond(
        "audit/hq_row.html",
        row=found,
        changed=differences(found.before, found.after),
        words=labels,
        facts=labels_facts,
    )


@blueprint.post("/verify")
@requires(Permission.AUDIT_VIEW)
def verify() -> Response:
    """Have the whole chain checked by a job."""
    now = utc_now()
    perform(enqueue, "audit.verify", {}, now=now, asked_by=current_actor().user_id)
    flash(_("The whole record is being checked. Reload this page to see the result."), "info")
    return go(url_for("hq_audit.index"))
