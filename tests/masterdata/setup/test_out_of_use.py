"""Companies, sellers and depots out of use are no step of the set-up, and nothing is missing of them."""

from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.accounts.companies.queries import companies_missing
from portal.accounts.models import Distributor, SellingEntity, UserState
from portal.accounts.models_contacts import Contact, ContactRole
from portal.accounts.models_sellers import SellerAccount
from portal.core.data.sessions import db, transaction
from portal.core.scope import EVERYONE, scoped
from portal.masterdata.ports import kinds_there_are
from portal.masterdata.queries_figures import counted
from portal.masterdata.setup.queries import standings
from portal.masterdata.setup.rules import Step
from portal.stock.models import Depot
from tests.factories import make_address, make_dealer_user, make_distributor, make_selling_entity
from tests.masterdata.factories import steward
from tests.stock.factories import NOW, make_depot

pytestmark = pytest.mark.both_engines
COUNTED = (Step.SELLERS, Step.BANK, Step.DEPOTS, Step.DISTRIBUTORS, Step.ADDRESSES, Step.BUYERS)
LACKING = ("sellers", "bank_accounts", "depots", "distributors", "addresses", "people", "contacts")


def lacking() -> dict[str, int]:
    """How much the rows of each kind lack."""
    db.session.remove()
    with scoped(EVERYONE):
        return {one.name: sum(counted(one).gaps.values()) for one in kinds_there_are() if one.name in LACKING}


def steps() -> dict[Step, tuple[int, int | None]]:
    db.session.remove()
    with scoped(EVERYONE):
        return {one.step: (one.have, one.of) for one in standings(NOW.date()) if one.step in COUNTED}


def ended(*models: Any) -> None:
    """Take all rows of these out of use."""
    with transaction() as session:
        for model in models:
            session.execute(sa.update(model).values(active=False))


def test_what_is_out_of_use_is_no_step_and_lacks_nothing(app: Flask) -> None:
    seller = make_selling_entity(code="CN01", gs1_prefix="", registration="")
    home = make_distributor(code="NILE", legal_name="شركة النيل", country="EG", selling_entity_id=seller.id)
    make_address(home, contact="", phone="")
    make_dealer_user(home, state=UserState.INVITED)
    depot = make_depot("CKG")
    with transaction() as session:
        session.execute(sa.update(SellerAccount).values(usual=False, currency=""))
        for owner in ({"distributor_id": home.id}, {"selling_entity_id": seller.id}, {"depot_id": depot}):
            session.add(Contact(name="Wim", role=ContactRole.FINANCE, phone="", email="w@x.example", **owner))
    before = lacking()
    assert set(before) == {*LACKING} and all(before.values()), before
    assert companies_missing() == 1

    ended(Distributor, SellingEntity, Depot, SellerAccount)

    assert lacking() == dict.fromkeys(before, 0)
    assert companies_missing() == 0
    assert steps() == {
        Step.SELLERS: (0, None),
        Step.BANK: (0, 0),
        Step.DEPOTS: (0, None),
        Step.DISTRIBUTORS: (0, None),
        Step.ADDRESSES: (0, 0),
        Step.BUYERS: (0, 0),
    }


def test_a_seller_is_paid_once_it_has_its_usual_account_by_the_step_and_by_the_list(app: Flask) -> None:
    make_selling_entity(code="CN01")
    browser = steward(app)
    assert steps()[Step.BANK] == (1, 1) and not browser.page("/hq/data/sellers?gap=bank").has("CN01")

    with transaction() as session:
        session.execute(sa.update(SellerAccount).values(usual=False, currency="EUR"))

    assert steps()[Step.BANK] == (0, 1)
    assert [row[0] for row in browser.page("/hq/data/sellers?gap=bank").rows()] == ["CN01"]
