"""Pages of files of lists, the same at both doors: the offer to make one, how far it is, all of one's own."""

from dataclasses import replace
from typing import Any

from flask import Flask, Response, abort, current_app, request, send_file
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _lp
from itsdangerous import BadData, URLSafeTimedSerializer
from markupsafe import Markup

from portal.core import formats, storage
from portal.core.actor import Actor
from portal.core.clock import utc_now
from portal.core.data import sent_forms
from portal.core.data.sessions import perform
from portal.core.errors import Refused
from portal.core.tables import list_state
from portal.core.web.cells import linked
from portal.core.web.columns import Columns, Field, Reader
from portal.core.web.downloads import MOST_AT_ONCE, TYPES, TableFile, called, offer_later
from portal.core.web.errorpages import error_page
from portal.core.web.guards import current_actor
from portal.core.web.page_words import reader as page_reader
from portal.core.web.page_words import to
from portal.core.web.pages import go, respond
from portal.core.web.refusals import words_of
from portal.core.web.typed import form_key
from portal.downloads import labels, queries, rules, service
from portal.downloads.models import FileState
from portal.notifications.labels_lists import list_of, list_text

OFFER_HOLDS = 24 * 60 * 60
"""So many seconds what a page offered may be asked for."""


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.secret_key or "", salt=f"list-file:{current_actor().user_id}")


def offer_page(table: TableFile) -> Response:
    """Answer who asks for a file of many rows: with the number, and what can be made of them.

    What is signed into each choice is the view as it was asked for, so nothing else can be asked of the job.
    """
    refusals = {kind: _refusal(table, kind) for kind in sorted(TYPES, key=lambda each: each != table.kind)}
    tokens = {
        kind: _signer().dumps([_address(kind), list_of(table.name), kind, table.count])
        for kind, refusal in refusals.items()
        if not refusal
    }
    return respond(
        "downloads/offer.html",
        status=409 if refusals[table.kind] else 200,
        table=table,
        tokens=tokens,
        refused=refusals[table.kind],
        back=request.script_root + _list_address(request.full_path),
    )


def _refusal(table: TableFile, kind: str) -> str:
    """Return why a kind of file does not hold these rows, nothing where it does."""
    try:
        replace(table, kind=kind).check_length()
    except Refused as refusal:
        return words_of(refusal)
    return ""


def _address(kind: str) -> str:
    """Return the address of the view at hand, asked for as a file of a kind."""
    return f"{_list_address(request.full_path, '&')}export={kind}"


def _list_address(address: str, followed: str = "") -> str:
    """Return the address of the list a file is of, ready to be `followed` by a value where one is to come."""
    path, _mark, query = address.partition("?")
    kept = "&".join(pair for pair in query.split("&") if pair and pair.partition("=")[0] != "export")
    return f"{path}?{kept}{followed if kept else ''}" if kept or followed else path


def ask() -> Response:
    """Have the job make what a page offered, and go to where its progress stands; sent twice, it is one file."""
    actor, now = current_actor(), utc_now()
    asked = _asked()
    owner, body = f"user:{actor.user_id}", sent_forms.body_hash({"asked": [repr(asked)]})
    key = f"list-file:{form_key()}"

    def once() -> str:
        return sent_forms.once(owner, key, body, now, lambda: service.ask(asked, actor, now))

    return go(to("downloads.show", public_id=perform(once)))


def _asked() -> service.Asked:
    try:
        address, name, kind, rows = _signer().loads(request.form.get("wish", ""), max_age=OFFER_HOLDS)
    except BadData:
        raise Refused("downloads.request_unreadable") from None
    return service.Asked(address, name, kind, rows)


def file_page(public_id: str) -> Response:
    """Answer how a file stands: how far it is (asked for again by htmx), where to fetch it, or why there is none."""
    actor = current_actor()
    file = queries.file_for(actor, public_id)
    not_made = file.failed or file.state is FileState.REFUSED
    return respond(
        "downloads/file.html",
        "downloads/_file.html",
        file=file,
        list_name=list_text(file.name),
        pill=labels.state_pill(file),
        refusal=labels.refusal_text(file) if not_made else "",
        may_have=_may_have(file, actor),
        back=request.script_root + _list_address(file.address),
        again=request.script_root + file.address,
        kind=file.kind.upper(),
    )


def _may_have(file: queries.FileFacts, actor: Actor) -> bool:
    made_with = (file.scope, file.permissions.split())
    return rules.may_still_have(made_with, actor.scope, [one.value for one in actor.permissions])


def stored_file(public_id: str) -> Response:
    """Answer the stored file, read block by block.

    A file made with what its owner may see no more is not there (403); one whose time is over, or that the storage
    lost, gets a page that says so.
    """
    actor = current_actor()
    file = queries.file_for(actor, public_id)
    if file.state is not FileState.READY:
        return go(to("downloads.show", public_id=public_id))
    if not _may_have(file, actor):
        abort(403, description="permission")
    try:
        stored = storage.opened(file.storage_key)
    except OSError:
        text = _("It could not be read. Ask for it again on its list.")
        return error_page(503, _("The file is not available now"), text)
    response = send_file(stored, mimetype=TYPES[file.kind], etag=file.sha256, last_modified=file.made_at)
    if response.status_code == 200:
        response.headers["Content-Length"] = str(file.size)
    return called(response, file.file_name, file.title)


def _list(file: Any, reader: Reader) -> Markup:
    return linked(reader.href, list_text(file.name))


def _fetch(file: Any, reader: Reader) -> Any:
    if file.state is not FileState.READY:
        return ""
    kind = file.kind.upper()
    spoken = f"{reader.gettext('Download %(kind)s', kind=kind)} {list_text(file.name)}"
    href = reader.to("downloads.file", public_id=file.public_id)
    return Markup('<a href="%s" aria-label="%s">%s%s</a>') % (
        href,
        spoken,
        page_reader().icon("download"),
        kind,
    )


FILES = Columns(
    Field(_l("List"), _list),
    Field(_l("Rows"), lambda file, reader: reader.number(file.rows), look="n"),
    Field(_l("State"), lambda file, reader: reader.pill(*labels.state_pill(file))),
    Field(_l("Asked for"), lambda file, reader: reader.moment(file.asked_at)),
    Field(_lp("file", "Made"), lambda file, reader: reader.moment(file.made_at)),
    Field(_l("Kept until"), lambda file, reader: reader.moment(file.expires_at)),
    Field(
        _l("Size"),
        lambda file, reader: Markup("<bdi>%s</bdi>") % formats.file_size(file.size, reader.code) if file.size else "–",
        look="n",
    ),
    Field(_l("File"), _fetch),
    address=lambda file, reader: reader.to("downloads.show", public_id=file.public_id),
    cards=True,
)
"""One's own files of lists."""


def files_page() -> Response:
    """Answer one's own files, the newest first."""
    page = queries.files_of(current_actor(), list_state(request.args, sorts=[], filters={}))
    return respond("downloads/list.html", page=page, table=FILES.drawn(page.rows), most_at_once=MOST_AT_ONCE)


def install(app: Flask) -> None:
    """Let lists offer what is too large for one request."""
    offer_later(app, offer_page)
