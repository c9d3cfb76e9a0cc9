"""Many rows added at once are copied on PostgreSQL, and stand there as a few would."""

from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.core.data.sessions import MANY, add_rows, db, perform
from portal.masterdata.models import ChangedRow, ChangeSet
from portal.masterdata.rules_changes import Action
from portal.masterdata.states import ChangeSetState
from portal.stock.models import Stock
from tests.catalogue.factories import make_parts, part_ids
from tests.factories import make_hq_user
from tests.stock.factories import make_depot

pytestmark = pytest.mark.both_engines
AT = datetime(2026, 3, 1, 10, tzinfo=UTC)


@pytest.mark.parametrize("many", [2, MANY])
def test_rows_stand_as_they_were_given_however_many_they_are(app: Flask, many: int) -> None:
    user_id = make_hq_user(role="hq_steward").id

    def added() -> int:
        row = ChangeSet(kind="parts", state=ChangeSetState.CHECKED, asked_by=user_id, asked_by_name="Li", asked_at=AT)
        db.session.add(row)
        db.session.flush()
        told = {"name": "Dichtung \u200f\\t\n'\"", "price": None, "day": date(2026, 3, 1).isoformat()}
        same = {"change_set_id": row.id, "kind": "parts", "action": Action.NEW, "before": None, "after": told}
        add_rows(ChangedRow, [{**same, "key": f"P-{at}", "row_number": at or None} for at in range(many)])
        return row.id

    change_set_id = perform(added)

    found = db.session.scalars(sa.select(ChangedRow).where(ChangedRow.change_set_id == change_set_id)).all()
    assert [one.key for one in sorted(found, key=lambda one: one.id)] == [f"P-{at}" for at in range(many)]
    assert found[0].before is None and found[0].action is Action.NEW and found[0].row_number is None
    assert found[-1].after == {"name": "Dichtung \u200f\\t\n'\"", "price": None, "day": "2026-03-01"}
    assert found[-1].row_number == many - 1


def test_what_is_not_said_of_many_rows_is_as_usual(app: Flask) -> None:
    numbers = [f"P-{at:04d}" for at in range(MANY)]
    make_parts(numbers)
    depot = make_depot()

    perform(add_rows, Stock, [{"depot_id": depot, "part_id": part_id} for part_id in part_ids(*numbers)])

    sums = sa.select(sa.func.count(), sa.func.sum(Stock.on_hand), sa.func.min(Stock.area))
    assert db.session.execute(sums).one() == (MANY, 0, "")
