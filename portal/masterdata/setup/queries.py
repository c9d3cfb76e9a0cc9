"""How far a portal is set up: counts of what an order needs and is in use, in two statements."""

from collections.abc import Collection
from datetime import date

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


def standings(today: date) -> list[Standing]:
    """Return how far each step is on a day, in the order in which they are done."""
    row = db.session.execute(sa.select(*(count.label(name) for name, count in _counts(today).items()))).one()
    held = db.session.scalars(sa.select(UserAccount.roles).where(UserAccount.door == Door.HQ, _PRESENT).distinct())
    companies = row.companies
    return [
        Standing(Step.SELLERS, row.sellers_ready, row.sellers or None, begun=bool(row.sellers)),
        Standing(Step.BANK, row.bank, row.sellers),
        Standing(Step.DEPOTS, row.depots),
        Standing(Step.WORKING_HOURS, row.working_hours),
        Standing(Step.CALENDAR_DAYS, row.calendar_days),
        Standing(Step.SETTINGS, row.settings),
        Standing(Step.ORDER_TYPES, row.order_types),
        Standing(Step.SURCHARGES, row.surcharges),
        Standing(Step.PARTS, row.parts),
        Standing(Step.PRICE_LISTS, row.price_lists),
        Standing(Step.LIST_PRICES, row.list_prices),
        Standing(Step.DISTRIBUTORS, companies),
        Standing(Step.ADDRESSES, row.addresses, companies),
        Standing(Step.CONTACTS, row.contacts, companies),
        Standing(Step.AGREEMENTS, row.agreements, companies),
        Standing(Step.FREIGHT_RATES, row.freight_rates),
        Standing(Step.CREDIT, row.credit, companies),
        Standing(Step.COLLEAGUES, covered([unpack(roles) for roles in held]), len(NEEDED_ROLES)),
        Standing(Step.BUYERS, row.buyers, companies),
        Standing(Step.STOCK, row.stock),
    ]


def steps_open(today: date, steps: Collection[Step]) -> int:
    """Return how many of these steps nobody has begun, or not brought to their end."""
    return sum(one.state in (State.MISSING, State.BEGUN) and one.step in steps for one in standings(today))


def _counts(today: date) -> dict[str, sa.ScalarSelect[int]]:
    return {
        "sellers": _count(SellingEntity, SellingEntity.active),
        "sellers_ready": _count(SellingEntity, SellingEntity.active, SellingEntity.gs1_prefix != ""),
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
        "companies": _count(Distributor, _COMPANY),
        "addresses": _count(Distributor, _COMPANY, *_has_where_to_ship()),
        "contacts": _companies(Contact),
        "agreements": _companies(
            Agreement,
            Agreement.valid_from <= today,
            sa.or_(Agreement.valid_to.is_(None), Agreement.valid_to >= today),
        ),
        "freight_rates": _count(FreightRate),
        "credit": _count(Distributor, _COMPANY, sa.or_(_prepaid(), _of_company(CreditAccount, _has_limit()))),
        "buyers": _companies(UserAccount, _PRESENT, sa.or_(*(UserAccount.roles.contains(one) for one in BUYING))),
        "stock": _up_to(Stock.part_id, Stock.on_hand > 0),
    }


def _count(model: type, *where: sa.SQLColumnExpression[bool]) -> sa.ScalarSelect[int]:
    return sa.select(sa.func.count()).select_from(model).where(*where).scalar_subquery()


def _up_to(column: sa.orm.InstrumentedAttribute[int], *where: sa.ColumnElement[bool]) -> sa.ScalarSelect[int]:
    some = sa.select(column).where(*where).limit(MOST_COUNTED_LARGE).subquery()
    return sa.select(sa.func.count()).select_from(some).scalar_subquery()


def _companies(model: type, *where: sa.ColumnElement[bool]) -> sa.ScalarSelect[int]:
    return _count(Distributor, _COMPANY, _of_company(model, *where))


def _of_company(model: type, *where: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    owner: sa.ColumnElement[int] = model.distributor_id  # type: ignore[attr-defined]
    return sa.exists().where(owner == Distributor.id, *where).correlate(Distributor)


def _has_where_to_ship() -> tuple[sa.ColumnElement[bool], ...]:
    """The two things an order asks of addresses: a ship-to, and one that receives and lacks nothing."""
    return _of_company(Address, is_shipped_to()), _of_company(Address, receives_and_is_complete())


def _has_limit() -> sa.ColumnElement[bool]:
    return sa.and_(CreditAccount.currency == Distributor.currency, CreditAccount.credit_limit > 0)


def _prepaid() -> sa.ColumnElement[bool]:
    return Distributor.payment_terms.startswith(TermsKind.PREPAID.value)
