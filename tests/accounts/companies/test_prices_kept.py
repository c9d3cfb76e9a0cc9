"""Who is shown headquarters' prices, however one is known: by a session, by an account, or to be written to."""

import pytest
from flask import Flask

from portal.accounts import service_sessions
from portal.accounts.companies.service_prices import Kept, keep_prices
from portal.accounts.models import Distributor, UserAccount
from portal.accounts.queries_actor import person_of
from portal.accounts.queries_people import people_of
from portal.accounts.rules_prices import permitted
from portal.accounts.rules_roles import ROLES
from portal.accounts.service_sessions import Limits, read_session, start_session
from portal.audit.models import AuditRow
from portal.core.actor import Door, Turn
from portal.core.data.sessions import db, perform
from portal.core.errors import NotVisible, Stale
from portal.core.permissions import Permission
from tests import factories
from tests.orders.factories import NOW

LIMITS = Limits(service_sessions.TOUCH_EVERY, service_sessions.TOUCH_EVERY)
pytestmark = pytest.mark.both_engines


def hidden(general: Distributor, *, from_dealers: bool, from_buyers: bool) -> None:
    owner = factories.make_dealer_user(general, role="dealer_owner")
    turn = Turn(factories.actor_of(owner), general.version, NOW)
    perform(keep_prices, general.id, Kept(from_dealers, from_buyers), turn)


def sees(person: UserAccount) -> tuple[bool, bool, bool]:
    """Whether a person sees prices: by the session, by the account, and as somebody who is written to."""
    token = perform(start_session, person.id, person.door, LIMITS, NOW)
    by_session, by_account = read_session(token, person.door, LIMITS, NOW), person_of(person.id)
    told = {one.id: one.sees_prices for one in people_of(person.distributor_id or 0, Permission.HOME)}
    assert by_session is not None and by_account is not None
    assert by_session.actor.permissions == by_account.permissions
    return by_session.actor.sees_prices, by_account.sees_prices, told[person.id]


def test_a_dealer_sees_none_whatever_its_roles_and_its_general_distributor_does(app: Flask) -> None:
    general = factories.make_distributor()
    dealer, stranger = factories.make_distributor(parent=general), factories.make_distributor()
    below = [factories.make_dealer_user(dealer, role=role) for role in ("dealer_owner", "dealer_finance")]
    others = [factories.make_dealer_user(one) for one in (general, stranger)]
    assert {sees(one) for one in (*below, *others)} == {(True, True, True)}

    hidden(general, from_dealers=True, from_buyers=False)

    assert [sees(one) for one in below] == [(False, False, False)] * 2
    assert [sees(one) for one in others] == [(True, True, True)] * 2


def test_own_buyers_see_none_unless_they_are_owner_or_finance_as_well(app: Flask) -> None:
    general = factories.make_distributor()
    dealer = factories.make_distributor(parent=general)
    roles = ("dealer_buyer", "dealer_approver", "dealer_finance", "dealer_owner", ("dealer_buyer", "dealer_finance"))
    people = [factories.make_dealer_user(general, role=role) for role in roles]
    below = factories.make_dealer_user(dealer)

    hidden(general, from_dealers=False, from_buyers=True)

    assert [sees(one)[0] for one in people] == [False, False, True, True, True]
    assert sees(below) == (True, True, True)
    buyers = people_of(general.id, Permission.INVOICE_VIEW)
    assert people[0].id not in {one.id for one in buyers}


def test_only_its_own_owner_hides_prices_and_it_is_on_record(app: Flask) -> None:
    general, other = factories.make_distributor(), factories.make_distributor()
    dealer = factories.make_distributor(parent=general)
    owner = factories.actor_of(factories.make_dealer_user(general, role="dealer_owner"))
    of_dealer = factories.actor_of(factories.make_dealer_user(dealer, role="dealer_owner"))

    for actor, company in ((owner, other), (of_dealer, dealer), (of_dealer, general)):
        with pytest.raises(NotVisible):
            perform(keep_prices, company.id, Kept(True, True), Turn(actor, 1, NOW))
    perform(keep_prices, general.id, Kept(True, False), Turn(owner, 1, NOW))
    with pytest.raises(Stale):
        perform(keep_prices, general.id, Kept(True, True), Turn(owner, 1, NOW))
    perform(keep_prices, general.id, Kept(True, False), Turn(owner, 1, NOW))

    rows = db.session.query(AuditRow).filter_by(action="company.prices_kept").all()
    assert [row.after for row in rows] == [{"from_dealers": True, "from_buyers": False}]


def test_nothing_but_prices_is_taken_from_anybody() -> None:
    for role, allowed in ROLES.items():
        left = permitted({role}, kept_by_general=True, kept_from_buyers=True)
        assert allowed - left <= {Permission.PRICE_VIEW, Permission.INVOICE_VIEW}
        assert role.startswith(Door.HQ.value) is (left == allowed), role
