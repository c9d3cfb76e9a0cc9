"""Lists over several companies, values of a column and counts: found by the shorter way, and the same rows."""

from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.dialects import sqlite

from portal.accounts.models import Address
from portal.core.data.distinct import values_there_are
from portal.core.data.newest import MOST_COMPANIES, companies_apart, first_rows
from portal.core.data.plans import in_no_order, not_by
from portal.core.data.sessions import db
from portal.core.scope import EVERYONE, Scope, scoped
from portal.orders.models import OrderLine, SalesOrder
from tests.factories import make_address, make_distributor

LISTED: Any = sa.select(Address.city, Address.id)
pytestmark = pytest.mark.both_engines
CITIES = ("Oran", "Aden", "Lima", "Bari", "Cork", "Dili", "Evry", "Faro", "Gent")


@pytest.fixture
def companies(app: Flask) -> list[int]:
    """Three companies that take turns in having an address."""
    owners = [make_distributor(code=f"C{at}") for at in range(3)]
    for at, city in enumerate(CITIES):
        make_address(owners[at % 3], city=city)
    return [owner.id for owner in owners]


def cities(*order: Any, size: int, offset: int) -> list[str]:
    page = first_rows(LISTED, Address, order, size, offset, companies_apart())
    return [row.city for row in db.session.execute(page)]


@pytest.mark.parametrize(("size", "offset"), [(1, 0), (2, 1), (4, 0), (4, 3), (9, 0), (3, 5), (5, 6)])
def test_a_page_of_two_companies_holds_what_all_their_rows_in_order_hold(
    companies: list[int], size: int, offset: int
) -> None:
    own = [city for at, city in enumerate(CITIES) if at % 3 != 1]

    with scoped(Scope(distributor_ids=frozenset((companies[0], companies[2])))):
        assert companies_apart() == 2
        assert cities(Address.city.asc(), size=size, offset=offset) == sorted(own)[offset : offset + size]
        assert cities(Address.id.desc(), size=size, offset=offset) == own[::-1][offset : offset + size]


def test_one_statement_serves_every_pair_of_companies(companies: list[int]) -> None:
    page = first_rows(LISTED, Address, [Address.id], 9, 0, 2)

    for pair in (companies[:2], companies[1:]):
        with scoped(Scope(distributor_ids=frozenset(pair))):
            found = [row.city for row in db.session.execute(page)]
        assert found == [city for at, city in enumerate(CITIES) if companies[at % 3] in pair]


def test_one_company_all_of_them_and_very_many_are_read_at_once(companies: list[int]) -> None:
    with scoped(Scope(distributor_ids=frozenset(companies[:1]))):
        assert (companies_apart(), cities(Address.id, size=2, offset=1)) == (0, ["Bari", "Evry"])
    with scoped(EVERYONE):
        assert (companies_apart(), cities(Address.id, size=2, offset=1)) == (0, ["Aden", "Lima"])
    with scoped(Scope(distributor_ids=frozenset(range(1, MOST_COMPANIES + 2)))):
        assert companies_apart() == 0


def test_the_values_of_a_column_are_those_of_its_rows(companies: list[int]) -> None:
    with scoped(EVERYONE):
        assert values_there_are(Address.city) == sorted(CITIES)
        assert values_there_are(SalesOrder.currency) == []


def test_what_is_counted_is_found_by_the_keys_it_names() -> None:
    listed = sa.select(OrderLine.id).join(SalesOrder, not_by(SalesOrder.id) == OrderLine.order_id)

    told = [str(each.compile(dialect=sqlite.dialect())) for each in (listed, in_no_order(listed))]

    assert "+sales_order.id = order_line.order_id" in told[0]
    assert "sales_order.id = +order_line.order_id" in told[1]
