"""Bank accounts of sellers: where papers of which currency ask to be paid; always the word of two people."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from portal.accounts.models import SellingEntity
from portal.accounts.models_sellers import SellerAccount
from portal.accounts.sellers import service
from portal.accounts.sellers.queries import seller_ids
from portal.accounts.sellers.rules_bank import (
    LONGEST_ACCOUNT,
    LONGEST_BANK,
    LONGEST_LABEL,
    LONGEST_SWIFT,
    BankDetails,
    check_bank,
    tidy_account,
    tidy_swift,
)
from portal.core.actor import Actor
from portal.core.errors import FieldRefused
from portal.masterdata import queries
from portal.masterdata.ports import Kind, known
from portal.masterdata.rules_changes import Change, Objection, strangers
from portal.masterdata.rules_fields import Field, Fields, Row, Shape
from portal.masterdata.rules_keys import parts_of
from portal.masterdata.rules_spans import as_they_will_be

DETAILS = ("bank_name", "account", "swift")


def _rows() -> sa.Select[*tuple[Any, ...]]:
    return (
        sa.select(
            SellingEntity.code.label("of_seller"),
            SellerAccount.label,
            SellerAccount.currency,
            SellerAccount.bank_name,
            SellerAccount.account,
            SellerAccount.swift,
            SellerAccount.usual,
            SellerAccount.active,
        )
        .select_from(SellerAccount)
        .join(SellingEntity, SellingEntity.id == SellerAccount.selling_entity_id)
    )


def _judge(changes: Sequence[Change]) -> Iterable[Objection]:
    """The seller is there, the numbers are right, and each currency of a seller has one account, one of them usual."""
    yield from strangers(changes, "of_seller", seller_ids())
    for one in changes:
        if one.after and [one.now[name] for name in DETAILS] != [(one.before or {}).get(name) for name in DETAILS]:
            yield from _against(one)
    rows = as_they_will_be(changes, queries.present(BANK_ACCOUNTS, None, {parts_of(one.key)[0] for one in changes}))
    in_use = {key: row for key, row in rows.items() if row["active"]}
    for one in changes:
        if one.key in in_use:
            yield from _beside(one, {key: row for key, row in in_use.items() if key != one.key})


def _against(change: Change) -> Iterator[Objection]:
    try:
        check_bank(BankDetails(*(str(change.now[name]) for name in DETAILS)))
    except FieldRefused as refused:
        yield Objection(change.key, refused.field, refused.code, refused.facts)


def _beside(change: Change, others: dict[str, Row]) -> Iterator[Objection]:
    mine = change.now
    of_seller = [row for row in others.values() if row["of_seller"] == mine["of_seller"]]
    same = [str(row["label"]) for row in of_seller if row["currency"] == mine["currency"]]
    if same:
        yield Objection(change.key, "currency", "seller.second_of_currency", {"text": min(same)})
    usual = [str(row["label"]) for row in of_seller if row["usual"]]
    if mine["usual"] and usual:
        yield Objection(change.key, "usual", "masterdata.second_usual", {"text": min(usual)})


def _write(changes: Sequence[Change], actor: Actor, now: datetime) -> None:
    asked_by = changes[0].asked_by if changes else None
    gone = [one.before or {} for one in changes if not one.after]
    service.set_accounts([one.now for one in changes if one.after], gone, asked_by, actor, now)


BANK_ACCOUNTS = known(
    Kind(
        "bank_accounts",
        Fields(
            (
                Field("of_seller", Shape.CODE, needed=True, longest=6),
                Field("label", needed=True, longest=LONGEST_LABEL),
                Field("currency", Shape.CURRENCY),
                Field("bank_name", needed=True, longest=LONGEST_BANK),
                Field("account", Shape.CODE, needed=True, longest=LONGEST_ACCOUNT, tidy=tidy_account),
                Field("swift", Shape.CODE, needed=True, longest=LONGEST_SWIFT, tidy=tidy_swift),
                Field("usual", Shape.YES_NO, usual=False),
                Field("active", Shape.YES_NO, usual=True),
            ),
            ("of_seller", "label"),
        ),
        _rows,
        _write,
        _judge,
        search=("of_seller", "label", "bank_name", "account"),
        gaps={"currency": lambda row: row.currency == ""},
        in_use=lambda row: row.active,
        may_go=True,
        second=True,
        whole_by_first=True,
    )
)
"""Papers keep what they were printed with; an account that is ended, or gone, stands on no new one."""
