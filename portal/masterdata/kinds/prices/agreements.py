"""Agreements: which list a distributor buys from, from which day to which, and the percentage off it was promised."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from portal.accounts.models import Distributor
from portal.core.actor import Actor
from portal.masterdata import queries
from portal.masterdata.downward import queries_drafts
from portal.masterdata.ports import Kind, Orders, known
from portal.masterdata.rules_changes import Action, Change, Objection
from portal.masterdata.rules_fields import Field, Fields, Row, Shape
from portal.masterdata.rules_keys import parts_of
from portal.masterdata.rules_spans import held_in
from portal.pricing import queries_lists, service_terms
from portal.pricing.models import Agreement, PriceList
from portal.pricing.queries_lists import ListFacts
from portal.pricing.rules_terms import Clash, Fault, Span, clashes, within
from portal.pricing.service_terms import day


def _rows() -> sa.Select[*tuple[Any, ...]]:
    return (
        sa.select(
            Distributor.code.label("distributor"),
            PriceList.code.label("price_list"),
            Agreement.discount_percent,
            Agreement.valid_from,
            Agreement.valid_to,
        )
        .select_from(Agreement)
        .join(Distributor, Distributor.id == Agreement.distributor_id)
        .join(PriceList, PriceList.id == Agreement.price_list_id)
    )


def _span(key: str, row: Row) -> Span:
    return Span(key, date.fromisoformat(str(row["valid_from"])), day(str(row["valid_to"] or "")))


def _judge(changes: Sequence[Change]) -> Iterable[Objection]:
    """Distributor and list are there and of one currency, and on each day exactly one agreement holds."""
    there = queries.present(AGREEMENTS, None, {parts_of(one.key)[0] for one in changes})
    rows = {**there, **{one.key: one.now for one in changes if one.after}}
    for one in changes:
        if not one.after:
            rows.pop(one.key, None)
    lists = queries_lists.lists_named({str(row["price_list"]) for row in [*rows.values(), *there.values()]})
    alone = list(_each([one for one in changes if one.after], lists))
    yield from alone
    wrong = {one.key for one in alone}
    yield from _together(changes, {key: row for key, row in rows.items() if key not in wrong}, lists)


def _each(wanted: Sequence[Change], lists: Mapping[str, ListFacts]) -> Iterable[Objection]:
    currencies = queries_lists.currencies_of({str(one.now["distributor"]) for one in wanted})
    for one in wanted:
        row, span = one.now, _span(one.key, one.now)
        found, own = lists.get(str(row["price_list"])), currencies.get(str(row["distributor"]))
        if own is None:
            yield Objection(one.key, "distributor", "masterdata.unknown", {"text": row["distributor"]})
        if found is None:
            yield Objection(one.key, "price_list", "masterdata.unknown", {"text": row["price_list"]})
        elif own is not None and own != found.currency:
            told = {"currency": found.currency, "own": own}
            yield Objection(one.key, "price_list", "pricing.not_their_currency", told)
        elif span.last is not None and span.last < span.first:
            yield Objection(one.key, "valid_to", "pricing.ends_before")
        elif not within(span.first, span.last, found.valid_from, found.valid_to):
            field = "valid_from" if span.first < found.valid_from else "valid_to"
            facts: dict[str, str | None] = {
                "first": found.valid_from.isoformat(),
                "last": found.valid_to.isoformat() if found.valid_to else None,
            }
            yield Objection(one.key, field, "pricing.list_not_valid", facts)


def _together(
    changes: Sequence[Change], rows: Mapping[str, Row], lists: Mapping[str, ListFacts]
) -> Iterable[Objection]:
    by_key = {one.key: one for one in changes}
    groups: dict[tuple[str, str], list[Span]] = {}
    for key, row in rows.items():
        found = lists.get(str(row["price_list"]))
        if found is not None:
            groups.setdefault((str(row["distributor"]), found.currency), []).append(_span(key, row))
    for (owner, _currency), spans in groups.items():
        for clash in clashes(spans):
            at = _at(clash, owner, by_key)
            if at is not None:
                other = clash.earlier if at != clash.earlier.key else clash.later
                facts = {
                    "price_list": parts_of(other.key)[1],
                    "first": clash.first.isoformat(),
                    "last": clash.last and clash.last.isoformat(),
                }
                yield Objection(at, "valid_from" if by_key[at].after else "", CODES[clash.fault], facts)


CODES = {
    Fault.TWICE: "pricing.agreed_twice",
    Fault.OVERLAP: "pricing.agreed_overlap",
    Fault.GAP: "pricing.agreed_gap",
}


def _at(clash: Clash, owner: str, changes: Mapping[str, Change]) -> str | None:
    """The change that brings two agreements to clash: one of the two, or one that goes and leaves the gap."""
    for span in (clash.later, clash.earlier):
        if span.key in changes:
            return span.key
    if clash.fault is Fault.GAP:
        for key, one in changes.items():
            mine = one.before and not one.after and one.before["distributor"] == owner
            if mine and held_in(_span(key, one.before or {}), clash):
                return key
    return None


def _write(changes: Sequence[Change], _actor: Actor, _now: datetime) -> None:
    gone = [one.before or {} for one in changes if one.action is Action.GONE]
    service_terms.set_agreements([one.now for one in changes if one.after], gone)


def _touches(keys: Sequence[Sequence[str]], _on: date) -> Orders:
    return queries_drafts.of_buyers(queries_drafts.keyed(keys, 0))


AGREEMENTS = known(
    Kind(
        "agreements",
        Fields(
            (
                Field("distributor", Shape.CODE, needed=True, longest=12),
                Field("price_list", Shape.CODE, needed=True, longest=30),
                Field("discount_percent", Shape.DECIMAL, needed=True, most=Decimal(100)),
                Field("valid_from", Shape.DAY, needed=True),
                Field("valid_to", Shape.DAY),
            ),
            ("distributor", "price_list", "valid_from"),
        ),
        _rows,
        _write,
        _judge,
        search=("distributor", "price_list"),
        may_go=True,
        second=True,
        touches=_touches,
        whole_by_first=True,
    )
)
"""What was agreed with distributors; their prices of a day rest on the one agreement of that day in their currency."""
