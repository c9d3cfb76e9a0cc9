"""The guard of the benchmarks refuses a list that reads all there is, and lets one go that an index answers."""

import pytest
import sqlalchemy as sa
from flask import Flask

from bench.growing import MOST, Work, overheard, refused, work_of
from portal.core.data.sessions import db, on_postgresql, transaction

pytestmark = [pytest.mark.both_engines, pytest.mark.slow]
ROWS = 60_000
NUMBERS = f"WITH RECURSIVE counted (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counted WHERE n < {ROWS})"
OF_ALL = "SELECT word FROM part_word WHERE word LIKE '%9%' ORDER BY length(word), word LIMIT 50"
OF_SOME = "SELECT word FROM part_word WHERE key = 'all' AND word BETWEEN 'w50' AND 'w501' ORDER BY word LIMIT 50"


@pytest.fixture
def many(app: Flask) -> Flask:
    """A table of many rows."""
    with transaction() as session:
        session.execute(sa.text(f"INSERT INTO part_word (key, word) {NUMBERS} SELECT 'all', 'w' || n FROM counted"))
    return app


def works(statement: str) -> list[Work]:
    """Ask a list by a statement, as a page would, and count what that took."""
    with overheard(db.engine) as heard:
        found = db.session.execute(sa.text(statement)).all()
    db.session.remove()
    assert (len(found), len(heard)) == (50, 1)
    with db.engine.connect() as connection:
        return [work_of(connection, sent) for sent in heard]


def test_a_planted_slow_list_is_refused_with_its_plan(many: Flask) -> None:
    dialect = "postgresql" if on_postgresql() else "sqlite"

    slow, quick = works(OF_ALL), works(OF_SOME)

    assert refused("planted", slow, dialect) == slow
    assert slow[0].units >= ROWS and "part_word" in slow[0].plan
    assert refused("planted", quick, dialect) == []
    assert quick[0].units < MOST[dialect] / 10
