"""Change sets of master data at headquarters' door: followed, their columns said, applied, agreed to, taken back."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, send_file, url_for
from flask_babel import gettext as _

from portal.core import storage
from portal.core.data.sessions import perform
from portal.core.errors import NotVisible, Refused
from portal.core.permissions import Permission
from portal.core.web.commands import carry_out
from portal.core.web.downloads import called
from portal.core.web.guards import current_actor, requires
from portal.core.web.pages import go, wants_partial
from portal.core.web.typed import this_turn, typed_field
from portal.masterdata import queries, service
from portal.masterdata.files import pages_columns, service_files
from portal.masterdata.models import ChangeSet
from portal.masterdata.ports import kind_named
from portal.masterdata.sets import pages
from portal.masterdata.states import ChangeSetState

blueprint = Blueprint("hq_masterdata_sets", __name__, url_prefix="/hq/data-changes")
LONGEST_REASON = 400
AT_WORK = ""
"""What a job does is told by the page of the change, while it is done and after; a message would outlive it there."""


@blueprint.get("")
@requires(Permission.MASTERDATA_LISTS)
def index() -> Response:
    """List the change sets."""
    return pages.sets_page()


@blueprint.get("/<int:change_set_id>")
@requires(Permission.MASTERDATA_LISTS)
def show(change_set_id: int) -> Response:
    """Show a change set; one whose columns nobody could tell asks for them."""
    row = _set(change_set_id)
    if row.state is ChangeSetState.CHOOSING and row.head is not None and _is_mine(row):
        if wants_partial():  # the page that waited for the file leads on to the question
            return go(url_for("hq_masterdata_sets.columns", change_set_id=row.id))
        return pages_columns.choosing_page(pages_columns.asked_of_set(row))
    return pages.set_page(row)


@blueprint.get("/<int:change_set_id>/columns")
@requires(Permission.MASTERDATA_CHANGE)
def columns(change_set_id: int) -> Response:
    """Ask which column of a file holds what."""
    row = _set(change_set_id)
    if row.head is None:
        return pages.set_page(row, Refused("masterdata.not_now"))
    return pages_columns.choosing_page(pages_columns.asked_of_set(row))


@blueprint.post("/<int:change_set_id>/columns")
@requires(Permission.MASTERDATA_CHANGE)
def choose(change_set_id: int) -> Response:
    """Take the columns as they were said; the file is read again."""
    row = _set(change_set_id)
    try:
        asked = pages_columns.asked_of_set(row)
        if pages_columns.other_headings(asked):
            return pages_columns.choosing_page(asked)
        chosen, layout, faults = pages_columns.chosen_columns(asked.book, asked.kind)
        if faults:
            return pages_columns.choosing_page(asked, faults)
        perform(service_files.choose_columns, row.id, chosen, layout, this_turn())
    except Refused as refused:
        return pages.set_page(_set(change_set_id), refused)
    return go(_address(change_set_id))


@blueprint.post("/<int:change_set_id>/apply")
@requires(Permission.MASTERDATA_CHANGE)
def ask(change_set_id: int) -> Response:
    """Apply what was checked, or ask a second person for it."""
    _set(change_set_id)
    return _carried_out(
        change_set_id,
        lambda: service.ask(change_set_id, typed_field("reason", LONGEST_REASON), this_turn()),
        lambda state: (
            _("The change waits for a second person; until then nothing is changed.")
            if state is ChangeSetState.WAITING
            else AT_WORK
        ),
    )


@blueprint.post("/<int:change_set_id>/approve")
@requires(Permission.MASTERDATA_VIEW)
def approve(change_set_id: int) -> Response:
    """Agree to what somebody else asked for; each kind says who may."""
    _set(change_set_id)
    return _carried_out(
        change_set_id,
        lambda: service.approve(change_set_id, this_turn()),
        lambda _done: AT_WORK,
    )


@blueprint.post("/<int:change_set_id>/refuse")
@requires(Permission.MASTERDATA_VIEW)
def refuse(change_set_id: int) -> Response:
    """Refuse what somebody else asked for, with a reason; each kind says who may."""
    _set(change_set_id)
    return _carried_out(
        change_set_id,
        lambda: service.refuse(change_set_id, typed_field("note", LONGEST_REASON), this_turn()),
        lambda _done: _("Refused; nothing was changed."),
    )


@blueprint.post("/<int:change_set_id>/cancel")
@requires(Permission.MASTERDATA_CHANGE)
def cancel(change_set_id: int) -> Response:
    """Leave a change set that is not applied."""
    _set(change_set_id)
    return _carried_out(
        change_set_id, lambda: service.cancel(change_set_id, this_turn()), lambda _done: _("Left; nothing was changed.")
    )


@blueprint.post("/<int:change_set_id>/undo")
@requires(Permission.MASTERDATA_CHANGE)
def undo(change_set_id: int) -> Response:
    """Take back what was applied."""
    _set(change_set_id)
    return carry_out(
        lambda: service.undo(change_set_id, typed_field("reason", LONGEST_REASON), this_turn()),
        told=lambda done: (
            AT_WORK
            if done == change_set_id
            else _("The change waits for a second person; until then nothing is changed.")
        ),
        to=_address,
        again=lambda refused: pages.set_page(_set(change_set_id), refused),
    )


@blueprint.get("/<int:change_set_id>/file")
@requires(Permission.MASTERDATA_LISTS)
def file(change_set_id: int) -> Response:
    """Hand out the file of a change set as it came."""
    row = _set(change_set_id)
    if not row.storage_key:
        raise NotVisible
    response = send_file(storage.opened(row.storage_key), mimetype="application/octet-stream", conditional=False)
    ending = row.storage_key.rsplit(".", 1)[-1]
    return called(response, f"change-{row.id}.{ending}", row.file_name)


def _carried_out(change_set_id: int, command: Callable[[], Any], told: Callable[[Any], str]) -> Response:
    return carry_out(
        command,
        told=told,
        to=_address(change_set_id),
        again=lambda refused: pages.set_page(_set(change_set_id), refused),
    )


def _address(change_set_id: int) -> str:
    return url_for("hq_masterdata_sets.show", change_set_id=change_set_id)


def _is_mine(row: ChangeSet) -> bool:
    return row.asked_by == current_actor().user_id


def _set(change_set_id: int) -> ChangeSet:
    """A change set of a kind one may see; `NotVisible` for any other."""
    row = queries.change_set(change_set_id)
    kind_named(row.kind, current_actor())
    return row
