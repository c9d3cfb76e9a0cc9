"""Sellers: the legal entities that sell; where they are paid is changed by two people, on a page of its own."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from portal.accounts.models import SellingEntity
from portal.accounts.rules_latin import in_other_script
from portal.accounts.rules_phones import phone_fault
from portal.accounts.rules_registrations import COMPANY_PREFIX, SELLER_CODE, is_registration, is_tax_number
from portal.accounts.sellers import service_sellers
from portal.accounts.sellers.queries import has_usual_account
from portal.core.actor import Actor
from portal.masterdata import rules_active
from portal.masterdata.ports import Kind, known
from portal.masterdata.queries_uses import of_seller
from portal.masterdata.rules_changes import Action, Change, Objection
from portal.masterdata.rules_fields import Field, Fields, Row, Shape


def _rows() -> sa.Select[*tuple[Any, ...]]:
    return sa.select(
        SellingEntity.code,
        SellingEntity.name,
        SellingEntity.address_lines.label("address"),
        SellingEntity.own_name,
        SellingEntity.own_address,
        SellingEntity.country,
        SellingEntity.registration,
        SellingEntity.vat_id,
        SellingEntity.phone,
        SellingEntity.email,
        SellingEntity.gs1_prefix,
        SellingEntity.zone,
        SellingEntity.active,
        SellingEntity.inactive_because,
    )


def _judge(changes: Sequence[Change]) -> Iterable[Objection]:
    """A code and a prefix fit the numbers they stand in, a tax number its country; customs abroad read the name."""
    for one in changes:
        if one.action is not Action.GONE:
            yield from _against(one.key, one.now, one.before or {})
    yield from rules_active.against(changes, of_seller)


def _against(key: str, row: Row, before: Row) -> Iterable[Objection]:
    if not SELLER_CODE.fullmatch(key):
        yield Objection(key, "code", "masterdata.seller_code")
    for name in ("name", "address"):
        if row[name] != before.get(name) and in_other_script(str(row[name])):
            yield Objection(key, name, "masterdata.seller_latin")
    prefix = str(row["gs1_prefix"])
    if prefix and not COMPANY_PREFIX.fullmatch(prefix):
        yield Objection(key, "gs1_prefix", "masterdata.company_prefix")
    country, moved = str(row["country"]), row["country"] != before.get("country")
    number, registration = str(row["vat_id"]), str(row["registration"])
    if number and (moved or number != before.get("vat_id")) and not is_tax_number(country, number):
        yield Objection(key, "vat_id", "masterdata.tax_number")
    changed = moved or registration != before.get("registration")
    if registration and changed and not is_registration(country, registration):
        yield Objection(key, "registration", "masterdata.registration")
    if row["phone"] != before.get("phone") and (fault := phone_fault(str(row["phone"]))):
        yield Objection(key, "phone", fault)


def _write(changes: Sequence[Change], _actor: Actor, _now: datetime) -> None:
    rows = [dict(one.now) for one in changes if one.action is not Action.GONE]
    for row in rows:
        row["address_lines"] = row.pop("address")
    service_sellers.set_sellers(rows)
    service_sellers.remove_sellers([one.key for one in changes if one.action is Action.GONE])


def _without_usual_account(row: Any) -> sa.ColumnElement[bool]:
    return sa.exists().where(SellingEntity.code == row.code, ~has_usual_account())


SELLERS = known(
    Kind(
        "sellers",
        Fields(
            (
                Field("code", Shape.CODE, needed=True, longest=6),
                Field("name", needed=True),
                Field("address", needed=True, longest=400),
                Field("own_name"),
                Field("own_address", longest=400),
                Field("country", Shape.COUNTRY, needed=True),
                Field("registration", longest=60),
                Field("vat_id", Shape.CODE, longest=30),
                Field("phone", Shape.CODE, longest=40),
                Field("email", Shape.EMAIL, longest=120),
                Field("gs1_prefix", Shape.CODE, longest=12),
                Field("zone", Shape.ZONE, needed=True),
                *rules_active.IN_USE,
            ),
            ("code",),
        ),
        _rows,
        _write,
        _judge,
        rules_active.without_reason,
        search=("code", "name", "own_name"),
        gaps={
            "registration": lambda row: row.registration == "",
            "gs1_prefix": lambda row: row.gs1_prefix == "",
            "bank": _without_usual_account,
        },
        in_use=lambda row: row.active,
        may_go=True,
        uses=of_seller,
        related=(("bank_accounts", "of_seller"), ("paper_series", "of_seller")),
    )
)
"""A company's own sellers; one that distributors or papers refer to cannot go, and is taken out of use."""
