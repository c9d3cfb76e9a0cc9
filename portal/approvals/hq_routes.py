"""Approvals at headquarters' door: what somebody asked for, and a second person's answer."""

from collections.abc import Callable
from functools import partial

from flask import Blueprint, Response, request, url_for
from flask_babel import gettext as _

from portal.approvals import labels, queries, service
from portal.approvals.models import ApprovalKind
from portal.approvals.ports import waiting_elsewhere
from portal.core.clock import utc_now
from portal.core.errors import FieldRefused, Refused
from portal.core.permissions import Permission
from portal.core.web.commands import carry_out
from portal.core.web.errorpages import on_refused
from portal.core.web.guards import current_actor, requires
from portal.core.web.pages import respond
from portal.core.web.refusals import status_of, words_of
from portal.core.web.typed import typed_text

blueprint = Blueprint("hq_approvals", __name__, url_prefix="/hq/approvals")
LONGEST_NOTE = 400


@blueprint.get("")
@requires(Permission.APPROVAL_DECIDE)
def index() -> Response:
    """Show what waits for a second person, and what was decided lately."""
    return _page()


@blueprint.post("/<int:approval_id>/approve")
@requires(Permission.APPROVAL_DECIDE)
def approve(approval_id: int) -> Response:
    """Approve what somebody else asked for."""
    return _carry_out(
        lambda: str(labels.APPROVED_WORDS[service.approve(approval_id, current_actor(), utc_now())]), approval_id
    )


@blueprint.post("/<int:approval_id>/refuse")
@requires(Permission.APPROVAL_DECIDE)
def refuse(approval_id: int) -> Response:
    """Refuse what somebody else asked for, with a reason."""

    def refused() -> str:
        note = typed_text(request.form.get("note"), LONGEST_NOTE, f"note-{approval_id}")
        service.refuse(approval_id, note, current_actor(), utc_now())
        return _("Refused: nothing was changed.")

    return _carry_out(refused, approval_id)


@blueprint.post("/<int:approval_id>/withdraw")
@requires(Permission.HQ_HOME)
def withdraw(approval_id: int) -> Response:
    """Withdraw what one asked for oneself; who decides nothing goes on to the thing it was asked for."""

    def withdrawn() -> str:
        service.withdraw(approval_id, current_actor(), utc_now())
        return _("Withdrawn: nothing was changed.")

    if current_actor().may(Permission.APPROVAL_DECIDE):
        return _carry_out(withdrawn, approval_id)
    return carry_out(withdrawn, told=str, to=lambda _told: _thing(approval_id), again=on_refused)


def _thing(approval_id: int) -> str:
    """Return the page of what a change was asked for."""
    kind, subject = queries.kind_and_subject(approval_id)
    if kind is ApprovalKind.PRICE:
        list_id, part_id = subject.split(":")
        return url_for("hq_pricing.show", list_id=list_id, part_id=part_id)
    if kind is ApprovalKind.MERGE:
        gone_id, kept_id = subject.split(":")
        return url_for("hq_masterdata_duplicates.show", kind="parts", one=gone_id, other=kept_id)
    return url_for("hq_finance.show", account_id=subject)


def _carry_out(command: Callable[[], str], approval_id: int) -> Response:
    return carry_out(command, told=str, to=url_for("hq_approvals.index"), again=partial(_page, approval_id))


def _page(opened: int = 0, refused: Refused | None = None) -> Response:
    beside = words_of(refused) if isinstance(refused, FieldRefused) else ""
    return respond(
        "approvals/hq_approvals.html",
        status=status_of(refused) if refused else 200,
        waiting=queries.waiting(),
        elsewhere=list(waiting_elsewhere(current_actor())),
        decided=queries.decided_lately(),
        words=labels,
        actor=current_actor(),
        opened=opened,
        note=request.form.get("note", ""),
        beside=beside,
        problem=words_of(refused) if refused and not beside else "",
    )
