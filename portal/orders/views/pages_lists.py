"""Lists of orders as pages and as spreadsheets, alike at both doors."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from itertools import product
from typing import Any

from flask import Response, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from markupsafe import Markup

from portal.accounts.pages_several import company_choices, company_list_state
from portal.core.clock import utc_now
from portal.core.sheets.writer import ColumnKind
from portal.core.tables import ListState, Page
from portal.core.web.cells import numbered, two_lines
from portal.core.web.columns import DISTRIBUTOR, HQ, SEVERAL, Columns, Drawn, Field, Reader
from portal.core.web.fields import figure, moment, words
from portal.core.web.languages import language
from portal.core.web.page_words import pill
from portal.core.web.prices import prices_shown
from portal.orders import labels
from portal.orders.rules_release import ReleaseBreach, release_breach
from portal.orders.states import BEFORE_HEADQUARTERS, OrderState
from portal.orders.states_progress import Progress
from portal.orders.states_shown import SHOWN, Group
from portal.orders.types.states import OrderType
from portal.orders.views import queries_lists
from portal.orders.views.queries_lists import CurrencySum

DAYS = ("7", "30", "90", "365")


def asked() -> dict[str, str]:
    """Return what the address asks for, without what no database takes."""
    return {name: value.replace("\x00", "") for name, value in request.args.items()}


Selects = list[tuple[str, str, Sequence[tuple[str, str]]]]


def orders_view(*, at_headquarters: bool = False) -> ListState:
    """Return which view of the orders the address asks for; releases out of time are headquarters' own business."""
    args = asked()
    if args.get("progress") and not args.get("state"):
        args["state"] = args["progress"]
    return company_list_state(
        args,
        sorts=ORDERS.sorts("-number"),
        filters={
            "state": [*SHOWN, *Group],
            "type": list(OrderType),
            "days": DAYS,
            "held": ["yes"],
            **({"release": list(ReleaseBreach)} if at_headquarters else {}),
        },
    )


def selects(state: ListState, *, drafts: bool) -> Selects:
    """Return the filters of an order list: name, words, choices."""
    companies = company_choices(state, queries_lists.OWNER, queries_lists.REACHED_HEADQUARTERS)
    whose: Selects = [("distributor", _("All distributors"), companies)] if companies else []
    return [*_selects(language(), drafts), *whose]


@lru_cache(maxsize=32)
def _selects(_code: str, drafts: bool) -> Selects:
    """Return the filters in words of the language in force, which is `_code`."""
    hidden = frozenset() if drafts else BEFORE_HEADQUARTERS
    groups = [(one.value, str(words)) for one, words in labels.GROUP_WORDS.items()]
    states = [(one.value, str(words)) for one, words in labels.STATE_WORDS.items() if one not in hidden]
    further = [
        (one.value, str(words))
        for one, words in labels.PROGRESS_WORDS.items()
        if one not in {Progress.NONE, Progress.CANCELLED}
    ]
    days = [(one, ngettext("Last %(num)s day", "Last %(num)s days", int(one))) for one in DAYS]
    types = [(one.value, str(words)) for one, words in labels.TYPE_WORDS.items()]
    releases = [(one.value, str(words)) for one, words in labels.RELEASE_WORDS.items()]
    return [
        ("state", _("All states"), groups + states + further),
        ("type", _("All types"), types),
        ("days", _("Any time"), days),
        ("held", _("On hold: any"), [("yes", _("On hold"))]),
        *([] if drafts else [("release", _("Release: any"), releases)]),
    ]


@dataclass(frozen=True, slots=True)
class Pills:
    """What every row of a list may show, drawn in one language: types, states with progress, a hold, late releases."""

    types: Mapping[OrderType, Markup]
    states: Mapping[tuple[OrderState, Progress], Markup]
    held: Markup
    releases: Mapping[ReleaseBreach, Markup]


@lru_cache(maxsize=16)
def _pills(_code: str) -> Pills:
    """Return the pills of order lists in words of the language in force, which is `_code`."""
    types = {one: pill(words, labels.TYPE_TONES[one]) for one, words in labels.TYPE_WORDS.items()}
    states = {both: pill(*labels.state_pill(*both)) for both in product(OrderState, Progress)}
    releases = {one: pill(words, labels.RELEASE_TONES[one]) for one, words in labels.RELEASE_WORDS.items()}
    return Pills(types, states, pill(_("On hold"), "bad"), releases)


def _number(row: Any, reader: Reader) -> Markup:
    number = numbered(reader.href, row.number)
    return two_lines(number, row.po_number) if HQ in reader.marks else number


def _distributor(row: Any, reader: Reader) -> Markup:
    return two_lines(row.distributor_name, reader.country_name(row.distributor_country))


def _state(row: Any, reader: Reader) -> Markup:
    pills = _pills(reader.code)
    shown = [pills.states[row.state, row.progress], *([pills.held] if row.held else [])]
    breach = release_breach(row.state, row.release_due_at, row.released_at, utc_now()) if HQ in reader.marks else None
    return Markup(" ").join([*shown, *([pills.releases[breach]] if breach else [])])


ORDERS = Columns(
    Field(
        _l("Order"),
        _number,
        lambda row: row.number,
        width=18,
        select=("number", "po_number"),
        sort="number",
        order=("id",),
    ),
    Field(
        _l("Distributor"),
        _distributor,
        lambda row: row.distributor_name,
        width=28,
        only=SEVERAL,
        select=("distributor_name", "distributor_country"),
        sort="distributor",
        order=("distributor_name",),
    ),
    words("po_number", _l("Your purchase order number"), width=18, sort="po", order=("po_norm",), only=DISTRIBUTOR),
    words("po_number", _l("Customer's purchase order number"), cell=None, width=18, only=HQ),
    Field(
        _l("Type"),
        lambda row, reader: _pills(reader.code).types[row.order_type],
        lambda row: str(labels.TYPE_WORDS[row.order_type]),
        select=("order_type",),
        sort="type",
        order=("order_type",),
    ),
    Field(
        _l("State"),
        _state,
        lambda row: str(labels.state_pill(row.state, row.progress)[0]),
        width=20,
        select=("state", "progress", "held", "release_due_at", "released_at"),
        sort="state",
        order=("state",),
    ),
    moment("created_at", _l("Created"), cell=None),
    moment("submitted_at", _l("Submitted"), sort="submitted"),
    moment("release_due_at", _l("Release due"), sort="release_due", only=HQ, aside=True),
    figure("line_count", _l("Lines"), width=8, sort="lines", total=lambda each, reader: reader.number(each.lines)),
    figure("pieces", _l("Pieces"), cell=None, width=8),
    Field(_l("Currency"), value=lambda row: row.paid_in, kind=ColumnKind.CURRENCY, width=9, select=("paid_in",)),
    Field(
        _l("Total"),
        lambda row, reader: "–" if row.paid is None else reader.money(row.paid, row.paid_in),
        lambda row: row.paid,
        kind=ColumnKind.AMOUNT,
        width=14,
        heading=_l("Amount"),
        select=("paid", "paid_in"),
        sort="total",
        order=("paid",),
        look="n",
        total=lambda each, reader: reader.money(each.total, each.currency) if each.count else "–",
    ),
    address=lambda row, reader: reader.to("orders.show", number=row.number),
)
"""The list of orders, at both doors."""

WANTED = ORDERS.wanted()


def orders_page(page: Page, sums: Sequence[CurrencySum]) -> Drawn:
    """Return a page of orders as its template takes it, with the sums of more than one order."""
    told = sums if page.total > 1 and prices_shown() else ()
    return ORDERS.drawn(page.rows, sums=told, summed=_summed)


def _summed(each: CurrencySum, reader: Reader) -> Any:
    added = reader.ngettext(
        "%(count)s order in %(currency)s",
        "%(count)s orders in %(currency)s",
        each.count,
        count=reader.number(each.count),
        currency=each.currency,
    )
    return two_lines(added, _left_out(each, reader)) if each.contained else added


def _left_out(each: CurrencySum, reader: Reader) -> str:
    told: str = reader.ngettext(
        "%(count)s more stands in an order of this list and is not added again",
        "%(count)s more stand in orders of this list and are not added again",
        each.contained,
        count=reader.number(each.contained),
    )
    return told


def orders_file(kind: str, state: ListState, now: datetime, today: date, *, drafts: bool) -> Response:
    """Answer all orders of a view as a spreadsheet; `today` is the day its page counts from."""
    whole = queries_lists.all_orders(WANTED, state, now, today, drafts=drafts)
    return ORDERS.file(kind, "orders", whole, title=_("Orders"))
