"""Kinds that are an amount for a part in a price list: keyed by both, in its currency, agreed to by two people."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa

from portal.catalogue import service_parts
from portal.core.data.plans import not_by
from portal.masterdata.downward import queries_drafts
from portal.masterdata.ports import Judge, Kind, Orders, Write, no_objection
from portal.masterdata.rules_changes import Action, Change, Objection, in_currency, named_in, strangers
from portal.masterdata.rules_fields import Field, Fields, Shape
from portal.masterdata.rules_limits import SMALLEST_PRICE
from portal.pricing import queries_lists
from portal.pricing.models import PriceList


def amount_in_lists(name: str, amount: Any, write: Write, typed: Judge = no_objection) -> Kind:
    """Return a kind whose field `amount` is a column of a table with ids and codes of price list and part.

    List and part must be there, and the amount in the currency of its list, in which somebody buys; `typed` says what
    speaks against it beyond that as it is typed or sent.
    """
    table = amount.class_

    def rows() -> sa.Select[*tuple[Any, ...]]:
        return (
            sa.select(table.list_code.label("price_list"), table.number.label("part"), amount, PriceList.currency)
            .select_from(table)
            .join(PriceList, PriceList.id == not_by(table.price_list_id))
        )

    fields = Fields(
        (
            Field("price_list", Shape.CODE, needed=True, longest=30),
            Field("part", Shape.CODE, needed=True, longest=40, of_part=True),
            Field(amount.key, Shape.DECIMAL, needed=True, least=SMALLEST_PRICE, money=True),
            Field("currency", Shape.CURRENCY),
        ),
        ("price_list", "part"),
    )
    return Kind(
        name,
        fields,
        rows,
        write,
        _judge,
        _fill,
        search=("price_list", "part"),
        typed=typed,
        may_go=True,
        second=True,
        touches=_touches,
        whole_by_first=True,
    )


def _fill(changes: Sequence[Change]) -> Sequence[Change]:
    """Rows that name no currency are in the one of their list."""
    lists = queries_lists.lists_named(named_in(changes, "price_list"))
    return in_currency(changes, lambda row: found.currency if (found := lists.get(str(row["price_list"]))) else "")


def _judge(changes: Sequence[Change]) -> Iterable[Objection]:
    """Parts of new rows are looked up alone: a row that stands has its part."""
    lists = queries_lists.lists_named(named_in(changes, "price_list"))
    bought_in = queries_lists.bought_in()
    for one in changes:
        found = lists.get(str(one.now["price_list"])) if one.after else None
        if found is not None and one.now["currency"] != found.currency:
            yield Objection(one.key, "currency", "pricing.other_currency", {"currency": found.currency})
        elif found is not None and bought_in and found.currency not in bought_in:
            yield Objection(one.key, "currency", "pricing.currency_nobody", {"currency": found.currency})
    yield from strangers(changes, "price_list", lists)
    new = [one for one in changes if one.action is Action.NEW]
    yield from strangers(new, "part", service_parts.part_ids(named_in(new, "part")))


def _touches(keys: Sequence[Sequence[str]], on: date) -> Orders:
    return queries_drafts.of_lists((), queries_drafts.keyed(keys, 0, 1), on)
