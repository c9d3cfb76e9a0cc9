"""The legal entities that sell and where they are paid, as headquarters sees them."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from portal.accounts.models import SellingEntity
from portal.accounts.models_sellers import SellerAccount
from portal.accounts.sellers.rules_bank import Account, BankDetails, bank_for
from portal.core.data.sessions import db
from portal.core.errors import NotVisible


@dataclass(frozen=True, slots=True)
class SellerPaid:
    """A seller with its accounts in use, the usual one first."""

    seller: SellingEntity
    accounts: Sequence[SellerAccount]


def sellers() -> Sequence[SellerPaid]:
    """Return all of them with where they are paid, by their code."""
    found = db.session.scalars(sa.select(SellingEntity).order_by(SellingEntity.code)).all()
    accounts = db.session.scalars(_ordered(sa.select(SellerAccount).where(SellerAccount.active))).all()
    return [SellerPaid(one, [each for each in accounts if each.selling_entity_id == one.id]) for one in found]


def seller_ids() -> dict[str, int]:
    """Return the ids of all of them by their codes."""
    return {row.code: row.id for row in db.session.execute(sa.select(SellingEntity.code, SellingEntity.id))}


def seller(entity_id: int) -> SellingEntity:
    """Return one of them; `NotVisible` for an unknown one."""
    found = db.session.get(SellingEntity, entity_id)
    if found is None:
        raise NotVisible
    return found


def accounts_of(entity_id: int) -> Sequence[SellerAccount]:
    """Return the accounts of a seller, those in use first, and of these the usual one."""
    return db.session.scalars(_ordered(sa.select(SellerAccount).where(_of(entity_id)))).all()


def paid_at(entity_id: int, currency: str) -> BankDetails | None:
    """Return where a seller's papers in a currency ask to be paid; None where nothing is known of it."""
    row = SellerAccount
    wanted = sa.select(row.currency, row.usual, row.bank_name, row.account, row.swift).where(_of(entity_id), row.active)
    found = db.session.execute(wanted).all()
    return bank_for((Account(one.currency, one.usual, BankDetails(*one[2:])) for one in found), currency)


def has_usual_account() -> sa.ColumnElement[bool]:
    """Return the condition that a seller has its usual account: without it some currency is paid nowhere."""
    mine = SellerAccount.selling_entity_id == SellingEntity.id
    return sa.exists().where(mine, SellerAccount.active, SellerAccount.usual).correlate(SellingEntity)


def _of(entity_id: int) -> sa.ColumnElement[bool]:
    return SellerAccount.selling_entity_id == entity_id


def _ordered(wanted: sa.Select[SellerAccount]) -> sa.Select[SellerAccount]:
    return wanted.order_by(SellerAccount.active.desc(), SellerAccount.usual.desc(), SellerAccount.label)
