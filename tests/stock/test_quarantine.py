"""Pieces in quarantine: on hand, but no order's; in, out and scrapped by the ledger, never what is tied."""

import pytest
import sqlalchemy as sa

from portal.core.data.sessions import db, perform, transaction
from portal.core.errors import FieldRefused
from portal.stock import queries, service, service_shelves
from portal.stock.models import Stock, StockMovement
from portal.stock.rules_movements import MovementReason
from portal.stock.service import Demand
from portal.stock.service_movements import Entry
from portal.stock.service_shelves import Count, Place
from tests.stock.factories import NOW
from tests.stock.test_ledger import entry, shelf, tie

__all__ = ["shelf"]
pytestmark = pytest.mark.both_engines


def stands(place: Place) -> tuple[int, int, int]:
    """What is on hand, tied, in quarantine."""
    db.session.remove()
    here = (Stock.depot_id == place.depot_id, Stock.part_id == place.part_id)
    row = db.session.execute(sa.select(Stock.on_hand, Stock.allocated, Stock.quarantined).where(*here)).one()
    return (row[0], row[1], row[2])


def summed() -> tuple[int, int]:
    """What the ledger adds up to: on hand, in quarantine."""
    row = db.session.execute(
        sa.select(sa.func.sum(StockMovement.quantity), sa.func.sum(StockMovement.quarantined))
    ).one()
    return (int(row[0]), int(row[1]))


def test_quarantined_pieces_stay_on_hand_and_are_nobodys(shelf: Place) -> None:
    tie(shelf, 4)

    perform(service_shelves.quarantine, shelf, 5, Entry(MovementReason.QUARANTINED, NOW, note="wet carton"))

    assert stands(shelf) == (10, 4, 5)
    assert queries.availability([shelf.part_id], NOW.date())[shelf.part_id].free == 1
    with transaction():
        taken = service.take_stock([Demand(9, 1, shelf.part_id, 3, [shelf.depot_id], whole=True)], NOW)
    assert taken == []
    assert summed() == (10, 5)


def test_more_than_is_free_or_quarantined_is_refused_beside_its_field(shelf: Place) -> None:
    tie(shelf, 4)
    perform(service_shelves.quarantine, shelf, 5, entry(MovementReason.QUARANTINED))

    for verb, code, facts in (
        (service_shelves.quarantine, "stock.only_free", {"quantity": 6, "free": 1, "tied": 4}),
        (service_shelves.scrap, "stock.only_free", {"quantity": 6, "free": 1, "tied": 4}),
        (service_shelves.release, "stock.only_quarantined", {"quantity": 6, "quarantined": 5}),
        (service_shelves.scrap_quarantined, "stock.only_quarantined", {"quantity": 6, "quarantined": 5}),
    ):
        with pytest.raises(FieldRefused) as refused:
            perform(verb, shelf, 6, entry(MovementReason.SCRAPPED))
        assert (refused.value.code, refused.value.field, refused.value.facts) == (code, "quantity", facts)
    with pytest.raises(FieldRefused) as refused:
        perform(service_shelves.count_shelf, Count(shelf, 10, 8), entry(MovementReason.COUNTED))
    assert (refused.value.code, refused.value.facts) == ("stock.below_kept", {"tied": 4, "quarantined": 5})
    assert stands(shelf) == (10, 4, 5)


def test_pieces_leave_quarantine_to_the_shelf_or_for_good(shelf: Place) -> None:
    perform(service_shelves.quarantine, shelf, 5, entry(MovementReason.QUARANTINED))

    perform(service_shelves.release, shelf, 2, entry(MovementReason.RELEASED))
    perform(service_shelves.scrap_quarantined, shelf, 3, entry(MovementReason.SCRAPPED))

    assert stands(shelf) == (7, 0, 0)
    assert summed() == (7, 0)
    kept = db.session.execute(
        sa.select(StockMovement.reason, StockMovement.quantity, StockMovement.quarantined).order_by(StockMovement.id)
    )
    assert [tuple(row) for row in kept][1:] == [("quarantined", 0, 5), ("released", 0, -2), ("scrapped", -3, -3)]


def test_what_comes_back_may_go_into_quarantine_at_once(shelf: Place) -> None:
    perform(service_shelves.put_away, shelf, 3, entry(MovementReason.RETURNED), quarantine=True)

    assert stands(shelf) == (13, 0, 3)
    assert summed() == (13, 3)


@pytest.mark.parametrize(
    "values", [{"quarantined": -1}, {"quarantined": 7}, {"allocated": 6, "quarantined": 5}], ids=str
)
def test_the_database_keeps_quarantine_within_what_is_there(shelf: Place, values: dict[str, int]) -> None:
    tie(shelf, 4)
    with pytest.raises(sa.exc.IntegrityError), transaction() as session:
        session.execute(sa.update(Stock).values(**values))


def test_the_database_keeps_pieces_that_go_into_quarantine_on_hand(shelf: Place) -> None:
    wrong = {"reason": "quarantined", "quantity": -1, "quarantined": 1}
    with pytest.raises(sa.exc.IntegrityError), transaction() as session:
        here = {"depot_id": shelf.depot_id, "part_id": shelf.part_id, "at": NOW}
        session.execute(sa.insert(StockMovement), [here | wrong])
