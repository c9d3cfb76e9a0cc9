"""What follows from the record of what tests took: the quick part, and the table of docs/testing.md."""

from pathlib import Path

import pytest

from tests import timing
from tests.timing import GROUNDS, OTHERS, Key, Record, Recorder, Taken, key_of, merged, slow_ones, table_of

RECORD: Record = {
    Key("orders", "test_a"): Taken(2, 4.0, 2.0),
    Key("orders", "test_b"): Taken(10, 30.0, 15.0),
    Key("orders", OTHERS): Taken(100, 5.0, 3.0),
    Key("guards", "test_c"): Taken(1, 9.0, 0.0),
    Key("guards", GROUNDS): Taken(0, 20.0, 10.0),
}


@pytest.mark.parametrize(
    ("nodeid", "key"),
    [
        ("tests/orders/entry/test_service.py::test_a[sqlite-::x/y]", Key("orders", "test_a")),
        ("tests/orders/test_service.py::test_a", Key("orders", "test_a")),
        ("tests/test_web.py::test_a[known]", Key("tests", "test_a")),
    ],
)
def test_a_test_is_known_by_its_room_and_name(nodeid: str, key: Key) -> None:
    assert key_of(nodeid) == key


def test_the_quickest_go_into_the_quick_part_until_its_time_is_used_up() -> None:
    assert slow_ones(RECORD, most=6.0) == {Key("orders", "test_b")}
    assert slow_ones(RECORD, most=4.0) == {Key("orders", "test_a"), Key("orders", "test_b")}
    assert slow_ones(RECORD, most=20.0) == set()


def test_a_room_that_ran_replaces_its_lines_and_small_tests_share_one() -> None:
    new = {Key("orders", "test_a"): Taken(2, 1.0, 0.5), Key("orders", "test_d"): Taken(3, 0.04, 0.04)}

    found = merged(RECORD, new)

    assert found == {
        Key("orders", "test_a"): Taken(2, 1.0, 0.5),
        Key("orders", OTHERS): Taken(3, 0.04, 0.04),
        Key("guards", "test_c"): Taken(1, 9.0, 0.0),
        Key("guards", GROUNDS): Taken(0, 20.0, 10.0),
    }


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    timing.written(RECORD, tmp_path / "timing.csv")

    assert timing.recorded(tmp_path / "timing.csv") == RECORD
    assert timing.recorded(tmp_path / "none.csv") == {}


def phase(when: str, duration: float, *marks: str, shared: float = 0.0) -> pytest.TestReport:
    return pytest.TestReport(
        "tests/orders/test_x.py::test_a[1]",
        ("", 0, ""),
        dict.fromkeys(marks, 1),
        "passed",
        None,
        when,  # type: ignore[arg-type]
        duration=duration,
        start=0,
        stop=0,
        user_properties=[("shared", shared)] if when == "setup" else [],
    )


def test_a_recorder_adds_up_phases_and_keeps_shared_grounds_apart() -> None:
    recorder = Recorder()
    for report in (phase("setup", 5.0, shared=4.0), phase("call", 2.0), phase("teardown", 0.5)):
        recorder.pytest_runtest_logreport(report)
    recorder.pytest_runtest_logreport(phase("call", 3.0, "postgres"))

    assert recorder.found == {
        Key("orders", "test_a"): Taken(2, 6.5, 3.5),
        Key("orders", GROUNDS): Taken(0, 4.0, 4.0),
    }


def test_a_run_with_a_failure_is_not_recorded(monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[object] = []
    monkeypatch.setattr(timing, "written", written.append)

    Recorder().pytest_sessionfinish(1)

    assert written == []


def test_the_table_has_a_line_a_room_and_their_sum() -> None:
    lines = table_of(RECORD).splitlines()

    assert "| guards | 1 | 29 |" in lines
    assert "| orders | 112 | 39 |" in lines
    assert "| **together** | **113** | **68** |" in lines


def test_the_table_in_the_docs_is_that_of_the_record() -> None:
    page = timing.PAGE.read_text(encoding="utf-8")

    assert timing.table_of(timing.recorded()) in page, "python -m tests.timing"
    assert timing.TABLE.sub("", page) != page
