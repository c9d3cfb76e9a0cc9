"""How far a portal is set up: counts of what an order needs and is in use, in two statements."""

from collections.abc import Collection
from datetime import date
from typing import Any

import sqlalchemy as sa

from portal.accounts.models import (
    Address,
    Distributor,
    DistributorKind,
    SellingEntity,
    UserAccount,
    UserState,
    WorkingHours,
)
from portal.accounts.models_calendars import CalendarDay
from portal.accounts.models_contacts import Contact
from portal.accounts.queries import is_shipped_to, receives_and_is_complete
from portal.accounts.rules_roles import unpack
from portal.accounts.sellers.queries import has_usual_account
from portal.catalogue.models import Part
from portal.core.actor import Door
from portal.core.data.sessions import db
from portal.core.tables import MOST_COUNTED_LARGE
from portal.finance.models import CreditAccount
from portal.finance.rules_payment_terms import TermsKind
from portal.masterdata.setup.rules import NEEDED_ROLES, Standing, State, Step, covered
from portal.orders.models import OrderTypeTerms
from portal.pricing.models import Agreement, ListPrice, OrderTypeAdjustment, PriceList
from portal.pricing.models_freight import FreightRate
from portal.settings.models import SettingValue
from portal.stock.models import Depot, Stock

BUYING = ("dealer_buyer", "dealer_owner", "dealer_approver")
_COMPANY = sa.and_(Distributor.kind != DistributorKind.REGION, Distributor.active)
_PRESENT = UserAccount.state != UserState.DISABLED


SELLERS_AT_ALL = "sellers_at_all"
_OF = {
    Step.SELLERS: SELLERS_AT_ALL,
    Step.BANK: SELLERS_AT_ALL,
    **dict.fromkeys((Step.ADDRESSES, Step.CONTACTS, Step.AGREEMENTS, Step.CREDIT, Step.BUYERS), Step.DISTRIBUTORS),
}
"""Of how many a step is to be done, by the name of another count; the others are done with as many as there are."""


def standings(today: date, steps: Collection[Step] = tuple(Step)) -> list[Standing]:
    """Return how far steps are on a day, in the order in which they are done; what others need is not counted."""
    wanted = {name for step in steps for name in (step, _OF.get(step, step))}
    row = db.session.execute(_counted(today, wanted)).one()._asdict()
    have = {**row, Step.COLLEAGUES: _covered() if Step.COLLEAGUES in steps else 0}
    of = {step: row[name] or None if step is Step.SELLERS else row[name] for step, name in _OF.items() if step in steps}
    return [
        Standing(
            step,
            have[step],
            len(NEEDED_ROLES) if step is Step.COLLEAGUES else of.get(step),
            begun=step is Step.SELLERS and bool(of[step]),
        )
        for step in Step
        if step in steps
    ]


def _covered() -> int:
    held = db.session.scalars(sa.select(UserAccount.roles).where(UserAccount.door == Door.HQ, _PRESENT).distinct())
    return covered([unpack(roles) for roles in held])


def steps_open(today: date, steps: Collection[Step]) -> int:
    """Return how many of these steps nobody has begun, or not brought to their end."""
    return sum(one.state in (State.MISSING, State.BEGUN) for one in standings(today, steps))


def _counted(today: date, wanted: Collection[str]) -> sa.Select[*tuple[Any, ...]]:
    """Return the statement of these counts by name; all that are of companies are taken in one look at each."""
    counts: list[Any] = [each.label(name) for name, each in _counts().items() if name in wanted]
    asked = {name: each for name, each in _asked_of_companies(today).items() if name in wanted}
    if not asked:
        return sa.select(*counts)
    tallies = (sa.func.count(sa.case((each, 1))).label(name) for name, each in asked.items())
    companies = sa.select(*tallies).select_from(Distributor).where(_COMPANY).subquery()
    return sa.select(*counts, *companies.c)


def _counts() -> dict[str, sa.ColumnElement[int]]:
    return {
        SELLERS_AT_ALL: _count(SellingEntity, SellingEntity.active),
        "sellers": _count(SellingEntity, SellingEntity.active, SellingEntity.gs1_prefix != ""),
        "bank": _count(SellingEntity, SellingEntity.active, has_usual_account()),
        "depots": _count(Depot, Depot.active),
        "working_hours": _count(WorkingHours),
        "calendar_days": _count(CalendarDay),
        "settings": _count(SettingValue),
        "order_types": _count(OrderTypeTerms),
        "surcharges": _count(OrderTypeAdjustment),
        "parts": _up_to(Part.id),
        "price_lists": _count(PriceList),
        "list_prices": _up_to(ListPrice.part_id),
        "freight_rates": _count(FreightRate),
        "stock": _up_to(Stock.part_id, Stock.on_hand > 0),
        Step.COLLEAGUES: sa.select(sa.literal(0)).scalar_subquery(),
    }


def _asked_of_companies(today: date) -> dict[str, sa.ColumnElement[bool]]:
    """Return what is asked of each company, by the name of the count of those of which it is true."""
    holds = (Agreement.valid_from <= today, sa.or_(Agreement.valid_to.is_(None), Agreement.valid_to >= today))
    buys = sa.or_(*(UserAccount.roles.contains(one) for one in BUYING))
    return {
        "distributors": sa.true(),
        "addresses": _has_where_to_ship(),
        "contacts": _of_company(Contact),
        "agreements": _of_company(Agreement, *holds),
        "credit": sa.or_(_prepaid(), _of_company(CreditAccount, _has_limit())),
        "buyers": _of_company(UserAccount, _PRESENT, buys),
    }


def _count(model: Any, *where: sa.SQLColumnExpression[bool]) -> sa.ColumnElement[int]:
    return sa.select(sa.func.count()).select_from(model).where(*where).scalar_subquery()


def _up_to(column: sa.orm.InstrumentedAttribute[int], *where: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
    """Return a count of rows that ends at a limit: rows are passed over, which takes less than counting them."""
    most = MOST_COUNTED_LARGE
    beyond = sa.select(column).where(*where).limit(1).offset(most - 1).exists()
    return sa.case((beyond, most), else_=_count(column.class_, *where))


def _of_company(model: type, *where: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    owner: sa.ColumnElement[int] = model.distributor_id  # type: ignore[attr-defined]
    return sa.exists().where(owner == Distributor.id, *where).correlate(Distributor)


def _has_where_to_ship() -> sa.ColumnElement[bool]:
    """The two things an order asks of addresses: a ship-to, and one that receives and lacks nothing.

    Most companies have one address that is both, and are asked no further.
    """
    ships, receives = is_shipped_to(), receives_and_is_complete()
    apart = sa.and_(_of_company(Address, ships), _of_company(Address, receives))
    return sa.or_(_of_company(Address, ships, receives), apart)


def _has_limit() -> sa.ColumnElement[bool]:
    return sa.and_(CreditAccount.currency == Distributor.currency, CreditAccount.credit_limit > 0)


def _prepaid() -> sa.ColumnElement[bool]:
    return Distributor.payment_terms.startswith(TermsKind.PREPAID.value)
