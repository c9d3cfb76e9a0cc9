"""Contacts: people to ring or write to of distributors, sellers and depots, who are no people of the portal."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from portal.accounts.companies import service_contacts, service_tree
from portal.accounts.models import Distributor, SellingEntity
from portal.accounts.models_contacts import Contact, ContactRole
from portal.accounts.sellers.queries import seller_ids
from portal.core.actor import Actor
from portal.core.locales import SUPPORTED
from portal.masterdata.ports import Kind, known
from portal.masterdata.queries_uses import is_shut
from portal.masterdata.rules_changes import Action, Change, Objection
from portal.masterdata.rules_fields import Field, Fields, Row, Shape
from portal.stock.models import Depot
from portal.stock.queries_counts import depot_ids

COLUMNS = {"distributor": "distributor_id", "seller": "selling_entity_id", "depot": "depot_id"}


def _rows() -> sa.Select[*tuple[Any, ...]]:
    whose = sa.case((Contact.distributor_id.is_not(None), "distributor"), (Contact.depot_id.is_not(None), "depot"))
    return (
        sa.select(
            sa.func.coalesce(Distributor.code, Depot.code, SellingEntity.code).label("company"),
            sa.func.coalesce(whose, "seller").label("company_is"),
            Contact.name,
            Contact.role.label("contact_role"),
            Contact.phone,
            Contact.email,
            Contact.locale.label("language"),
        )
        .outerjoin(Distributor, Distributor.id == Contact.distributor_id)
        .outerjoin(Depot, Depot.id == Contact.depot_id)
        .outerjoin(SellingEntity, SellingEntity.id == Contact.selling_entity_id)
    )


def _owners(rows: Sequence[Row]) -> dict[tuple[str, str], int]:
    """The ids of distributors, sellers and depots, by which they are and their code."""
    codes = sorted({str(row["company"]) for row in rows})
    found = {
        "distributor": service_tree.distributor_ids(codes),
        "seller": seller_ids(),
        "depot": depot_ids(),
    }
    return {(which, code): each for which, ids in found.items() for code, each in ids.items()}


def _place(row: Row) -> tuple[str, str]:
    return str(row["company_is"]), str(row["company"])


def _judge(changes: Sequence[Change]) -> Iterable[Objection]:
    """It is somebody's, and somebody reaches them."""
    there = [one for one in changes if one.after]
    owners = _owners([one.now for one in there])
    for one in there:
        if _place(one.now) not in owners:
            yield Objection(one.key, "company", "masterdata.unknown", {"text": one.now["company"]})
        if not one.now["phone"] and not one.now["email"]:
            yield Objection(one.key, "phone", "masterdata.not_reached")


def _write(changes: Sequence[Change], _actor: Actor, _now: datetime) -> None:
    owners = _owners([one.after or one.before or {} for one in changes])

    def owner(row: Row) -> service_contacts.Owner:
        return COLUMNS[str(row["company_is"])], owners[_place(row)]

    gone = [one.before or {} for one in changes if one.action is Action.GONE]
    service_contacts.remove_contacts([(owner(row), str(row["name"]), str(row["contact_role"])) for row in gone])
    service_contacts.set_contacts([(owner(one.now), one.now) for one in changes if one.after])


def _of_somebody_in_use(row: Any) -> sa.ColumnElement[bool]:
    homes = {"distributor": Distributor, "seller": SellingEntity, "depot": Depot}
    shut = (sa.and_(row.company_is == which, is_shut(model, row.company)) for which, model in homes.items())
    return ~sa.or_(*shut)


CONTACTS = known(
    Kind(
        "contacts",
        Fields(
            (
                Field("company", Shape.CODE, needed=True, longest=12),
                Field("company_is", Shape.CHOICE, needed=True, choices=tuple(COLUMNS), usual="distributor"),
                Field("name", needed=True, longest=120),
                Field("contact_role", Shape.CHOICE, needed=True, choices=tuple(one.value for one in ContactRole)),
                Field("phone", Shape.PHONE, longest=40),
                Field("email", Shape.EMAIL, longest=254),
                Field("language", Shape.CHOICE, choices=tuple(SUPPORTED), usual="en"),
            ),
            ("company", "company_is", "name", "contact_role"),
        ),
        _rows,
        _write,
        _judge,
        search=("company", "name", "email", "phone"),
        gaps={"phone": lambda row: row.phone == "", "email": lambda row: row.email == ""},
        in_use=_of_somebody_in_use,
        may_go=True,
        whole_by_first=True,
    )
)
"""Who is rung; whoever may come in as well is among the people too."""
