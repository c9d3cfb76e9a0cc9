"""What the portal tells its operator never fails what it tells of."""

import errno
import io
import json
import re
import sys

import pytest
import structlog
from flask import Flask

from portal.core.errors import Unavailable
from portal.core.release import release
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


def test_every_line_of_a_request_names_it_and_who_asked_and_the_page_shows_the_same(
    app: Flask, capsys: pytest.CaptureFixture[str]
) -> None:
    def tells() -> str:
        structlog.get_logger("portal.test").info("within")
        raise Unavailable("planted")

    buyer = make_dealer_user()
    browser = Browser(app).sign_in(buyer)
    capsys.readouterr()
    with planted(app, Mutant("/mutant", tells)):
        page = browser.open("/mutant").get_data(as_text=True)
        lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
        browser.open("/login")
        structlog.get_logger("portal.test").info("later")
    (later,) = [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    (reference,) = {line["request"] for line in lines}
    assert [line["event"] for line in lines] == ["within", "outage", "error_page"]
    assert re.fullmatch(r"[2-9A-Z]{3}-[2-9A-Z]{3}", reference) and reference in page
    assert {(line["release"], line["method"], line["person"]) for line in lines} == {(release(), "GET", buyer.id)}
    assert later["request"] != reference
