"""Which part of the queue somebody looks at: what its address asks for, and the filters it offers."""

from functools import lru_cache

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.core import formats
from portal.core.numerals import whole_number
from portal.core.sheets.writer import ColumnKind
from portal.core.tables import ListState, list_state
from portal.core.web.columns import Columns, Field
from portal.core.web.languages import language
from portal.orders.states_types import OrderType
from portal.review import labels, queries
from portal.review.labels_due_clock import DUE_WORDS
from portal.review.models import ItemKind


def _findings(row: queries.QueueRow) -> str:
    return formats.listed([labels.finding_words(each, language()) for each in row.findings], language())


QUEUE = Columns(
    Field(_l("Due"), value=lambda row: row.due_at, kind=ColumnKind.INSTANT, width=20),
    Field(_l("Number"), value=lambda row: row.number, width=18),
    Field(_l("PO number"), value=lambda row: row.po_number, width=18),
    Field(_l("Distributor"), value=lambda row: row.distributor_name, width=32),
    Field(_l("Country"), value=lambda row: formats.country(row.country, language()), width=18),
    Field(_l("Type"), value=lambda row: str(labels.TYPE_WORDS[row.order_type or row.kind.value])),
    Field(_l("Lines"), value=lambda row: row.line_count, kind=ColumnKind.INTEGER, width=8),
    Field(_l("Value"), value=lambda row: row.value, kind=ColumnKind.AMOUNT),
    Field(_l("Currency"), value=lambda row: row.currency, kind=ColumnKind.CURRENCY, width=9),
    Field(_l("Findings"), value=_findings, width=48),
    Field(_l("Owner"), value=lambda row: row.owner_name, width=24),
)
"""The queue as a file; its page draws rows that can be ticked, taken and passed on, in a template of its own."""

Selects = list[tuple[str, str, list[tuple[str, str]]]]
TYPES = [*(kind.value for kind in OrderType), ItemKind.CLAIM.value]
FINDINGS = tuple(labels.FILTER_WORDS)


def queue_state() -> ListState:
    """Return the view of the queue an address asks for; what no filter offers is left out."""
    return list_state(
        request.args,
        sorts=queries.SORTS,
        filters={
            "type": TYPES,
            "region": None,
            "distributor": _id_asked("distributor"),
            "finding": FINDINGS,
            "owner": (*labels.OWNER_WORDS, *_id_asked("owner")),
            "due": queries.DUES,
        },
    )


def _id_asked(name: str) -> tuple[str, ...]:
    """Return an id the address asks for, where it is one."""
    asked = request.args.get(name, "").strip()
    return (asked,) if whole_number(asked) is not None else ()


def queue_selects() -> Selects:
    """Return the filters the queue offers, with the regions, distributors and owners it has now."""
    types, finding, due, owner = _known_selects(language())
    found = queries.choices()
    regions = [(region, labels.region_text(region)) for region in found.regions]
    distributors = [(str(key), name) for key, name in found.distributors]
    owners = [(str(key), name) for key, name in found.owners]
    return [
        types,
        ("region", _("All regions"), regions),
        ("distributor", _("All distributors"), distributors),
        finding,
        due,
        (owner[0], owner[1], [*owner[2], *owners]),
    ]


@lru_cache(maxsize=16)
def _known_selects(_code: str) -> Selects:
    """Return the filters whose choices are always the same, in words of the language in force (`_code`)."""
    return [
        ("type", _("All types"), [(name, str(labels.TYPE_WORDS[name])) for name in TYPES]),
        ("finding", _("Any finding"), [(name, str(words)) for name, words in labels.FILTER_WORDS.items()]),
        ("due", _("Any due time"), [(name, str(words)) for name, words in DUE_WORDS.items()]),
        ("owner", _("Any owner"), [(name, str(words)) for name, words in labels.OWNER_WORDS.items()]),
    ]
