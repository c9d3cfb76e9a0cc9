"""Distributors: the tree of regions, general distributors and dealers, with their terms of trade."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import orm

from portal.accounts.companies import rules_tree, service_tree
from portal.accounts.companies.rules_tree import Node
from portal.accounts.models import Address, Distributor, DistributorKind, SellingEntity
from portal.accounts.models_contacts import Contact
from portal.accounts.queries import is_shipped_to, receives_and_is_complete
from portal.accounts.rules_latin import check_latin, in_other_script
from portal.accounts.rules_registrations import is_tax_number
from portal.accounts.sellers.queries import seller_ids
from portal.catalogue.dangerous.rules_carriage import Mode
from portal.core.actor import Actor
from portal.core.clock import utc_now
from portal.core.data.sessions import db
from portal.core.errors import FieldRefused, Refused
from portal.core.locales import SUPPORTED
from portal.finance import service_accounts
from portal.finance.rules_payment_terms import terms_of, tidy_terms
from portal.masterdata import rules_active
from portal.masterdata.ports import Kind, known
from portal.masterdata.queries_swapped import codes_for_names
from portal.masterdata.queries_uses import agreed_in, companies_shut, of_distributor, owed_by, sellers_in_use
from portal.masterdata.rules_active import Use
from portal.masterdata.rules_changes import Action, Change, Objection
from portal.masterdata.rules_fields import Field, Fields, Row, Shape
from portal.orders.rules_incoterms import Incoterm

REGION = DistributorKind.REGION.value
TERMS = ("prepaid", "net:30", "net:30:20", "end_of_month_of_due:30", "eom_plus:15")
COLUMNS = {"level": "kind", "language": "locale"}
"""What a column is called here and in its table, where the two differ."""
_above = orm.aliased(Distributor)


def _rows() -> sa.Select[*tuple[Any, ...]]:
    return (
        sa.select(
            Distributor.code, Distributor.name, Distributor.legal_name, Distributor.latin_name,
            Distributor.kind.label("level"), sa.func.coalesce(_above.code, "").label("parent"), Distributor.region,
            Distributor.country, Distributor.tax_id, Distributor.locale.label("language"), Distributor.zone,
            Distributor.currency, sa.func.coalesce(SellingEntity.code, "").label("seller"), Distributor.payment_terms,
            Distributor.contract_number, Distributor.incoterm, Distributor.incoterm_place, Distributor.mode,
            Distributor.active, Distributor.inactive_because,
        )
        .outerjoin(_above, _above.id == Distributor.parent_id)
        .outerjoin(SellingEntity, SellingEntity.id == Distributor.selling_entity_id)
    )  # fmt: skip


def _judge(changes: Sequence[Change]) -> Iterable[Objection]:
    """The tree stays one, and sellers and terms are known."""
    there = [one for one in changes if one.action is not Action.GONE]
    sellers, selling = seller_ids(), sellers_in_use()
    for one in there:
        seller, before = one.now["seller"], (one.before or {})
        if seller and seller not in sellers:
            yield Objection(one.key, "seller", "masterdata.unknown", {"text": seller})
        elif (
            seller
            and seller not in selling
            and one.now["active"]
            and (seller != before.get("seller") or not before.get("active"))
        ):
            yield Objection(one.key, "seller", "masterdata.seller_inactive", {"text": seller})
        yield from _against(one.key, one.now, one.before or {})
    yield from _against_agreements(changes)
    yield from _against_tree(changes)
    yield from _against_use(changes)


def _against(key: str, row: Row, before: Row) -> Iterator[Objection]:
    if row["level"] != REGION and not row["country"]:
        yield Objection(key, "country", "masterdata.empty")
    try:
        terms_of(str(row["payment_terms"]))
    except Refused:
        yield Objection(key, "payment_terms", "masterdata.payment_terms")
    try:
        check_latin(str(row["latin_name"]), "name")
    except FieldRefused as refused:
        yield Objection(key, "latin_name", refused.code, refused.facts)
    country, number = str(row["country"]), str(row["tax_id"])
    told_before = (before.get("country"), before.get("tax_id"))
    if number and (country, number) != told_before and not is_tax_number(country, number):
        yield Objection(key, "tax_id", "masterdata.tax_number")


def _against_agreements(changes: Sequence[Change]) -> Iterator[Objection]:
    """No currency is left while something is agreed in it: from that moment on there would be no price."""
    turned = {one.key for one in changes if one.after and one.before and one.now["currency"] != one.before["currency"]}
    agreed = agreed_in(turned, utc_now().date()) if turned else {}
    for one in changes:
        for price_list, currency in agreed.get(one.key, ()) if one.key in turned else ():
            if currency != one.now["currency"]:
                yield Objection(one.key, "currency", "masterdata.agreed_in", {"text": price_list, "currency": currency})
                break


def _against_use(changes: Sequence[Change]) -> Iterator[Objection]:
    """Nothing is open of what goes out of use, and nothing in use stands below what is not, by then."""
    later = {one.key: bool(one.now["active"]) for one in changes if one.after}

    def uses(code: str) -> Sequence[Use]:
        """What uses it still once all these changes are made: companies below may go with it, or elsewhere."""
        return of_distributor(code, [one.key for one in changes if not _stays_below(one, code)])

    yield from rules_active.against(changes, uses)
    shut = companies_shut()
    for one in changes:
        parent = str(one.now.get("parent", ""))
        if one.after and one.now["active"] and not later.get(parent, parent not in shut):
            yield Objection(one.key, "parent", "masterdata.parent_inactive", {"text": parent})


def _stays_below(change: Change, code: str) -> bool:
    return bool(change.after) and bool(change.now["active"]) and change.now["parent"] == code


def _against_tree(changes: Sequence[Change]) -> Iterator[Objection]:
    placed = sa.select(_rows().subquery())
    nodes = {row.code: Node(row.level.value, row.parent, row.seller) for row in db.session.execute(placed)}
    for one in changes:
        if one.action is Action.GONE:
            nodes.pop(one.key, None)
        else:
            nodes[one.key] = Node(str(one.now["level"]), str(one.now["parent"]), str(one.now["seller"]))
    fields = {"seller": "seller", "below": "level"}
    codes = {
        "unknown": "masterdata.unknown",
        "loop": "masterdata.loop",
        "level": "masterdata.wrong_parent",
        "below": "masterdata.wrong_child",
        "seller": "masterdata.no_seller",
    }
    for fault in rules_tree.faults(nodes, [one.key for one in changes if one.action is not Action.GONE]):
        facts = {"text": fault.parent, "level": fault.level, "above": fault.above}
        yield Objection(fault.code, fields.get(fault.problem, "parent"), codes[fault.problem], facts)


def _write(changes: Sequence[Change], _actor: Actor, _now: datetime) -> None:
    rows = [_columns(one.now) for one in changes if one.action is not Action.GONE]
    ids = service_tree.set_distributors(rows)
    trades = [row for row in rows if row["kind"] is not DistributorKind.REGION]
    service_accounts.open_accounts([(ids[row["code"]], row["currency"]) for row in trades])
    gone = [one.key for one in changes if one.action is Action.GONE]
    service_accounts.close_unused(list(service_tree.distributor_ids(gone).values()))
    service_tree.remove_distributors(gone)


def _columns(row: Row) -> dict[str, Any]:
    values = {COLUMNS.get(name, name): value for name, value in row.items()}
    return values | {"kind": DistributorKind(str(row["level"]))}


def _without_consignee(row: Any) -> sa.ColumnElement[bool]:
    return _without_address(row, receives_and_is_complete())


def _without_ship_to(row: Any) -> sa.ColumnElement[bool]:
    return _without_address(row, is_shipped_to())


def _without_address(row: Any, wanted: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    own = orm.aliased(Distributor)
    there = sa.exists().where(own.id == Address.distributor_id, own.code == row.code).where(wanted)
    return sa.and_(row.level != DistributorKind.REGION, ~there)


def _without_latin(row: Any) -> sa.ColumnElement[bool]:
    return sa.exists().where(Distributor.code == row.code, Distributor.latin_lacking)


def _in_latin(row: Row) -> Sequence[str]:
    lacks = in_other_script(str(row["legal_name"] or row["name"])) and not row["latin_name"]
    return ("legal_name" if row["legal_name"] else "name",) if lacks else ()


def _without_contact(row: Any) -> sa.ColumnElement[bool]:
    known_ones = sa.exists().where(Distributor.code == row.code, Contact.distributor_id == Distributor.id)
    return sa.and_(row.level != DistributorKind.REGION, ~known_ones)


DISTRIBUTORS = known(
    Kind(
        "distributors",
        Fields(
            (
                Field("code", Shape.CODE, needed=True, longest=12, given=True),
                Field("name", needed=True),
                Field("legal_name"),
                Field("latin_name", longest=120),
                Field("level", Shape.CHOICE, needed=True, choices=tuple(one.value for one in DistributorKind)),
                Field("parent", Shape.CODE, longest=12),
                Field("region", longest=60),
                Field("country", Shape.COUNTRY),
                Field("tax_id", Shape.CODE, longest=40),
                Field("language", Shape.CHOICE, needed=True, choices=tuple(SUPPORTED), usual="en"),
                Field("zone", Shape.ZONE, needed=True, usual="UTC"),
                Field("currency", Shape.CURRENCY, needed=True, usual="USD"),
                Field("seller", Shape.CODE, longest=6),
                Field(
                    "payment_terms",
                    Shape.CODE,
                    needed=True,
                    longest=30,
                    usual="net:30",
                    examples=TERMS,
                    tidy=tidy_terms,
                ),
                Field("contract_number", Shape.CODE, longest=40),
                Field("incoterm", Shape.CHOICE, needed=True, choices=tuple(one.value for one in Incoterm), usual="FCA"),
                Field("incoterm_place", longest=80),
                Field("mode", Shape.CHOICE, needed=True, choices=tuple(one.value for one in Mode), usual="air"),
                *rules_active.IN_USE,
            ),
            ("code",),
        ),
        _rows,
        _write,
        _judge,
        rules_active.without_reason,
        search=("code", "name", "legal_name", "latin_name"),
        gaps={
            "ship_to": _without_ship_to,
            "consignee": _without_consignee,
            "latin_name": _without_latin,
            "contacts": _without_contact,
            "tax_id": lambda row: sa.and_(row.tax_id == "", row.level != DistributorKind.REGION),
            "contract_number": lambda row: sa.and_(row.contract_number == "", row.level != DistributorKind.REGION),
        },
        in_use=lambda row: row.active,
        found_by=("parent", "seller"),
        typed=codes_for_names(_rows, "code", "name"),
        may_go=True,
        uses=of_distributor,
        owed=owed_by,
        in_latin=_in_latin,
        leans_on=("sellers",),
        beside={"year": "hq_masterdata_calendars.year"},
    )
)
"""A company's distributors; a new one gets its account, with nothing to spend until a limit is given."""
