"""Which part of the queue somebody looks at: what its address asks for, and the filters it offers."""

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.accounts.pages_several import MANY, company_list_state, is_typed, typed_company
from portal.accounts.queries import distributor_facts
from portal.accounts.queries_people import names_of
from portal.core import formats
from portal.core.errors import NotVisible
from portal.core.numerals import whole_number
from portal.core.sheets.writer import ColumnKind
from portal.core.tables import ListState
from portal.core.web.columns import Columns, Field
from portal.core.web.languages import language
from portal.orders.types.states import OrderType
from portal.review import labels, pages_rows, queries
from portal.review.labels_due_clock import DUE_WORDS
from portal.review.models import ItemKind

TAKES = "takes"
"""The mark of the queue's page where its reader may take and approve what waits."""


def _findings(row: queries.QueueRow) -> str:
    return formats.listed([labels.finding_words(each, language()) for each in row.findings], language())


QUEUE = Columns(
    Field(_l("Choose"), pages_rows.tick, look="tick", only=TAKES),
    Field(
        _l("Due"),
        pages_rows.due,
        lambda row: row.due_at,
        kind=ColumnKind.INSTANT,
        width=20,
        sort="due",
        order=("due_at",),
    ),
    Field(_l("Number"), value=lambda row: row.number, width=18),
    Field(_l("What"), pages_rows.what),
    Field(_l("PO number"), value=lambda row: row.po_number, width=18),
    Field(
        _l("Distributor"),
        pages_rows.distributor,
        lambda row: row.distributor_name,
        width=32,
        sort="distributor",
        order=("distributor_name",),
    ),
    Field(_l("Country"), value=lambda row: formats.country(row.country, language()), width=18),
    Field(
        _l("Type"),
        pages_rows.kind,
        lambda row: str(labels.TYPE_WORDS[row.order_type or row.kind.value]),
        select=("order_type",),
    ),
    Field(
        _l("Lines"),
        lambda shown, reader: reader.number(shown.row.line_count),
        lambda row: row.line_count,
        kind=ColumnKind.INTEGER,
        width=8,
        look="n",
        sort="lines",
        order=("line_count",),
    ),
    Field(
        _l("Value"),
        lambda shown, reader: reader.money(shown.row.value, shown.row.currency),
        lambda row: row.value,
        kind=ColumnKind.AMOUNT,
        look="n",
        sort="value",
        order=("value",),
    ),
    Field(_l("Currency"), value=lambda row: row.currency, kind=ColumnKind.CURRENCY, width=9),
    Field(_l("Findings"), pages_rows.findings, _findings, width=48, select=("findings",)),
    Field(_l("Owner"), pages_rows.owner, lambda row: row.owner_name, width=24, select=("owner_name",)),
    Field("", pages_rows.actions),
    address=lambda shown, _reader: shown.address,
    cards=True,
)
"""The queue. Its page draws a `ShownRow` a row, its file says what a `QueueRow` holds; what it shows stays in order."""

Selects = list[tuple[str, str, Sequence[tuple[str, str]]]]
TYPES = [*(kind.value for kind in OrderType), ItemKind.CLAIM.value]
FINDINGS = tuple(labels.FILTER_WORDS)


def queue_state() -> ListState:
    """Return the view of the queue an address asks for; what no filter offers is left out."""
    return company_list_state(
        request.args,
        sorts=QUEUE.sorts("due"),
        filters={
            "type": TYPES,
            "region": None,
            "finding": FINDINGS,
            "owner": (*labels.OWNER_WORDS, *_id_asked("owner")),
            "due": queries.DUES,
        },
    )


def _id_asked(name: str) -> tuple[str, ...]:
    """Return an id the address asks for, where it is one."""
    asked = request.args.get(name, "").strip()
    return (asked,) if whole_number(asked) is not None else ()


def queue_selects(state: ListState) -> Selects:
    """Return the filters the queue offers, with the regions, distributors and owners it has now.

    A distributor or a colleague the view is narrowed to is named too when nothing of theirs is left.
    """
    types, finding, due, owner = _known_selects(language())
    found = queries.choices(MANY)
    typed = is_typed(state, dict(found.distributors))
    regions = [(region, labels.region_text(region)) for region in found.regions]
    distributors = typed_company(state) if typed else _distributors(found, state)
    owners = _with_asked(found.owners, state.filters.get("owner", ""), _person_name)
    return [
        types,
        ("region", _("All regions"), regions),
        ("distributor", _("All distributors"), distributors),
        finding,
        due,
        (owner[0], owner[1], [*owner[2], *owners]),
    ]


def _distributors(found: queries.Choices, state: ListState) -> Sequence[tuple[str, str]]:
    return _with_asked(found.distributors, state.filters.get("distributor", ""), _distributor_name)


def _with_asked(known: Iterable[tuple[int, str]], asked: str, name_of: Callable[[str], str]) -> list[tuple[str, str]]:
    choices = [(str(key), name) for key, name in known]
    if whole_number(asked) is None or asked in dict(choices):
        return choices
    name = name_of(asked)
    return [*choices, (asked, name)] if name else choices


def _distributor_name(asked: str) -> str:
    try:
        return distributor_facts(int(asked)).name
    except NotVisible:
        return ""


def _person_name(asked: str) -> str:
    return names_of([asked]).get(asked, "")


@lru_cache(maxsize=16)
def _known_selects(_code: str) -> Selects:
    """Return the filters whose choices are always the same, in words of the language in force (`_code`)."""
    return [
        ("type", _("All types"), [(name, str(labels.TYPE_WORDS[name])) for name in TYPES]),
        ("finding", _("Any finding"), [(name, str(words)) for name, words in labels.FILTER_WORDS.items()]),
        ("due", _("Any due time"), [(name, str(words)) for name, words in DUE_WORDS.items()]),
        ("owner", _("Any owner"), [(name, str(words)) for name, words in labels.OWNER_WORDS.items()]),
    ]
