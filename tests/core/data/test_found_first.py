"""What is found first is found once, by itself, whatever the rest of a statement asks."""

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.catalogue.models import Part
from portal.core.data.found_first import found_first
from portal.core.data.sessions import db, on_postgresql
from portal.core.scope import EVERYONE, scoped
from portal.core.tables import Wanted, list_state
from portal.orders.views.queries_lists import orders_list
from portal.shipping.views.queries_lists import shipments_list
from tests.catalogue.factories import make_parts
from tests.orders.factories import NOW
from tests.plans import planned


def test_the_ids_are_those_that_were_asked_for(app: Flask) -> None:
    make_parts(["P1", "P2", "P3"])
    ids = found_first(sa.select(Part.id).where(Part.number.in_(("P1", "P3"))))

    assert db.session.scalars(sa.select(Part.number).where(Part.id.in_(ids)).order_by(Part.number)).all() == [
        "P1",
        "P3",
    ]


@pytest.mark.parametrize("subject", ["orders", "shipments"])
def test_a_searched_list_is_found_first_on_postgresql(app: Flask, subject: str) -> None:
    state = list_state({"q": "PO-1"}, sorts=("-number",), filters={})

    with scoped(EVERYONE), planned() as plans:
        if subject == "orders":
            orders_list(Wanted(("number",)), state, NOW, NOW.date(), drafts=False)
        else:
            shipments_list(state)

    listing = plans[-1]
    assert not on_postgresql() or "CTE Scan on found" in listing
    assert "SCAN sales_order" not in listing and "SCAN shipment" not in listing
