"""How far a portal is set up, counted in little work: many rows are passed over, each company is looked at once."""

from datetime import date

import pytest
from flask import Flask

from bench.growing import Work, overheard, work_of
from portal.accounts.models import AddressKind
from portal.core.data.sessions import db, on_postgresql
from portal.core.tables import MOST_COUNTED_LARGE
from portal.masterdata.setup.queries import standings
from portal.masterdata.setup.rules import Step
from tests.catalogue.factories import make_parts
from tests.factories import make_address, make_distributor, make_many_distributors
from tests.plans import planned

pytestmark = pytest.mark.both_engines
TODAY = date(2026, 6, 1)
OF_COMPANIES = (Step.DISTRIBUTORS, Step.ADDRESSES, Step.CONTACTS, Step.AGREEMENTS, Step.CREDIT, Step.BUYERS)


def work(*steps: Step) -> Work:
    """Ask how far these steps are, and count what that took."""
    with overheard(db.engine) as heard:
        standings(TODAY, steps)
    db.session.remove()
    with db.engine.connect() as connection:
        [found] = [work_of(connection, sent) for sent in heard]
    return found


@pytest.mark.slow
def test_rows_are_counted_to_a_limit_and_passed_over_beyond_it(app: Flask) -> None:
    make_parts([f"P-{at}" for at in range(MOST_COUNTED_LARGE - 1)])
    below = standings(TODAY, [Step.PARTS])[0].have
    make_parts(["P-last"])
    at_it = standings(TODAY, [Step.PARTS])[0].have
    make_parts(["P-more", "P-still-more"])
    beyond = standings(TODAY, [Step.PARTS])[0].have

    assert (below, at_it, beyond) == (MOST_COUNTED_LARGE - 1, MOST_COUNTED_LARGE, MOST_COUNTED_LARGE)
    assert work(Step.PARTS).units <= MOST_COUNTED_LARGE * (2 if on_postgresql() else 3)


def test_each_company_is_looked_at_once_for_all_that_is_asked_of_it(app: Flask) -> None:
    make_many_distributors(3)

    with planned() as plans:
        found = {one.step: (one.have, one.of) for one in standings(TODAY, OF_COMPANIES)}

    assert found[Step.DISTRIBUTORS] == (3, None) and found[Step.BUYERS] == (0, 3)
    assert on_postgresql() or plans[-1].count("SCAN distributor") == 1


def test_a_company_ships_where_one_address_is_both_or_two_are_one_each(app: Flask) -> None:
    make_address(make_distributor())
    apart = make_distributor()
    make_address(apart, street="")
    make_address(apart, kind=AddressKind.CONSIGNEE)
    make_address(make_distributor(), street="")
    make_address(make_distributor(), kind=AddressKind.CONSIGNEE)
    make_distributor()

    [addresses] = standings(TODAY, [Step.ADDRESSES])

    assert (addresses.have, addresses.of) == (2, 5)
