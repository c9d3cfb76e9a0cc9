"""Master data at headquarters' door: every kind's list, the form of a row, template and upload."""

import json
from functools import partial

from flask import Blueprint, Response, request, url_for
from flask_babel import gettext as _

from portal.core import storage
from portal.core.clock import utc_now
from portal.core.data.sessions import perform
from portal.core.errors import NotVisible, Refused
from portal.core.permissions import Permission
from portal.core.web.commands import carry_out
from portal.core.web.guards import current_actor, requires
from portal.core.web.pages import go, respond, say
from portal.core.web.refusals import words_of
from portal.core.web.requests import takes
from portal.core.web.typed import typed_field
from portal.masterdata.files import pages_template, service_files
from portal.masterdata.files.rules_stored import new_folder
from portal.masterdata.files.service_files import StoredFile
from portal.masterdata.models import ChangeSet
from portal.masterdata.ports import Kind, kind_named
from portal.masterdata.queries_uses import out_of_use_by
from portal.masterdata.rows import pages_rows, service_rows
from portal.masterdata.rows.pages_owed import owed_words
from portal.masterdata.rows.queries_waiting import gone_meanwhile
from portal.masterdata.rows.service_rows import RowChange
from portal.masterdata.rules_fields import Row
from portal.masterdata.rules_limits import LIMITS
from portal.masterdata.sets import pages
from portal.masterdata.states import ChangeSetState
from portal.masterdata.words.labels import kind_words

blueprint = Blueprint("hq_masterdata", __name__, url_prefix="/hq/data")
LONGEST_REASON = 400
ENDINGS = {".xlsx", ".ods", ".xls", ".csv", ".tsv", ".txt"}


@blueprint.get("")
@requires(Permission.MASTERDATA_VIEW)
def index() -> Response:
    """Show all kinds of master data."""
    return pages.index_page()


@blueprint.get("/<kind>")
@requires(Permission.MASTERDATA_LISTS)
def rows(kind: str) -> Response:
    """List the rows of a kind, or hand them out as a file."""
    return pages_rows.list_page(_kind(kind))


@blueprint.get("/<kind>/template")
@requires(Permission.MASTERDATA_LISTS)
def template(kind: str) -> Response:
    """Hand out the empty spreadsheet of a kind."""
    return pages_template.template_file(_kind(kind))


@blueprint.get("/<kind>/file")
@requires(Permission.MASTERDATA_CHANGE)
@takes(LIMITS.file_mib)
def file(kind: str) -> Response:
    """Show what a file of a kind may hold, and where it is sent."""
    return _file_page(_kind(kind, edits=True))


@blueprint.post("/<kind>/file")
@requires(Permission.MASTERDATA_CHANGE)
@takes(LIMITS.file_mib)
def send_file(kind: str) -> Response:
    """Take a file, which a job reads and compares with what is there; nothing is changed by that."""
    known, actor = _kind(kind, edits=True), current_actor()
    sent = request.files.get("sheet")
    data = sent.read() if sent is not None and sent.filename else b""
    if sent is None or not data:
        return _file_page(known, Refused("masterdata.empty_file" if sent and sent.filename else "masterdata.no_file"))
    if len(data) > LIMITS.file_mib * 2**20:
        return _file_page(known, Refused("sheet.too_large", limit=LIMITS.file_mib, found=len(data)))
    name = (sent.filename or "").replace("\x00", "").rsplit("/", 1)[-1].rsplit("\\", 1)[-1]
    ending = "." + name.rsplit(".", 1)[-1].lower() if "." in name else ""
    now = utc_now()
    key, digest = storage.put(data, new_folder(now), ending if ending in ENDINGS else ".bin")
    change_set_id = perform(service_files.take_file, known, StoredFile(name, key, digest), actor, now)
    return go(url_for("hq_masterdata_sets.show", change_set_id=change_set_id))


def _file_page(kind: Kind, refused: Refused | None = None) -> Response:
    title, about = kind_words(kind.name)
    return respond(
        "masterdata/hq_file.html",
        status=422 if refused else 200,
        kind=kind.name,
        title=title,
        about=about,
        allowed=pages_template.allowed(kind),
        second=kind.second,
        error=words_of(refused) if refused else "",
        most=LIMITS.rows,
        mebibytes=LIMITS.file_mib,
    )


@blueprint.get("/<kind>/row")
@requires(Permission.MASTERDATA_LISTS)
def row(kind: str) -> Response:
    """Show one row (`?key=`) with its form and history, or the form of a new one."""
    key = request.args.get("key")
    return pages_rows.form_page(_kind(kind, edits=key is None), key)


@blueprint.post("/<kind>/row")
@requires(Permission.MASTERDATA_CHANGE)
def change(kind: str) -> Response:
    """Change a row, or add one; where a second person has to agree, ask for it.

    What was typed for a row that somebody removed meanwhile stays, as that of a new one.
    """
    known, key = _kind(kind, edits=True), request.args.get("key")
    sent = pages_rows.typed_row(known)
    if gone := gone_meanwhile(known, key):
        return pages_rows.form_page(known, None, sent, gone)
    if sent.faults:
        return pages_rows.form_page(known, key, pages_rows.judged(known, key, sent))
    return _change(known, key, sent.values, sent)


@blueprint.post("/<kind>/row/remove")
@requires(Permission.MASTERDATA_CHANGE)
def remove(kind: str) -> Response:
    """Remove a row nothing refers to."""
    known, key = _kind(kind, edits=True), request.args.get("key")
    if key is None or not known.may_go:
        raise NotVisible
    if gone := gone_meanwhile(known, key):
        say(words_of(gone), "warn")
        return go(url_for("hq_masterdata.rows", kind=kind))
    return _change(known, key, None, None)


def _change(kind: Kind, key: str | None, wanted: Row | None, sent: pages_rows.Typed | None) -> Response:
    def command() -> ChangeSet | None:
        asked = RowChange(key, _seen(), wanted, typed_field("reason", LONGEST_REASON))
        return service_rows.change_row(kind, asked, current_actor(), utc_now())

    return carry_out(
        command,
        told=partial(_told_row, kind) if wanted is not None else _told_gone,
        to=lambda _done: _after(kind, wanted),
        again=lambda refused: pages_rows.form_page(kind, key, sent, refused),
    )


def _after(kind: Kind, wanted: Row | None) -> str:
    if wanted is None or (kind.second and not request.args.get("key")):
        return url_for("hq_masterdata.rows", kind=kind.name)
    return url_for("hq_masterdata.row", kind=kind.name, key=kind.fields.key_of(wanted))


def _told_row(kind: Kind, done: ChangeSet | None) -> str:
    """What is said of a row that was changed; of one that went out of use also what it owes."""
    gone = [] if done is None or kind.owed is None else out_of_use_by(done.id)
    if owed := owed_words(kind, gone):
        say(owed, "warn")
    return _told(done)


def _told(done: ChangeSet | None) -> str:
    if done is None:
        return _("Nothing was changed: it stands so already.")
    if done.state is ChangeSetState.WAITING:
        return _("The change waits for a second person; until then nothing is changed.")
    return _("Saved.")


def _told_gone(done: ChangeSet | None) -> str:
    return _("Removed.") if done is None or done.state is not ChangeSetState.WAITING else _told(done)


def _seen() -> Row | None:
    """What the page showed of the row; a page that says nonsense is of no version there is."""
    text = request.form.get("seen", "")
    if not text:
        return None
    try:
        seen = json.loads(text)
    except ValueError:
        return {}
    return seen if isinstance(seen, dict) else {}


def _kind(name: str, *, edits: bool = False) -> Kind:
    actor = current_actor()
    kind = kind_named(name, actor)
    if edits and not actor.may(kind.edits):
        raise NotVisible(name)
    return kind
