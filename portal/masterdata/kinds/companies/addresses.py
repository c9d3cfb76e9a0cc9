"""Addresses of distributors: where they are, where goods go, who receives them, who is told and who pays."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from portal.accounts.companies import service_addresses, service_tree
from portal.accounts.labels_addresses import Problem, address_problems
from portal.accounts.models import Address, AddressKind, Distributor
from portal.accounts.queries import receives, receives_and_is_complete
from portal.accounts.rules_latin import LONGEST, LatinForm, check_latin, fields_lacking
from portal.accounts.rules_phones import phone_fault
from portal.accounts.rules_registrations import is_tax_number
from portal.core.actor import Actor
from portal.core.data.lists import among
from portal.core.data.sessions import db
from portal.core.errors import FieldRefused
from portal.masterdata.ports import Kind, known
from portal.masterdata.queries_uses import is_shut
from portal.masterdata.rules_changes import Action, Change, Objection
from portal.masterdata.rules_fields import Field, Fields, Row, Shape
from portal.masterdata.rules_keys import parts_of

POSTAL = ("name", "street", "city", "region", "postal_code")
COLUMNS = {"purpose": "kind", "usual": "is_default"}


def _rows() -> sa.Select[*tuple[Any, ...]]:
    return sa.select(
        Distributor.code.label("distributor"), Address.kind.label("purpose"), Address.label, Address.name,
        Address.street, Address.city, Address.region, Address.postal_code, Address.country, Address.tax_id,
        Address.contact, Address.phone, Address.email, Address.latin_name, Address.latin_street, Address.latin_city,
        Address.latin_region, Address.is_default.label("usual"), Address.active,
    ).join(Distributor, Distributor.id == Address.distributor_id)  # fmt: skip


def _judge(changes: Sequence[Change]) -> Iterable[Objection]:
    """Its distributor is there, its country would deliver to it, and one is the usual one."""
    there = [one for one in changes if one.action is not Action.GONE]
    ids = service_tree.distributor_ids([str(one.now["distributor"]) for one in there])
    for one in there:
        if one.now["distributor"] not in ids:
            yield Objection(one.key, "distributor", "masterdata.unknown", {"text": one.now["distributor"]})
        yield from _against(one.key, one.now)
        yield from _numbers(one.key, one.now, one.before or {})
    yield from _against_second_ones(changes, sorted(ids))


def _against(key: str, row: Row) -> Iterator[Objection]:
    for name, code in _of_its_country(*(str(row[name]) for name in ("country", *POSTAL[1:]))):
        yield Objection(key, name, code)
    for name in LONGEST:
        if not row[f"latin_{name}"]:
            continue
        try:
            check_latin(str(row[f"latin_{name}"]), name)
        except FieldRefused as refused:
            yield Objection(key, f"latin_{name}", refused.code, refused.facts)


def _numbers(key: str, row: Row, before: Row) -> Iterator[Objection]:
    """A tax number is one of the address's country, a phone number is one; what stood there before stays."""
    country, number = str(row["country"]), str(row["tax_id"])
    told_before = (before.get("country"), before.get("tax_id"))
    if number and (country, number) != told_before and not is_tax_number(country, number):
        yield Objection(key, "tax_id", "masterdata.tax_number")
    if row["phone"] != before.get("phone") and (fault := phone_fault(str(row["phone"]))):
        yield Objection(key, "phone", fault)


@lru_cache(maxsize=50_000)
def _of_its_country(country: str, *places: str) -> tuple[tuple[str, str], ...]:
    """What a country asks of an address and this one lacks; a distributor's addresses are mostly one place."""
    given = dict(zip(POSTAL, ("x", *places), strict=True))
    found = ((one.field, _CODES.get(one.problem, "")) for one in address_problems(country, given))
    return tuple((name, code) for name, code in found if code)


_CODES = {Problem.REQUIRED: "masterdata.address_needs", Problem.INVALID: "masterdata.address_shape"}


def _against_second_ones(changes: Sequence[Change], codes: Sequence[str]) -> Iterator[Objection]:
    """No distributor has two usual addresses of a purpose, and none has two of the same label."""
    rows = _rows().where(among(Distributor.code, codes)).subquery()
    found = db.session.execute(sa.select(rows.c.distributor, rows.c.purpose, rows.c.label, rows.c.usual, rows.c.active))
    keys: Counter[str] = Counter()
    usual: dict[tuple[str, str], set[str]] = {}
    for row in found:
        key = ADDRESSES.fields.key_of(
            {"distributor": row.distributor, "purpose": row.purpose.value, "label": row.label}
        )
        keys[key] += 1
        if row.usual and row.active:
            usual.setdefault((row.distributor, row.purpose.value), set()).add(key)
    for one in changes:
        said = one.after or one.before or {}
        place = (str(said["distributor"]), str(said["purpose"]))
        usual.setdefault(place, set()).discard(one.key)
        if one.after and one.after["usual"] and one.after["active"]:
            usual[place].add(one.key)
    for one in changes:
        if keys[one.key] > 1:
            yield Objection(one.key, "label", "masterdata.more_than_one")
        if one.after and one.after["usual"] and one.after["active"]:
            others = usual[str(one.after["distributor"]), str(one.after["purpose"])] - {one.key}
            if others:
                yield Objection(one.key, "usual", "masterdata.second_usual", {"text": parts_of(min(others))[-1]})


def _write(changes: Sequence[Change], _actor: Actor, _now: datetime) -> None:
    rows = [one.now for one in changes if one.action is not Action.GONE]
    service_addresses.set_addresses([{COLUMNS.get(name, name): value for name, value in row.items()} for row in rows])
    gone = [one.before or {} for one in changes if one.action is Action.GONE]
    service_addresses.remove_addresses(
        [(str(row["distributor"]), str(row["purpose"]), str(row["label"])) for row in gone]
    )


def _in_latin(row: Row) -> Sequence[str]:
    latin = LatinForm(**{name: str(row[f"latin_{name}"] or "") for name in LONGEST})
    return fields_lacking({name: str(row[name] or "") for name in LONGEST}, latin)


ADDRESSES = known(
    Kind(
        "addresses",
        Fields(
            (
                Field("distributor", Shape.CODE, needed=True, longest=12),
                Field("purpose", Shape.CHOICE, needed=True, choices=tuple(one.value for one in AddressKind)),
                Field("label", needed=True, longest=80),
                Field("name", needed=True),
                Field("street", longest=300),
                Field("city", longest=120),
                Field("region", longest=120),
                Field("postal_code", Shape.CODE, longest=20),
                Field("country", Shape.COUNTRY, needed=True),
                Field("tax_id", Shape.CODE, longest=40),
                Field("contact", longest=120),
                Field("phone", Shape.CODE, longest=40),
                Field("email", Shape.EMAIL, longest=254),
                *(Field(f"latin_{name}", longest=longest) for name, longest in LONGEST.items()),
                Field("usual", Shape.YES_NO, usual=False),
                Field("active", Shape.YES_NO, usual=True),
            ),
            ("distributor", "purpose", "label"),
        ),
        _rows,
        _write,
        _judge,
        search=("distributor", "label", "name", "city"),
        gaps={
            "consignee_facts": lambda row: sa.exists().where(
                Distributor.code == row.distributor,
                Address.distributor_id == Distributor.id,
                Address.kind == row.purpose,
                Address.label == row.label,
                receives(),
                ~receives_and_is_complete(),
            ),
            "latin_form": lambda row: sa.exists().where(
                Distributor.code == row.distributor,
                Address.distributor_id == Distributor.id,
                Address.kind == row.purpose,
                Address.label == row.label,
                Address.latin_lacking,
            ),
            "contact": lambda row: row.contact == "",
            "phone": lambda row: row.phone == "",
        },
        in_use=lambda row: sa.and_(row.active, ~is_shut(Distributor, row.distributor)),
        may_go=True,
        in_latin=_in_latin,
    )
)
"""A distributor's addresses; one that orders or papers refer to is set to inactive and stays."""
