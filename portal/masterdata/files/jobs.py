"""Reading files of master data and comparing them, applying change sets and taking them back; all safe to repeat."""

from typing import Any

import structlog

from portal.accounts.queries_actor import person_of
from portal.core import storage
from portal.core.actor import Actor
from portal.core.clock import utc_now
from portal.core.data.outages import is_outage
from portal.core.data.sessions import db, perform
from portal.core.errors import NotVisible, Refused
from portal.core.jobs.failures import MOST_ATTEMPTS
from portal.core.jobs.queue import Lost, Running, ends, handles
from portal.core.sheets.model import Book
from portal.core.sheets.reader import read_book
from portal.intake.rules_layout import layouts_of
from portal.masterdata import queries, service
from portal.masterdata.files import queries_told, service_files
from portal.masterdata.files.rules_columns import likely_heading, placed, unread
from portal.masterdata.files.rules_compare import NEW_LACKS, compared, filled, objected, read_table
from portal.masterdata.files.service_files import Chosen
from portal.masterdata.models import ChangeSet
from portal.masterdata.ports import Kind, kind_named
from portal.masterdata.rules_limits import LIMITS, NOT_OF_AN_ORDER, check_rows
from portal.masterdata.states import ChangeSetState
from portal.masterdata.words import labels_codes

log = structlog.get_logger("portal.masterdata")
STEPS = 5


@handles(queries.CHECK)
def check(running: Running) -> dict[str, Any] | None:
    """Read a file, find its columns, compare its rows with what is there, and keep what was found."""
    found = _begun(running, ChangeSetState.CHECKING)
    if found is None:
        return None
    row, kind, _actor = found
    try:
        return _check(running, row, kind)
    except Refused as refused:
        perform(service.step_back, row.id, refused, utc_now())
        return {"refused": refused.code}
    except Exception as error:
        _give_up(running, row.id, error)
        raise


def _check(running: Running, row: ChangeSet, kind: Kind) -> dict[str, Any]:
    book = _book(row, kind)
    running.progress(1, STEPS)
    chosen, sure, guessed = _chosen(book, row, kind)
    if not sure:
        perform(service_files.ask_for_columns, row.id, book, chosen, None)
        return {"columns": "asked"}
    sheet = book.sheets[chosen.sheet]
    check_rows(sheet, chosen.heading, LIMITS.rows)
    table = read_table(sheet, chosen.heading, chosen.columns, kind.fields, labels_codes.codes_there_are())
    running.progress(2, STEPS)
    firsts = {str(one.values[kind.fields.key[0]]) for one in table.rows} if kind.whole_by_first else None
    there = queries.present(kind, None if row.whole else {one.key for one in table.rows}, firsts)
    running.progress(3, STEPS)
    result = compared(table, there, kind.fields, whole=row.whole)
    lacking = any(one.code == NEW_LACKS for one in result.wrong)
    if guessed and lacking and unread(sheet, chosen.heading, chosen.columns):
        perform(service_files.ask_for_columns, row.id, book, chosen, None)
        return {"columns": "asked"}
    result = filled(result, kind.fill(result.changes))
    result.wrong = queries_told.cells_told(result.wrong, sheet, chosen.columns)
    result = objected(result, queries_told.columns_told(result.changes, kind.against(result.changes)))
    db.session.remove()
    running.progress(4, STEPS)
    perform(service_files.keep_check, row.id, book, chosen, result, table.count)
    log.info("change_set_checked", change_set=row.id, rows=table.count, wrong=len(result.wrong))
    return {"rows": table.count, "changes": len(result.changes), "wrong": len(result.wrong)}


def _book(row: ChangeSet, kind: Kind) -> Book:
    """The tables of a file; of an encoding nothing tells, the headings of its kind in every language do."""
    data, known = storage.get(row.storage_key, row.sha256), [*labels_codes.headings_of(kind)]
    try:
        return read_book(data, row.file_name, LIMITS, known, patience=60)
    except Refused as refused:
        raise Refused(NOT_OF_AN_ORDER.get(refused.code, refused.code), **refused.facts) from refused


def _chosen(book: Book, row: ChangeSet, kind: Kind) -> tuple[Chosen, bool, bool]:
    """Where things stand, if surely, and if guessed: somebody said it, now or of this layout before, or headings do."""
    if row.columns:
        said = {name: int(at) for name, at in row.columns.items()}
        return Chosen(row.sheet, row.heading, said, row.whole), True, False
    layouts = {layout: (sheet, heading) for layout, sheet, heading in reversed(list(layouts_of(book)))}
    for layout, columns in queries.remembered_columns(kind, [*layouts]).items():
        return Chosen(*layouts[layout], columns), True, False
    found = placed(book, labels_codes.headings_of(kind), labels_codes.measures_of(kind.fields))
    if found.heading is None:
        return Chosen(found.sheet, likely_heading(book.sheets[found.sheet]), {}), False, True
    whole_row = all(one.name in found.columns for one in kind.fields.all if one.needed)
    more = len(found.columns) > len(kind.fields.key) or whole_row
    return Chosen(found.sheet, found.heading, found.columns), more and not found.lacking(kind.fields.key), True


@handles(queries.WRITE)
def write(running: Running) -> dict[str, Any] | None:
    """Apply a change set, or take it back, in the name of whoever asked or agreed."""
    found = _begun(running, ChangeSetState.APPLYING, ChangeSetState.UNDOING)
    if found is None:
        return None
    row, _kind, actor = found
    try:
        rows = perform(service.write, row.id, actor, utc_now())
    except Refused as refused:
        perform(service.step_back, row.id, refused, utc_now())
        return {"refused": refused.code}
    except Exception as error:
        _give_up(running, row.id, error)
        raise
    log.info("change_set_written", change_set=row.id, rows=rows)
    return {"rows": rows}


def _begun(running: Running, *states: ChangeSetState) -> tuple[ChangeSet, Kind, Actor] | None:
    """The change set of a job, its kind and who asked; None where it is somewhere else by now."""
    row = queries.change_set(running.payload["change_set_id"])
    actor = person_of(running.payload["user_id"])
    if row.state not in states:
        return None
    try:
        kind = kind_named(row.kind, actor) if actor is not None else None
    except NotVisible:
        kind = None
    if actor is None or kind is None:
        perform(service.step_back, row.id, Refused("masterdata.not_yours_any_more"), utc_now())
        return None
    db.session.expunge(row)
    return row, kind, actor


def _give_up(running: Running, change_set_id: int, error: Exception) -> None:
    if running.claimed.attempts >= MOST_ATTEMPTS and not isinstance(error, Lost) and not is_outage(error):
        perform(service.step_back, change_set_id, Refused("masterdata.failed"), utc_now())


@ends(queries.CHECK)
def check_ended(payload: dict[str, Any]) -> None:
    """Tell that a file could not be read."""
    service.step_back(payload["change_set_id"], Refused("masterdata.failed"), utc_now())


@ends(queries.WRITE)
def write_ended(payload: dict[str, Any]) -> None:
    """Tell that a change set could not be applied or taken back."""
    service.step_back(payload["change_set_id"], Refused("masterdata.failed"), utc_now())
