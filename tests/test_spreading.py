"""Tests of one dear ground are given to one process; all others go alone."""

import math
from pathlib import Path

import pytest

from tests.spreading import GROUNDS, Queue, ground_of, seconds_for
from tests.timing import GROUNDS as SHARED
from tests.timing import OTHERS, Key, Taken

ROOT = Path(__file__).resolve().parents[1]


@pytest.mark.parametrize(
    ("nodeid", "ground"),
    [
        ("tests/journeys/test_look.py::test_a[admin@hq.example-ar-sqlite]", "site-sqlite"),
        ("tests/demo/test_load.py::test_b[postgresql]", "site-postgresql"),
        ("tests/guards/test_tenancy.py::test_c[buyer-postgresql]", "world-postgresql"),
        ("tests/guards/test_words.py::test_d", "tests/guards/test_words.py::test_d"),
    ],
)
def test_tests_of_one_ground_stay_together(nodeid: str, ground: str) -> None:
    assert ground_of(nodeid) == ground


def test_every_ground_is_there() -> None:
    assert [start for start, _ground in GROUNDS if not (ROOT / start).exists()] == []


RECORD = {
    Key("orders", "test_long"): Taken(2, 8.0),
    Key("orders", OTHERS): Taken(10, 1.0),
    Key("journeys", "test_b"): Taken(4, 2.0),
    Key("journeys", SHARED): Taken(0, 30.0),
}


def test_a_ground_takes_what_its_tests_and_what_they_share_take() -> None:
    journeys = ["tests/journeys/test_x.py::test_b[sqlite]", "tests/journeys/test_y.py::test_b[1-sqlite]"]

    assert seconds_for("site-sqlite", journeys, RECORD) == 31.0
    assert seconds_for("tests/orders/test_x.py::test_long", ["tests/orders/test_x.py::test_long"], RECORD) == 4.0
    assert seconds_for("tests/orders/test_x.py::test_new", ["tests/orders/test_x.py::test_new"], RECORD) == 0.1


def test_what_nobody_measured_might_take_for_ever() -> None:
    assert seconds_for("tests/crashes/a.py::test_x", ["tests/crashes/a.py::test_x"], RECORD) == math.inf
    assert (
        seconds_for("world-sqlite", ["tests/orders/a.py::test_new", "tests/orders/a.py::test_newer"], RECORD)
        == math.inf
    )


def test_the_longest_is_given_out_first_after_what_nobody_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.spreading.recorded", lambda: RECORD)
    queue = Queue()
    for name in ("tests/orders/a.py::test_new", "tests/orders/a.py::test_long", "tests/none/a.py::test_unknown"):
        queue[name] = {name: False}

    given = [queue.popitem(last=False)[0].rpartition("_")[2] for _each in range(3)]

    assert given == ["unknown", "long", "new"]
