"""A name is held by one transaction at a time, until it ends."""

import pytest
from flask import Flask

from portal.core.data.engines import write_engine
from portal.core.data.named_locks import hold_until_end
from portal.core.data.sessions import db, perform_at_once, transaction
from tests.conftest import ON_POSTGRESQL

pytestmark = pytest.mark.both_engines
HOLD = "SELECT pg_advisory_xact_lock(hashtextextended('prices', 0))"


def test_a_name_is_free_again_when_its_transaction_ends(app: Flask) -> None:
    with transaction():
        hold_until_end("prices")
        hold_until_end("prices")

    assert perform_at_once(hold_until_end, "prices")


@ON_POSTGRESQL
def test_who_asks_for_a_name_that_is_held_waits_and_other_names_are_free(app: Flask) -> None:
    with write_engine(db.engine).connect() as other:
        other.exec_driver_sql(HOLD)

        assert not perform_at_once(hold_until_end, "prices")
        assert perform_at_once(hold_until_end, "fitments")

        other.rollback()
    assert perform_at_once(hold_until_end, "prices")
