"""Pages of a general distributor's prices for its dealers: its lists, one list, and a file held against it."""

from datetime import date
from typing import Any

from flask import Response, request
from flask_babel import lazy_gettext as _l

from portal.core.errors import FieldRefused, Refused
from portal.core.sheets.writer import ColumnKind
from portal.core.tables import list_state
from portal.core.web.columns import Columns, Field
from portal.core.web.downloads import wanted_export
from portal.core.web.page_words import ltr
from portal.core.web.pages import respond
from portal.core.web.refusals import status_of, words_of
from portal.masterdata import queries
from portal.masterdata.downward.rules import LIMITS, LIST_FIELDS, PRICE_FIELDS
from portal.masterdata.downward.service import LISTS, PRICES, Checked, prices_in
from portal.masterdata.files import pages_template
from portal.masterdata.files.rules_columns import unread
from portal.masterdata.rows.pages_questions import question
from portal.masterdata.rows.pages_rows import Typed, sheet_value, typed_text
from portal.masterdata.rules_changes import Action, Change, differing
from portal.masterdata.words.labels import ACTION_TONES, ACTION_WORDS, field_words
from portal.masterdata.words.pages_words import change_words
from portal.pricing.queries_downward import ListFacts, lists_of
from portal.pricing.service_downward import ListTerms

SHOWN = 200
"""So many changes, and so many faults, of a file stand on its page."""


def _price(row: Any) -> Any:
    return sheet_value(PRICE_FIELDS.named("price"), row["price"])


LISTED = Columns(
    Field(
        _l("Part number"),
        lambda row, _reader: ltr(row["part"]),
        lambda row: row["part"],
        width=18,
        select=("part",),
        sort="part",
        order=("part",),
    ),
    Field(
        _l("Price"),
        lambda row, reader: reader.unit_price(_price(row)),
        _price,
        kind=ColumnKind.NUMBER,
        width=14,
        select=("price",),
        sort="price",
        order=("price",),
        look="n",
    ),
    Field(_l("Currency"), lambda row, _reader: ltr(row["currency"]), lambda row: row["currency"], select=("currency",)),
    cards=True,
)
"""The prices of a list; its file may come in again."""


def index_page(owner_id: int, sent: Typed | None = None, refused: Refused | None = None) -> Response:
    """Show the lists a general distributor keeps, and the form of a new one."""
    return respond(
        "masterdata/downward/distributor_downward_lists.html",
        status=_status(sent, refused),
        lists=lists_of(owner_id),
        **_form(sent, refused, None),
    )


def list_page(known: ListFacts, sent: Typed | None = None, refused: Refused | None = None, fault: str = "") -> Response:
    """Show a list with the form of its terms, that of a file (`fault`: what is wrong with the one sent), its prices."""
    kind = prices_in(known.id)
    state = list_state(request.args, sorts=LISTED.sorts("part"), filters={})
    if wanted := wanted_export():
        return LISTED.file(wanted, "prices-for-dealers", queries.all_rows(kind, state), title=known.name)
    page = queries.rows_page(kind, state)
    return respond(
        "masterdata/downward/distributor_downward_list.html",
        status=422 if fault else _status(sent, refused),
        known=known,
        page=page,
        table=LISTED.drawn(page.rows),
        allowed=pages_template.allowed(PRICES),
        most=LIMITS.rows,
        mebibytes=LIMITS.file_mib,
        fault=fault,
        **_form(sent, refused, known),
    )


def file_page(known: ListFacts, seen: Checked, refused: Refused | None = None) -> Response:
    """Show what a file would change in a list, and what is wrong with it."""
    return respond(
        "masterdata/downward/distributor_downward_file.html",
        status=status_of(refused) if refused else 200,
        known=known,
        seen=seen,
        counts=[(ACTION_WORDS[action], seen.count(action)) for action in Action],
        problems=[
            (one.row_number, field_words(one.field) if one.field else "", one.written, _wrong(one.code, one.facts))
            for one in seen.found.wrong[:SHOWN]
        ],
        changes=[_shown(one) for one in seen.found.changes[:SHOWN]],
        shown=SHOWN,
        unread=unread(seen.kept.book.sheets[seen.chosen.sheet], seen.chosen.heading, seen.chosen.columns),
        refused=words_of(refused) if refused else "",
    )


def terms_of(sent: Typed) -> ListTerms:
    """Return the terms a form without faults says."""
    first, last = sent.values["valid_from"], sent.values["valid_to"]
    until = date.fromisoformat(str(last)) if last else None
    return ListTerms(str(sent.values["name"]), str(sent.values["currency"]), date.fromisoformat(str(first)), until)


def _wrong(code: str, facts: Any) -> str:
    return words_of(Refused(code, **facts))


def _status(sent: Typed | None, refused: Refused | None) -> int:
    return status_of(refused) if refused else 422 if sent and sent.faults else 200


def _form(sent: Typed | None, refused: Refused | None, known: ListFacts | None) -> dict[str, Any]:
    """What the form of a list's terms shows: as it was sent, else as the list is, and what is wrong by field."""
    faults = dict(sent.faults) if sent else {}
    if isinstance(refused, FieldRefused):
        faults[refused.field] = words_of(refused)
    values = sent.typed if sent else {one.name: _typed(known, one) for one in LIST_FIELDS.all}
    return {
        "fields": [
            question(LISTS, one, values.get(one.name, ""), faults.get(one.name, "")) for one in LISTS.fields.all
        ],
        "problem": words_of(refused) if refused and not isinstance(refused, FieldRefused) else "",
    }


def _typed(known: ListFacts | None, one: Any) -> str:
    return typed_text(one, queries.plain(getattr(known, one.name))) if known else ""


def _shown(one: Change) -> dict[str, Any]:
    names = [name for name, _old, _new in differing(one.before, one.after) if name not in PRICE_FIELDS.key]
    return {
        "key": ltr(one.key),
        "row": one.row_number,
        "action": (ACTION_WORDS[one.action], ACTION_TONES[one.action]),
        "changes": [change_words(PRICE_FIELDS.named(name), one.before, one.after) for name in names],
        "whole": one.action is not Action.CHANGED,
        "new": one.action is Action.NEW,
    }
