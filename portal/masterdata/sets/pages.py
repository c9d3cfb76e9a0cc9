"""Pages of change sets: all of them, one with its rows and what is wrong, and the page that asks for columns."""

from typing import Any

from flask import Response, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from portal.approvals.ports import Elsewhere, waits_elsewhere
from portal.core.actor import Actor
from portal.core.clock import utc_now
from portal.core.errors import FieldRefused, Refused
from portal.core.sheets.writer import ColumnKind
from portal.core.tables import list_state
from portal.core.web.cells import linked
from portal.core.web.columns import Columns, Field
from portal.core.web.downloads import wanted_export
from portal.core.web.guards import current_actor
from portal.core.web.pages import respond, wants_partial
from portal.core.web.refusals import status_of, words_of
from portal.masterdata import queries, queries_figures
from portal.masterdata.downward.queries_drafts import Touched, touched_by
from portal.masterdata.models import ChangeSet, RowProblem
from portal.masterdata.ports import Kind, kind_named, kinds_for, kinds_to_agree_to
from portal.masterdata.queries import ShownChange
from portal.masterdata.queries_uses import out_of_use_by
from portal.masterdata.rows.pages_owed import owed_words
from portal.masterdata.rows.pages_related import leads_of
from portal.masterdata.rules_changes import Action, differing
from portal.masterdata.rules_keys import SEPARATOR, key_words
from portal.masterdata.sets import pages_file
from portal.masterdata.sets.pages_remarks import remarks_on
from portal.masterdata.states import UNDER_WAY, ChangeSetState
from portal.masterdata.words.labels import ACTION_TONES, ACTION_WORDS, STATE_TONES, STATE_WORDS, field_words, kind_words
from portal.masterdata.words.pages_words import change_words, key_text, latin_told, who_may
from portal.orders.labels import STATE_WORDS as ORDER_WORDS

PROBLEMS_SHOWN = 100


def _what(row: ChangeSet) -> str:
    what = row.file_name or (
        ngettext("%(num)s row", "%(num)s rows", row.rows) if row.takes_back else _("One row, from its page")
    )
    return _("Taking back: %(what)s", what=what) if row.takes_back else what


SETS = Columns(
    Field(
        _l("Change"),
        lambda row, reader: linked(reader.href, _what(row)),
        _what,
        width=36,
    ),
    Field(
        _l("Kind of data"),
        lambda row, _reader: kind_words(row.kind)[0],
        lambda row: str(kind_words(row.kind)[0]),
        sort="kind",
    ),
    Field(
        _l("State"),
        lambda row, reader: reader.pill(STATE_WORDS[row.state], STATE_TONES[row.state]),
        lambda row: str(STATE_WORDS[row.state]),
        width=24,
        sort="state",
    ),
    Field(
        _l("Rows"),
        lambda row, reader: reader.number(row.rows),
        lambda row: row.rows,
        kind=ColumnKind.INTEGER,
        sort="rows",
        look="n",
    ),
    Field(
        _l("Changes"),
        lambda row, reader: reader.number(row.new + row.changed + row.gone),
        lambda row: row.new + row.changed + row.gone,
        kind=ColumnKind.INTEGER,
        select=("changes",),
        look="n",
    ),
    Field(_l("Asked by"), lambda row, _reader: row.asked_by_name, lambda row: row.asked_by_name, width=24, sort="by"),
    Field(
        _l("When"),
        lambda row, reader: reader.moment(row.asked_at),
        lambda row: row.asked_at,
        kind=ColumnKind.INSTANT,
        width=20,
        sort="at",
    ),
    address=lambda row, reader: reader.at("hq_masterdata_sets.show", change_set_id=row.id),
    cards=True,
)
"""The list of change sets."""


def index_page() -> Response:
    """Show every kind somebody may see: how many rows, what is missing, when it was changed last."""
    kinds = kinds_for(current_actor())
    last = queries.last_changes([kind.name for kind in kinds])
    figures = queries_figures.figures_of(kinds)
    return respond(
        "masterdata/sets/hq_index.html",
        kinds=[
            {
                "name": kind.name,
                "title": kind_words(kind.name)[0],
                "about": kind_words(kind.name)[1],
                "count": figures[kind.name].rows,
                "gaps": sum(1 for count in figures[kind.name].gaps.values() if count),
                "at": figures[kind.name].at,
                "last": last.get(kind.name),
            }
            for kind in kinds
        ],
        waiting=queries.waiting_sets([kind.name for kind in kinds]),
    )


@waits_elsewhere
def waiting_changes(actor: Actor) -> list[Elsewhere]:
    """Return the change sets that wait for a second person, of the kinds somebody may agree to, the oldest first."""
    rows = queries.sets_that_wait([kind.name for kind in kinds_to_agree_to(actor)])
    return [
        Elsewhere(
            kind_words(row.kind)[0],
            _what(row),
            url_for("hq_masterdata_sets.show", change_set_id=row.id),
            row.asked_by,
            row.asked_by_name,
            row.asked_at,
            row.reason,
        )
        for row in rows
    ]


def sets_page() -> Response:
    """List the change sets of the kinds somebody may see."""
    names = [kind.name for kind in kinds_for(current_actor())]
    filters = {"kind": names, "state": [state.value for state in ChangeSetState]}
    state = list_state(request.args, sorts=SETS.sorts("-at"), filters=filters)
    if kind := wanted_export():
        return SETS.file(kind, "changes", queries.all_change_sets(state, names), title=_("Changes of master data"))
    page = queries.change_sets_page(state, names)
    return respond(
        "masterdata/sets/hq_sets.html",
        page=page,
        table=SETS.drawn(page.rows),
        selects=[
            ("kind", _("Kind of data"), [(name, kind_words(name)[0]) for name in names]),
            ("state", _("State"), [(each.value, STATE_WORDS[each]) for each in ChangeSetState]),
        ],
    )


PROBLEMS = Columns(
    Field(_l("Row"), value=lambda one: one.row_number, kind=ColumnKind.INTEGER, width=8),
    Field(_l("Column"), value=lambda one: str(field_words(one.field)) if one.field else None, width=24),
    Field(_l("What was written"), value=lambda one: key_words(one.written) or None, width=24),
    Field(_l("What is wrong"), value=lambda one: words_of(Refused(one.code, **one.facts)), width=80),
)
"""What is wrong with a file, as a file."""


def problem_words(one: RowProblem) -> str:
    """Return what is wrong with a cell in the reader's words."""
    return words_of(Refused(one.code, **one.facts))


def problems_file(row: ChangeSet, kind: str) -> Response:
    """Answer everything that is wrong with a file, as a file."""
    return PROBLEMS.file(kind, "problems", queries.all_problems(row.id), title=_("What is wrong"))


def set_page(row: ChangeSet, refused: Refused | None = None) -> Response:
    """Show a change set: how it stands, what it changes row by row, what is wrong, and what can be done."""
    kind = kind_named(row.kind, current_actor())
    filters = {"action": [action.value for action in Action]}
    state = list_state(request.args, sorts=[], filters=filters)
    if wanted := wanted_export():
        return problems_file(row, wanted)
    page = queries.changes_page(row.id, state)
    actor, mine = current_actor(), row.asked_by == current_actor().user_id
    return respond(
        "masterdata/sets/hq_set.html",
        "masterdata/sets/_set.html",
        status=status_of(refused) if refused else 200,
        set=row,
        title=kind_words(row.kind)[0],
        what=_what(row),
        state=(STATE_WORDS[row.state], STATE_TONES[row.state]),
        oob=wants_partial(),
        under_way=row.state in UNDER_WAY,
        why=(why := _why(row, kind)),
        leads=leads_of(kind, row.problem, row.problem_facts) if why else [],
        tables=pages_file.told_of_tables(row),
        refused=words_of(refused) if refused and not isinstance(refused, FieldRefused) else "",
        fault=words_of(refused) if isinstance(refused, FieldRefused) else "",
        faulty=refused.field if isinstance(refused, FieldRefused) else "",
        page=page,
        rows=[_shown(kind, one) for one in page.rows],  # type: ignore[arg-type]
        actions=[(action.value, ACTION_WORDS[action]) for action in Action],
        problems=[
            (
                one.row_number,
                field_words(one.field, kind.name) if one.field else "",
                _written(kind, one),
                problem_words(one),
            )
            for one in queries.problems_of(row.id, PROBLEMS_SHOWN)
        ],
        second=kind.second,
        touched=_touched(row, kind),
        owed=_owed(row, kind),
        order_words=ORDER_WORDS,
        unread=pages_file.unread_of(row),
        turned=pages_file.turned(row, kind),
        hidden=pages_file.hidden(row),
        remarks=remarks_on(row, kind),
        stays=words_of(Refused(kind.stays)) if kind.stays else "",
        latin=latin_told(kind, [one.after for one in page.rows]),  # type: ignore[attr-defined]
        mine=mine,
        may_edit=actor.may(kind.edits),
        deciders=who_may(kind.agrees),
        may_decide=actor.may(kind.agrees) and not mine,
        typed=request.form,
    )


def _written(kind: Kind, one: RowProblem) -> str:
    """What was written in a cell, or in all fields of a key, each with its name."""
    parts = one.written.split(SEPARATOR)
    if len(parts) != len(kind.fields.key) or len(parts) == 1:
        return one.written
    told = zip(kind.fields.key, parts, strict=True)
    return ", ".join(_("%(label)s: %(text)s", label=field_words(name), text=text) for name, text in told if text)


def _why(row: ChangeSet, kind: Kind) -> str:
    """Why a job could not go on; where something speaks against a row, with the row and the column.

    Nothing of what was taken back after all, where older versions kept the refusal of an earlier try.
    """
    if not row.problem or row.state is ChangeSetState.UNDONE:
        return ""
    facts = dict(row.problem_facts)
    key, field = facts.pop("at_key", ""), facts.pop("at_field", "")
    told = words_of(Refused(row.problem, **facts))
    where = " · ".join(filter(None, (key_text(kind, key), str(field_words(field)) if field else "")))
    return _("%(where)s: %(why)s", where=where, why=told) if key else told


def _touched(row: ChangeSet, kind: Kind) -> Touched | None:
    """Which open orders a change would price anew; None where it is no question (any more)."""
    if row.state not in (ChangeSetState.CHECKED, ChangeSetState.WAITING):
        return None
    return touched_by(kind, row.id, utc_now().date())


def _owed(row: ChangeSet, kind: Kind) -> str:
    """What the rows that a change takes out of use owe, in words; "" where it is no question (any more)."""
    if kind.owed is None or row.state not in (ChangeSetState.CHECKED, ChangeSetState.WAITING):
        return ""
    return owed_words(kind, out_of_use_by(row.id))


def _shown(kind: Kind, one: ShownChange) -> dict[str, Any]:
    whole = one.action is not Action.CHANGED
    names = [name for name, old, new in differing(one.before, one.after) if name not in kind.fields.key or not whole]
    return {
        "key": key_text(kind, one.key),
        "row": one.row_number,
        "action": (ACTION_WORDS[one.action], ACTION_TONES[one.action]),
        "changes": [change_words(kind.fields.named(name), one.before, one.after) for name in names],
        "whole": whole,
        "new": one.action is Action.NEW,
    }
