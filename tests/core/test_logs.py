"""What the portal tells its operator never fails what it tells of."""

import errno
import io
import sys

import pytest
import structlog
from flask import Flask

from portal.core.errors import Unavailable
from tests.conftest import ON_SQLITE
from tests.factories import make_dealer_user
from tests.guards.mutants import Mutant, planted
from tests.web import Browser

pytestmark = ON_SQLITE


class FullDisk(io.StringIO):
    """Takes no line, as a disk does that is full."""

    asked = 0

    def write(self, text: str) -> int:
        self.asked += 1
        raise OSError(errno.ENOSPC, "No space left on device")


def test_a_line_is_written_at_once_and_whole(app: Flask, capsys: pytest.CaptureFixture[str]) -> None:
    structlog.get_logger("portal.test").error("outage", path="/orders")

    (line,) = capsys.readouterr().out.splitlines()
    assert '"event": "outage"' in line and '"path": "/orders"' in line


def test_a_line_there_is_no_room_for_is_lost_and_nothing_else(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    full = FullDisk()
    monkeypatch.setattr(sys, "stdout", full)
    log = structlog.get_logger("portal.test")

    for tell in (log.info, log.warning, log.error, log.critical, log.exception):
        tell("outage")

    assert full.asked >= 5


def away() -> str:
    raise Unavailable("planted")


def test_an_outage_is_a_503_though_the_disk_of_the_log_is_full_too(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    browser, full = Browser(app).sign_in(make_dealer_user()), FullDisk()
    with planted(app, Mutant("/mutant", away)):
        monkeypatch.setattr(sys, "stdout", full)
        answer = browser.open("/mutant")

    assert (answer.status_code, answer.headers["Retry-After"], full.asked > 0) == (503, "10", True)
    assert "Try again shortly" in answer.get_data(as_text=True)
