"""List prices: what a part costs in a list. Who asks for a price never agrees to it."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from portal.catalogue import service_parts
from portal.catalogue.models import Part
from portal.core.actor import Actor
from portal.masterdata.downward import queries_drafts
from portal.masterdata.ports import Kind, Orders, known
from portal.masterdata.rules_changes import Action, Change, Objection, in_currency, named_in
from portal.masterdata.rules_fields import Field, Fields, Shape
from portal.masterdata.rules_limits import SMALLEST_PRICE
from portal.pricing import queries_lists, service_terms
from portal.pricing.models import ListPrice, PriceList


def _rows() -> sa.Select[*tuple[Any, ...]]:
    return (
        sa.select(PriceList.code.label("price_list"), Part.number.label("part"), ListPrice.price, PriceList.currency)
        .select_from(ListPrice)
        .join(PriceList, PriceList.id == ListPrice.price_list_id)
        .join(Part, Part.id == ListPrice.part_id)
    )


def _fill(changes: Sequence[Change]) -> Sequence[Change]:
    """Rows that name no currency are in the one of their list."""
    lists = queries_lists.lists_named(named_in(changes, "price_list"))
    return in_currency(changes, lambda row: found.currency if (found := lists.get(str(row["price_list"]))) else "")


def _judge(changes: Sequence[Change]) -> Iterable[Objection]:
    """List and part are there, and the price is in the currency of its list, in which somebody buys."""
    wanted = [one for one in changes if one.after]
    lists = queries_lists.lists_named({str(one.now["price_list"]) for one in wanted})
    bought_in = queries_lists.bought_in()
    parts = service_parts.part_ids({str(one.now["part"]) for one in wanted if one.action is Action.NEW})
    for one in wanted:
        row = one.now
        found = lists.get(str(row["price_list"]))
        if found is None:
            yield Objection(one.key, "price_list", "masterdata.unknown", {"text": row["price_list"]})
        elif row["currency"] != found.currency:
            yield Objection(one.key, "currency", "pricing.other_currency", {"currency": found.currency})
        elif bought_in and found.currency not in bought_in:
            yield Objection(one.key, "currency", "pricing.currency_nobody", {"currency": found.currency})
        if one.action is Action.NEW and row["part"] not in parts:
            yield Objection(one.key, "part", "masterdata.unknown", {"text": row["part"]})


def _write(changes: Sequence[Change], actor: Actor, _now: datetime) -> None:
    people = (changes[0].asked_by if changes else None, actor.user_id)
    service_terms.add_prices([one.now for one in changes if one.action is Action.NEW], people)
    service_terms.change_prices([one.now for one in changes if one.action is Action.CHANGED], people)
    service_terms.remove_prices([one.before or {} for one in changes if one.action is Action.GONE])


def _touches(keys: Sequence[Sequence[str]], on: date) -> Orders:
    return queries_drafts.of_lists((), queries_drafts.keyed(keys, 0, 1), on)


LIST_PRICES = known(
    Kind(
        "list_prices",
        Fields(
            (
                Field("price_list", Shape.CODE, needed=True, longest=30),
                Field("part", Shape.CODE, needed=True, longest=40),
                Field("price", Shape.DECIMAL, needed=True, least=SMALLEST_PRICE, money=True),
                Field("currency", Shape.CURRENCY),
            ),
            ("price_list", "part"),
        ),
        _rows,
        _write,
        _judge,
        _fill,
        search=("price_list", "part"),
        may_go=True,
        second=True,
        whole_by_first=True,
        touches=_touches,
    )
)
"""The prices of lists. The list's currency stands beside each, so that no file is read as one of another currency."""
