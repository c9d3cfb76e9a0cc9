"""PostgreSQL restarted, and once crashed, while people hand orders in through real HTTP: nothing lost, nothing twice.

Whoever is answered 503 sends the same form again. The portal itself is not touched: its connections
are dead and it must notice by itself.
"""

import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.core.data.sessions import db
from tests.crashes.checks import Attempt, wrong_with
from tests.crashes.ground import Ground, ground_on
from tests.crashes.sending import Sending
from tests.crashes.server import APPLICATION
from tests.crashes.test_kills import begun, finish, handing_in
from tests.server.postgres_cluster import StopMode

pytestmark = [pytest.mark.slow, pytest.mark.race, pytest.mark.postgres]
ORDERS, PEOPLE = 20, 4


@pytest.fixture
def ground(tmp_path: Path) -> Iterator[Ground]:
    """A portal on a PostgreSQL server of its own."""
    with ground_on("postgresql", tmp_path, APPLICATION) as made:
        yield made


def test_a_database_restarted_under_load_loses_and_doubles_nothing(ground: Ground) -> None:
    attempts: list[Attempt] = []
    forms = [handing_in(ground, attempt) for attempt in begun(ground, attempts, ORDERS)]
    answers: Counter[str] = Counter()
    people = [
        threading.Thread(target=_send_all, args=(forms[person::PEOPLE], answers), daemon=True)
        for person in range(PEOPLE)
    ]
    for person in people:
        person.start()

    _wait_for(answers, ORDERS // 5)
    _restart(ground, "fast", answers)
    _wait_for(answers, ORDERS // 2)
    _restart(ground, "immediate", answers)
    for person in people:
        person.join(timeout=60)

    assert (answers["303"], set(answers) - {"303", "503"}) == (ORDERS, set())
    assert answers["503"] > 1, "the restarts met nobody"
    for attempt in attempts:
        finish(ground, attempt)
    assert ground.buyer.ask("GET", "/orders").status == 200
    ground.settle(10)
    ground.let_leases_run_out()  # of jobs whose worker lost the database in the middle
    ground.settle()
    assert wrong_with(attempts) == []


def _send_all(forms: list[Sending], answers: Counter[str]) -> None:
    """Send each form until it is carried out, the same form each time."""
    for form in forms:
        until = time.monotonic() + 45
        while time.monotonic() < until:
            form.send()
            assert form.answer is not None, "the portal itself did not answer"
            answers[str(form.answer.status)] += 1
            if form.answer.status != 503:
                break
            time.sleep(0.05)


def _restart(ground: Ground, mode: StopMode, answers: Counter[str]) -> None:
    """Restart the server, which stays away until somebody was told so; the test's own connections are let go first."""
    assert ground.database is not None
    db.session.remove()
    db.engine.dispose()
    told = answers["503"]
    with ground.database.away(mode):
        _wait_for(answers, told + 1, "503")


def _wait_for(answers: Counter[str], count: int, status: str = "303") -> None:
    until = time.monotonic() + 60
    while answers[status] < count and time.monotonic() < until:
        time.sleep(0.005)
