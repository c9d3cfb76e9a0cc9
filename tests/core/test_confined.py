"""A confined process has no secrets, no files and little memory; few work at once, few wait, the rest is told so."""

import re
import subprocess
import sys
import threading

import pytest

from portal.core.confined.parent import ENVIRONMENT, ROOT, Busy, Ended, Gate, ask, start_of


def output_of(program: str, **options: object) -> list[str]:
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, **options)  # type: ignore[call-overload]
    return str(done.stdout).split()


@pytest.mark.parametrize("child", ["portal.core.sheets.child", "portal.core.pictures.child"])
def test_it_starts_without_the_application_or_its_secrets(child: str, monkeypatch: pytest.MonkeyPatch) -> None:
    look = "import os; print(len([m for m in sys.modules if m[:5] in ('flask', 'sqlal')]), 'S' in os.environ)"
    monkeypatch.setenv("S", "secret")

    assert output_of(start_of(child).replace("main()", look), env=ENVIRONMENT) == ["0", "False"]


def test_it_can_neither_write_a_file_nor_take_more_memory() -> None:
    program = """
import os, signal, sys, tempfile
from portal.core.confined.child import confine
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
place = tempfile.TemporaryFile()
confine(192, 5)
for attempt in (lambda: os.write(place.fileno(), b"x"), lambda: bytearray(512 * 2**20)):
    try:
        attempt()
    except (OSError, MemoryError) as error:
        print(type(error).__name__)
"""
    assert output_of(program) == ["OSError", "MemoryError"]


def test_how_it_ended_is_told() -> None:
    assert ask("no.such.module", {}, b"", 20).ended is Ended.DIED
    assert ask("portal.core.sheets.child", {}, b"", 0).ended is Ended.LATE


def test_so_many_are_inside_so_many_wait_and_the_next_is_told_without_waiting() -> None:
    gate, told = Gate(at_once=1, waiting=1), []

    def wait() -> None:
        with gate.passed(patience=60):
            told.append("second")

    with gate.passed(patience=0):
        second = threading.Thread(target=wait)
        second.start()
        while gate._here._value:
            pass
        with pytest.raises(Busy), gate.passed(patience=60):
            told.append("third")
        told.append("first")
    second.join()

    assert told == ["first", "second"]


def test_a_place_is_free_again_after_whatever_happened_inside() -> None:
    gate = Gate(at_once=1, waiting=0)

    with pytest.raises(ZeroDivisionError), gate.passed(patience=0):
        raise ZeroDivisionError
    with pytest.raises(Busy), gate.passed(patience=0), gate.passed(patience=0):
        pass
    with gate.passed(patience=0):
        pass


@pytest.mark.parametrize("unit", ["parts-portal-web.service", "parts-portal-worker@.service"])
def test_the_units_say_how_much_memory_all_of_it_may_take(unit: str) -> None:
    lines = (ROOT / "deploy" / "systemd" / unit).read_text().splitlines()

    assert [line for line in lines if re.fullmatch(r"MemoryMax=\d+G", line)]
