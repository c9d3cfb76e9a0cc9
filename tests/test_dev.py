"""The developer's tools show everything on a developer's machine, and nothing of them is reached in production."""

import dataclasses
import os
import subprocess
import sys
import threading
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask, Response
from werkzeug.serving import make_server

from portal import dev
from portal.core.clock import utc_now
from portal.core.config import ROOT, Settings
from portal.core.data.sessions import db, perform
from portal.core.jobs import queue
from portal.core.jobs.queue import run_due
from portal.core.web.guards import public
from portal.notifications.service import send_mail
from tests.conftest import app_on
from tests.test_cli import portal

PRODUCTION = {
    "PORTAL_ENV": "production",
    "SECRET_KEY": "0f3Hq7ZkT1nVx9Lw2Rb6Yd8Mc4Js5Gp-",
    "DATABASE_URL": "postgresql://portal_app@127.0.0.1:1/parts",
    "PUBLIC_URL": "https://parts.example",
    "TRUSTED_HOSTS": "parts.example",
    "SMTP_URL": "smtp://mail.example",
    "MAIL_FROM": "portal@parts.example",
    "STORAGE_URL": "file:///nowhere",
}
# What a served portal says of itself; the same questions are put to a developer's one below.
LOOK = """
import sys, wsgi
answer = wsgi.app.test_client().get("/healthz?__sql=1", base_url="https://parts.example")
print(wsgi.app.debug, wsgi.app.jinja_env.auto_reload, answer.mimetype, "Server-Timing" in answer.headers,
      "portal.dev" in sys.modules, "werkzeug.debug" in sys.modules)
"""


@pytest.fixture
def own_app(app: Flask, tmp_path: Path) -> Flask:
    """A second application on the database of the test, to be changed into a developer's one."""
    own = app_on(str(app.config["SQLALCHEMY_DATABASE_URI"]), tmp_path)
    own.add_url_rule("/two", "two", public(two_statements))
    own.add_url_rule("/broken", "broken", public(broken))
    own.config["TESTING"] = False
    return own


def two_statements() -> Response:
    """Ask the database the same thing twice, and another once."""
    for word in ("SELECT 41 + 1", "SELECT 41 + 1", "SELECT 'once'"):
        db.session.execute(sa.text(word))
    return Response("page")


def broken() -> Response:
    """Fail as only a mistake does."""
    raise LookupError("planted")


@pytest.mark.slow
def test_a_server_of_production_has_no_debugger_no_console_and_shows_no_statement() -> None:
    looked = subprocess.run(
        [sys.executable, "-c", LOOK],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], **PRODUCTION},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

    assert (looked.stdout.splitlines()[-1].split(), looked.stderr) == (
        ["False", "False", "application/json", *["False"] * 3],
        "",
    )


def test_the_same_look_at_a_developers_application_finds_all_of_it(own_app: Flask) -> None:
    dev.show_traces(own_app)
    dev.show_statements(own_app, every_statement=False)

    answer = own_app.test_client().get("/healthz?__sql=1")

    assert (own_app.debug, own_app.jinja_env.auto_reload) == (True, True)
    assert (answer.mimetype, "Server-Timing" in answer.headers) == ("text/plain", True)


@pytest.mark.slow
@pytest.mark.parametrize("command", ["dev", "shell", "reset"])
def test_production_refuses_each_of_the_commands_in_one_line(tmp_path: Path, command: str) -> None:
    done = portal(command, tmp_path, CONFIRM="1", **PRODUCTION)

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "portal: this is for a developer's machine, never for production\n"


def test_the_developers_server_does_not_name_itself(own_app: Flask) -> None:
    server = make_server("127.0.0.1", 0, own_app, request_handler=dev.Nameless)
    thread = threading.Thread(target=server.handle_request)
    thread.start()
    with closing(HTTPConnection("127.0.0.1", server.server_port, timeout=30)) as line:
        line.request("GET", "/healthz")
        answer = line.getresponse()
        thread.join()

    assert (answer.status, answer.getheader("Server")) == (200, None)


@pytest.mark.slow
def test_an_address_seen_from_outside_is_refused(tmp_path: Path) -> None:
    done = portal("dev", tmp_path, HOST="0.0.0.0")

    assert done.returncode == 1
    assert done.stderr.endswith("listens on this machine alone, not on 0.0.0.0\n")


def test_the_server_listens_on_this_machine_with_its_debugger(own_app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    served: list[tuple[Any, ...]] = []
    monkeypatch.setattr(dev, "run_simple", lambda host, port, _app, **more: served.append((host, port, more)))
    monkeypatch.setattr(dev, "_compile_words", lambda: None)
    monkeypatch.setattr(queue, "_handlers", dict(queue._handlers))

    dev.serve(own_app, "127.0.0.1", 8123, every_statement=False)
    with pytest.raises(SystemExit, match=r"not on 10\.0\.0\.1"):
        dev.serve(own_app, "10.0.0.1", 8123, every_statement=False)

    assert [(host, port) for host, port, _more in served] == [("127.0.0.1", 8123)]
    more = served[0][2]
    assert (more["use_reloader"], more["use_debugger"]) == (True, True)
    assert str(ROOT / "translations/ar/LC_MESSAGES/messages.po") in more["extra_files"]


@pytest.mark.parametrize("call", [dev.shell, lambda app: dev.throw_away(app, "1")])
def test_what_changes_or_shows_everything_asks_again_where_it_is(own_app: Flask, call: Any) -> None:
    own_app.extensions["settings"] = dataclasses.replace(own_app.extensions["settings"], env="production")

    with pytest.raises(SystemExit, match="never for production"):
        call(own_app)


def test_statements_are_shown_instead_of_the_page_and_counted_in_a_header(own_app: Flask) -> None:
    dev.show_statements(own_app, every_statement=False)
    visitor = own_app.test_client()

    shown = visitor.get("/two?__sql=1").get_data(as_text=True)
    page = visitor.get("/two")

    assert " 2x  SELECT 41 + 1\n" in shown
    assert shown.index("SELECT 41 + 1") < shown.index("1. ")
    assert "SELECT 'once'" in shown
    assert page.get_data(as_text=True) == "page"
    assert ' statements"' in page.headers["Server-Timing"]


def test_each_statement_goes_to_the_console_where_that_was_asked(
    own_app: Flask, capsys: pytest.CaptureFixture[str]
) -> None:
    dev.show_statements(own_app, every_statement=True)

    own_app.test_client().get("/two")

    told = capsys.readouterr().err
    assert told.startswith("GET /two 200\n")
    assert " 2x  SELECT 41 + 1\n" in told


def test_a_mistake_reaches_the_debugger_where_others_get_a_page(own_app: Flask) -> None:
    visitor = own_app.test_client()
    own_app.register_error_handler(Exception, lambda error: Response("page", 500))
    dev.show_traces(own_app)

    with pytest.raises(LookupError, match="planted"):
        visitor.get("/broken")


def test_the_dearest_statement_stands_first_and_says_how_often_it_was_asked() -> None:
    asked = [
        dev.Statement("SELECT a", "()", 2.0),
        dev.Statement("SELECT b", "(1,)", 3.0),
        *[dev.Statement("SELECT a", "()", 2.0)],
    ]

    assert dev.summary_of(asked, 20.0) == [
        "3 statements, 7.0 ms of 20.0 ms",
        "     4.0 ms 2x  SELECT a",
        "     3.0 ms  SELECT b",
    ]
    assert list(dev.in_order(asked))[2:4] == ["2. 3.0 ms  SELECT b", "    (1,)"]


def test_mails_stand_on_the_console_as_they_stand_in_the_outbox(
    app: Flask, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(queue, "_handlers", dict(queue._handlers))
    dev.print_mails()
    facts = {"name": "Mona", "expires_at": "2026-03-09T10:00:00+00:00"}

    perform(send_mail, "mona@nile.example", "en", "UTC", "password_reset", facts, utc_now(), link="/reset/abc")
    run_due()

    told = capsys.readouterr().out
    assert "--- mail to mona@nile.example (en): " in told
    assert "http://localhost:8000/reset/abc" in told


def test_the_shell_has_every_model_and_the_ways_to_change_at_hand(app: Flask) -> None:
    names = dev.shell_names(app)

    assert {"SalesOrder", "Part", "Job", "Shipment", "Claim", "db", "sa", "transaction", "perform"} <= set(names)


@pytest.mark.slow
def test_a_shell_reads_everybodys_rows(tmp_path: Path) -> None:
    assert portal("migrate", tmp_path).returncode == 0

    told = portal("shell", tmp_path, typed="print('orders:', len(db.session.scalars(sa.select(SalesOrder)).all()))\n")

    assert "orders: 0" in told.stdout


@pytest.mark.parametrize(
    ("url", "answer", "agreed"),
    [
        ("sqlite:////x/portal.db", "1", True),
        ("sqlite:////x/portal.db", "yes", True),
        ("sqlite:////x/portal.db", "", False),
        ("postgresql+psycopg://portal_owner@db/parts", "1", False),
        ("postgresql+psycopg://portal_owner@db/parts", "yes", False),
        ("postgresql+psycopg://portal_owner@db/parts", "parts", True),
        ("postgresql+psycopg://portal_owner@db/", "", False),
    ],
)
def test_a_server_is_emptied_only_when_its_database_is_named(url: str, answer: str, agreed: bool) -> None:
    assert dev.is_agreed(sa.make_url(url), answer) is agreed


def test_a_file_goes_with_the_files_stored_beside_it_and_nothing_else(tmp_path: Path) -> None:
    for name in ("own/storage", "else/storage"):
        (tmp_path / name).mkdir(parents=True)
    database = tmp_path / "own" / "portal.db"

    for stored in ("own", "else"):
        database.touch()
        app = Flask("thrown")
        app.extensions["settings"] = Settings(
            database_url=f"sqlite:///{database}", storage_url=f"file://{tmp_path / stored / 'storage'}"
        )
        dev.throw_away(app, "yes")

    assert sorted(str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*")) == ["else", "else/storage", "own"]


def test_nothing_goes_without_a_word(tmp_path: Path) -> None:
    database = tmp_path / "portal.db"
    database.touch()
    app = Flask("kept")
    app.extensions["settings"] = Settings(database_url=f"sqlite:///{database}", storage_url=f"file://{tmp_path}")

    with pytest.raises(SystemExit, match="nothing was thrown away; CONFIRM=1"):
        dev.throw_away(app, "")

    assert database.exists()
