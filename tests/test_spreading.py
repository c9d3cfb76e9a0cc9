"""Tests of one dear ground are given to one process; all others go alone."""

from pathlib import Path

import pytest

from tests.spreading import GROUNDS, ground_of

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
