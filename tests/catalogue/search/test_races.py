"""Two who say at once what a part fits: what a search asks of it knows both their models."""

import threading
import time

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from portal.catalogue.models import PartFitment, PartFound
from portal.core.data.sessions import db, on_postgresql, transaction
from tests.catalogue.factories import fitted, make_part
from tests.race import together

pytestmark = pytest.mark.race
SOMEBODY_WAITS = sa.text(
    "SELECT count(*) FROM pg_locks WHERE NOT granted AND transactionid::text = pg_current_xact_id()::text"
)
ENOUGH = 30


def somebody_waits(session: Session) -> None:
    """Wait until another transaction waits for the end of this one; where one writes at a time, none gets so far."""
    end = time.monotonic() + ENOUGH
    while on_postgresql() and not session.scalar(SOMEBODY_WAITS):
        assert time.monotonic() < end, "nobody came second"


@pytest.mark.parametrize(
    ("change", "known"),
    [
        ("said", ["Auriga E5\nLyra V5\nOrion", "Vega"]),
        ("said otherwise", ["Lyra V5\nOrion\nVega", ""]),
        ("taken back", ["Lyra V5", "Vega"]),
    ],
)
def test_what_two_say_at_once_is_all_found(app: Flask, change: str, known: list[str]) -> None:
    part, other = make_part("1"), make_part("2")
    fitted(part, "Orion", 2022)
    fitted(other, "Vega", 2022)
    first_wrote = threading.Event()

    def first() -> None:
        with transaction() as session:
            session.add(PartFitment(part_id=part, model="Lyra V5", year_from=2022))
            session.flush()
            first_wrote.set()
            somebody_waits(session)

    def second() -> None:
        assert first_wrote.wait(ENOUGH)
        mine = sa.and_(PartFitment.part_id == part, PartFitment.model == "Orion")
        with transaction() as session:
            if change == "said":
                session.add(PartFitment(part_id=part, model="Auriga E5", year_from=2022))
            elif change == "said otherwise":
                session.execute(sa.update(PartFitment).where(PartFitment.model == "Vega").values(part_id=part))
            else:
                session.execute(sa.delete(PartFitment).where(mine))

    assert together(app, 2, lambda index: (first, second)[index]()) == [None, None]

    assert db.session.scalars(sa.select(PartFound.models).order_by(PartFound.part_id)).all() == known
