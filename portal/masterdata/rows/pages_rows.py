"""Pages of one kind of master data: its list and file, the form of a row with its history, the template."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from flask import Response, request
from flask_babel import gettext as _
from flask_babel import lazy_pgettext as _lp

from portal.core.errors import FieldRefused, Refused
from portal.core.sheets.writer import ColumnKind
from portal.core.tables import Select, list_state
from portal.core.web.cells import linked
from portal.core.web.columns import Columns, Reader
from portal.core.web.columns import Field as Shown
from portal.core.web.downloads import wanted_export
from portal.core.web.guards import current_actor
from portal.core.web.page_words import ltr
from portal.core.web.pages import respond
from portal.core.web.refusals import words_of
from portal.masterdata import queries
from portal.masterdata.ports import Kind
from portal.masterdata.rows.pages_merges import merges_of
from portal.masterdata.rows.pages_questions import question
from portal.masterdata.rows.pages_related import leads_of, related, uses_of
from portal.masterdata.rows.pages_waiting import mark_waiting, waiting_of, waits_cell
from portal.masterdata.rows.queries_against import against_the_rest
from portal.masterdata.rows.service_rows import RowRefused
from portal.masterdata.rules_cells import Unreadable, is_a_day, read, unmistakable
from portal.masterdata.rules_changes import Objection, differing
from portal.masterdata.rules_fields import Field, Row, Shape, Value
from portal.masterdata.words.labels import field_words, kind_words
from portal.masterdata.words.labels_codes import codes_there_are
from portal.masterdata.words.labels_kinds import BESIDE_WORDS, GAP_WORDS, USE_WORDS
from portal.masterdata.words.pages_words import change_words, key_text, latin_told, value_text

WIDTHS: Mapping[Shape, int] = {
    Shape.TEXT: 36,
    Shape.EMAIL: 28,
    Shape.PHONE: 18,
    Shape.WORDS: 28,
    Shape.WHOLE: 12,
    Shape.DECIMAL: 14,
    Shape.DAY: 12,
}
SHEET_KINDS: Mapping[Shape, ColumnKind] = {
    Shape.WHOLE: ColumnKind.INTEGER,
    Shape.DECIMAL: ColumnKind.NUMBER,
    Shape.DAY: ColumnKind.DATE,
}


def _is_filter(one: Field) -> bool:
    """Choices narrow a list, and whether a row is in use."""
    return one.shape is Shape.CHOICE or one.name == "active"


def _choices(one: Field) -> list[str]:
    return ["yes", "no"] if one.shape is Shape.YES_NO else [*one.choices]


@cache
def columns_of(kind: Kind) -> Columns:
    """Return the columns of a kind's list."""
    first = kind.fields.key[0]
    fields = [_column(kind, one, first) for one in kind.fields.all]
    if kind.second:
        fields.append(Shown(_lp("master data", "Waits"), waits_cell))
    return Columns(*fields, address=_row_address(kind), cards=True)


def _row_address(kind: Kind) -> Any:
    return lambda row, reader: reader.at("hq_masterdata.row", kind=kind.name, key=kind.fields.key_of(row))


def _column(kind: Kind, one: Field, first: str) -> Shown:
    name, shape = one.name, one.shape

    def cell(row: Row, reader: Reader) -> Any:
        told = value_text(one, row[name], row.get("currency"))
        return linked(reader.href, ltr(told) if shape is Shape.CODE else told) if name == first else told

    figures = shape in (Shape.WHOLE, Shape.DECIMAL)
    place = [each.name for each in kind.fields.all].index(name)
    return Shown(
        field_words(name),
        cell,
        lambda row: sheet_value(one, row[name]),
        kind=SHEET_KINDS.get(shape, ColumnKind.TEXT),
        width=WIDTHS.get(shape, 16),
        select=(name,),
        sort=name,
        order=(name,),
        look="n" if figures else "",
        aside=place > 7,
    )


def sheet_value(one: Field, value: Value) -> Any:
    """Return what a file says of a value, so that reading the file gives the value again."""
    if value is None or value in ("", one.unknown):
        return None
    if one.shape is Shape.YES_NO:
        return "yes" if value else "no"
    if one.shape is Shape.DECIMAL:
        return unmistakable(Decimal(str(value)))
    if one.shape is Shape.DAY:
        return date.fromisoformat(str(value))
    return value if one.shape is Shape.WHOLE else str(value)


def list_page(kind: Kind) -> Response:
    """List the rows of a kind, or hand them out as a file that may come in again."""
    columns = columns_of(kind)
    choices = {one.name: _choices(one) for one in kind.fields.all if _is_filter(one)}
    filters = {"gap": [*kind.gaps], **choices, **_of_one(kind)}
    state = list_state(request.args, sorts=columns.sorts(kind.fields.key[0]), filters=filters)
    title, about = kind_words(kind.name)
    if wanted := wanted_export():
        return columns.file(wanted, kind.name.replace("_", "-"), queries.all_rows(kind, state), title=str(title))
    page = queries.rows_page(kind, state)
    if kind.second:
        mark_waiting(kind, page.rows)
    return respond(
        "masterdata/hq_rows.html",
        kind=kind.name,
        title=title,
        about=about,
        page=page,
        table=columns.drawn(page.rows),
        selects=_selects(kind),
        may_edit=current_actor().may(kind.edits),
        beside=_beside(kind),
    )


def _beside(kind: Kind) -> list[tuple[Any, str, str]]:
    """Return the pages that show more of a kind: what they show, their endpoint, and the picture of it."""
    return [(BESIDE_WORDS[name][0], endpoint, BESIDE_WORDS[name][1]) for name, endpoint in kind.beside.items()]


def _of_one(kind: Kind) -> dict[str, list[str]]:
    """The codes by which the address narrows a list, exactly: all rows of one part, all companies of one seller."""
    codes = [name for name in kind.fields.key if kind.fields.named(name).shape is Shape.CODE]
    asked = {name: request.args.get(name, "").replace("\x00", "") for name in (*codes, *kind.found_by)}
    return {name: [value] for name, value in asked.items() if value}


def _days_asked(kind: Kind) -> Row:
    """The days that identify rows and that the address names for a new one."""
    asked = {each.name: request.args.get(each.name, "") for each in kind.fields.all if each.shape is Shape.DAY}
    return {name: text for name, text in asked.items() if name in kind.fields.key and is_a_day(text)}


def _selects(kind: Kind) -> list[Select]:
    told: list[Select] = [
        (one.name, field_words(one.name), [(word, _choice_words(one, word)) for word in _choices(one)])
        for one in kind.fields.all
        if _is_filter(one)
    ]
    told += [(name, field_words(name), [(value, value)]) for name, (value,) in _of_one(kind).items()]
    if kind.gaps:
        told.append(("gap", _("What is missing"), [(name, GAP_WORDS[name]) for name in kind.gaps]))
    return told


def _choice_words(one: Field, word: str) -> Any:
    return value_text(one, word == "yes" if one.shape is Shape.YES_NO else word)


@dataclass(frozen=True, slots=True)
class Typed:
    """A form of a row as it was sent: what could be read of it, what was typed, and what is wrong, by field."""

    values: Row
    typed: Mapping[str, str]
    faults: Mapping[str, str]


def typed_row(kind: Kind) -> Typed:
    """Return the row of the form that was sent; nothing typed is lost."""
    values: Row = {}
    typed: dict[str, str] = {}
    faults: dict[str, str] = {}
    for one in kind.fields.all:
        several = one.shape is Shape.WORDS
        sent = ", ".join(request.form.getlist(one.name)) if several else request.form.get(one.name, "")
        typed[one.name] = sent.replace("\x00", "")
        try:
            values[one.name] = read(one, typed[one.name].replace("\r\n", "\n"), codes_there_are())
        except Unreadable as why:
            faults[one.name] = words_of(Refused(why.code, **why.facts))
    return Typed(values, typed, faults)


def judged(kind: Kind, key: str | None, sent: Typed) -> Typed:
    """Return a form some fields of which say nothing allowed, with what speaks against its other fields."""
    found = _faults(against_the_rest(kind, key, sent.values))
    if kind.second and not request.form.get("reason", "").strip():
        found["reason"] = words_of(Refused("masterdata.without_reason"))
    return Typed(sent.values, sent.typed, found | {**sent.faults})


def _faults(objections: Sequence[Objection]) -> dict[str, str]:
    """The first of what speaks against each field, in words."""
    return {one.field: words_of(Refused(one.code, **one.facts)) for one in reversed(objections)}


def typed_text(one: Field, value: Value) -> str:
    """Return a value as it is typed into its field."""
    if value is None or value == one.unknown:
        return ""
    if one.shape is Shape.YES_NO:
        return "yes" if value else "no"
    return f"{unmistakable(Decimal(str(value))):f}" if one.shape is Shape.DECIMAL else str(value)


def form_page(kind: Kind, key: str | None, sent: Typed | None = None, refused: Refused | None = None) -> Response:
    """Show a row with its form and its history; an empty form for a new one (no key).

    What was refused stands in the form that was sent: that of the change, or of the removal, which sends no fields.
    """
    row = None if key is None else queries.row_of(kind, key)
    faults = dict(sent.faults) if sent else {}
    problem, removing = "", refused is not None and sent is None
    if isinstance(refused, FieldRefused) and (not removing or refused.field == "reason"):
        told = _faults(refused.all) if isinstance(refused, RowRefused) else {}
        faults |= told | {refused.field: words_of(refused)}
    elif refused is not None:
        problem = words_of(refused)
    start = row or kind.fields.usual | {name: value for name, (value,) in _of_one(kind).items()} | _days_asked(kind)
    shown = sent.typed if sent else {one.name: typed_text(one, start[one.name]) for one in kind.fields.all}
    title, _about = kind_words(kind.name)
    return respond(
        "masterdata/hq_row.html",
        status=422 if faults or problem else 200,
        kind=kind.name,
        title=title,
        key=key,
        name="" if key is None else key_text(kind, key),
        seen=_seen(row),
        fields=[question(kind, one, shown.get(one.name, ""), faults.get(one.name, ""), key) for one in kind.fields.all],
        removing=removing,
        latin="" if row is None else latin_told(kind, [row]),
        problem=problem,
        leads=[] if refused is None else leads_of(kind, refused.code, refused.facts),
        reason=request.form.get("reason", ""),
        reason_fault=faults.get("reason", ""),
        second=kind.second,
        may_go=kind.may_go and key is not None,
        may_edit=current_actor().may(kind.edits),
        facts=[]
        if row is None
        else [
            (field_words(one.name, kind.name), value_text(one, row[one.name], row.get("currency")))
            for one in kind.fields.all
        ],
        waiting=[] if key is None else waiting_of(kind, key),
        history=[] if key is None else history(kind, key),
        related=[] if key is None else related(kind, key),
        use_words=USE_WORDS,
        goes_out_of_use=kind.uses is not None,
        uses=[] if key is None else uses_of(kind, key),
        beside=[] if key is None else _beside(kind),
    )


def _seen(row: Row | None) -> str:
    """What the page showed of a row, so that a change made from it is told from one made meanwhile."""
    return "" if row is None else json.dumps(row, sort_keys=True, ensure_ascii=True)


def history(kind: Kind, key: str) -> list[dict[str, Any]]:
    """Return what happened to a row, the newest first: what changed from what to what, who, when, from which file."""
    told = merges_of(kind, key)
    for past in queries.history_of(kind, key):
        changes = [
            change_words(kind.fields.named(name), past.before, past.after)
            for name, _old, _new in differing(past.before, past.after)
            if name not in kind.fields.key
        ]
        told.append(
            {
                "id": past.change_set_id,
                "at": past.at,
                "by": past.by,
                "file": past.file_name,
                "undone": past.undone,
                "changes": changes,
                "action": past.action,
            }
        )
    return sorted(told, key=lambda one: one["at"], reverse=True)
