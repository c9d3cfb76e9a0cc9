"""What only a developer's machine may do: a server that reloads and debugs, a shell, a database made anew.

Nothing here is reached in production. The command line alone imports this module, and each of its three
commands asks `refuse_elsewhere` first. The server changes an application after it was made, so that what
runs in production has no line of this in it.
"""

import code
import os
import shutil
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import Flask, Response, g, request, request_started
from flask_migrate import downgrade
from sqlalchemy import event
from werkzeug.serving import WSGIRequestHandler, is_running_from_reloader, run_simple

from portal.backup.sqlite import take_alone
from portal.core.clock import utc_now
from portal.core.config import ROOT, Settings
from portal.core.data.owned import Base
from portal.core.data.sessions import db, perform, transaction
from portal.core.jobs.queue import Running, handles
from portal.core.jobs.worker import work_forever
from portal.core.scope import EVERYONE, scope_of, scoped
from portal.notifications import jobs_mails
from portal.notifications.models import Mail

LOOPBACK = ("127.0.0.1", "localhost", "::1")
WATCHED = ("translations/*/LC_MESSAGES/messages.po",)
NOT_WATCHED = ("tests", "bench", "migrations", ".venv", "instance")
LONGEST_LINE = 400


class Nameless(WSGIRequestHandler):
    """Werkzeug's server without the header that names it and its version."""

    def send_header(self, keyword: str, value: str) -> None:
        """Write a header, but for the server's name."""
        if keyword.lower() != "server":
            super().send_header(keyword, value)


def refuse_elsewhere(settings: Settings, host: str = LOOPBACK[0]) -> None:
    """End the process with one line where this is production, or the address is seen from outside."""
    if settings.production:
        raise SystemExit("portal: this is for a developer's machine, never for production")
    if host not in LOOPBACK:
        raise SystemExit(f"portal: the debugger runs code, so it listens on this machine alone, not on {host}")


def is_first_start() -> bool:
    """Tell whether this process was started by hand, and not by the reloader after a change."""
    return not is_running_from_reloader()


def serve(app: Flask, host: str, port: int, *, every_statement: bool) -> int:
    """Serve until stopped; code, words and templates are read anew when they change.

    With `every_statement` each request's SQL goes to the console; without, `?__sql=1` shows it.
    """
    refuse_elsewhere(app.extensions["settings"], host)
    _compile_words()
    show_traces(app)
    show_statements(app, every_statement=every_statement)
    print_mails()
    if not is_first_start():
        name = f"dev:{os.getpid()}"
        threading.Thread(target=work_forever, args=(app, name, threading.Event()), daemon=True, name="jobs").start()
    words = [str(path) for pattern in WATCHED for path in ROOT.glob(pattern)]
    passed_over = [str(ROOT / folder / "*") for folder in NOT_WATCHED]
    run_simple(
        host,
        port,
        app,
        use_reloader=True,
        use_debugger=True,
        threaded=True,
        extra_files=words,
        exclude_patterns=passed_over,
        reloader_type="stat",
        request_handler=Nameless,
    )
    return 0


def _compile_words() -> None:
    """Compile the catalogues that changed; a broken one is told and the words stay as they were."""
    subprocess.run(["bash", str(ROOT / "scripts" / "translations.sh"), "compile"], check=False)


def show_traces(app: Flask) -> None:
    """Let what nobody foresaw reach the debugger, and templates and static files show their changes at once."""

    def raised(error: Exception) -> Response:
        raise error

    for kind in (Exception, sa.exc.DBAPIError, sa.exc.TimeoutError, OSError):
        app.register_error_handler(kind, raised)
    app.debug = True
    app.jinja_env.auto_reload = True
    app.config.update(PROPAGATE_EXCEPTIONS=True, SEND_FILE_MAX_AGE_DEFAULT=0)


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement as the database was asked it, and how many milliseconds until it answered."""

    sql: str
    values: str
    ms: float


_asked: ContextVar[list[Statement] | None] = ContextVar("portal_statements", default=None)


def show_statements(app: Flask, *, every_statement: bool) -> None:
    """Count a request's statements in `Server-Timing`, and answer `?__sql=1` with all of them instead of the page."""
    with app.app_context():
        _listen(db.engine)

    def begin(_app: Flask, **_more: Any) -> None:
        g.dev_began = time.perf_counter()
        _asked.set([])

    def tell(response: Response) -> Response:
        asked, took = _asked.get() or [], 1000 * (time.perf_counter() - g.dev_began)
        if every_statement and asked:
            print(f"{request.method} {request.full_path.rstrip('?')} {response.status_code}", file=sys.stderr)
            print("\n".join(summary_of(asked, took)), file=sys.stderr, flush=True)
        if request.method == "GET" and request.args.get("__sql") == "1":
            told = "\n".join([*summary_of(asked, took), "", *in_order(asked), ""])
            response = Response(told, response.status_code, content_type="text/plain; charset=utf-8")
        spent = sum(each.ms for each in asked)
        response.headers["Server-Timing"] = f'sql;dur={spent:.1f};desc="{len(asked)} statements", all;dur={took:.1f}'
        return response

    request_started.connect(begin, app, weak=False)
    app.after_request(tell)


def _listen(engine: sa.Engine) -> None:
    def before(_connection: Any, _cursor: Any, _sql: str, _values: Any, context: Any, _many: bool) -> None:
        context.dev_began = time.perf_counter()

    def after(_connection: Any, _cursor: Any, sql: str, values: Any, context: Any, _many: bool) -> None:
        asked = _asked.get()
        if asked is not None:
            asked.append(
                Statement(" ".join(sql.split()), repr(values), 1000 * (time.perf_counter() - context.dev_began))
            )

    event.listen(engine, "before_cursor_execute", before)
    event.listen(engine, "after_cursor_execute", after)


def summary_of(asked: Sequence[Statement], took: float) -> list[str]:
    """Return the lines that find a slow page: the sum, then each different statement, dearest first.

    `took` and all times are milliseconds; a statement asked more than once says how often.
    """
    times = Counter(each.sql for each in asked)
    spent = {sql: sum(each.ms for each in asked if each.sql == sql) for sql in times}
    lines = [f"{len(asked)} statements, {sum(spent.values()):.1f} ms of {took:.1f} ms"]
    for sql, ms in sorted(spent.items(), key=lambda item: -item[1]):
        often = f" {times[sql]}x" if times[sql] > 1 else ""
        lines.append(f"  {ms:6.1f} ms{often}  {sql[:LONGEST_LINE]}")
    return lines


def in_order(asked: Sequence[Statement]) -> Iterator[str]:
    """Yield each statement whole, in the order asked, with its values."""
    for place, each in enumerate(asked, 1):
        yield f"{place}. {each.ms:.1f} ms  {each.sql}"
        yield f"    {each.values}"


def print_mails() -> None:
    """Print each mail written in this process as it stands in the outbox; one from the past is only named."""

    @handles("mail.send")
    def send(running: Running) -> dict[str, Any] | None:
        told = jobs_mails.send(running)
        mail = db.session.get(Mail, running.payload["mail_id"])
        if told and mail is not None:
            print(written(mail), flush=True)
        db.session.remove()
        return told


def written(mail: Mail) -> str:
    """Return a mail for the console: to whom, about what, and its text; older than an hour, without the text."""
    head = f"--- mail to {mail.to_address} ({mail.locale}): {mail.subject}"
    young = (utc_now() - mail.created_at).total_seconds() < 3600
    return f"\n{head}\n{mail.body.strip()}\n---" if young else head


def shell(app: Flask) -> int:
    """Open a Python shell with everybody's rows and every model at hand; changes need `transaction()`."""
    refuse_elsewhere(app.extensions["settings"])
    with app.app_context(), scoped(EVERYONE):
        names = shell_names(app)
        _complete(names)
        models = ", ".join(sorted(name for name in names if isinstance(names[name], type)))
        code.interact(
            banner=f"Everybody's rows. Reading: db.session.scalars(sa.select(SalesOrder)).first()\n"
            f"Changing: with transaction(): ...   or perform(command, ...)\nModels: {models}",
            local=names,
            exitmsg="",
        )
        db.session.remove()
    return 0


def shell_names(app: Flask) -> dict[str, Any]:
    """Return what a shell has at hand: the database, the ways to change it, the scopes, and each model by its name."""
    tools = {
        "app": app,
        "db": db,
        "sa": sa,
        "transaction": transaction,
        "perform": perform,
        "utc_now": utc_now,
        "scoped": scoped,
        "scope_of": scope_of,
        "EVERYONE": EVERYONE,
    }
    return {**{mapper.class_.__name__: mapper.class_ for mapper in Base.registry.mappers}, **tools}


def _complete(names: dict[str, Any]) -> None:
    """Let the tabulator complete names, where this Python can."""
    try:
        import readline
        import rlcompleter
    except ImportError:
        return
    readline.set_completer(rlcompleter.Completer(names).complete)
    readline.parse_and_bind("tab: complete")


def is_agreed(url: sa.URL, answer: str) -> bool:
    """Tell whether an answer lets a database go: a SQLite file takes `1` or `yes`, a server the database's name."""
    if url.get_backend_name() == "sqlite":
        return answer in ("1", "yes")
    return bool(answer) and answer == url.database


def throw_away(app: Flask, answer: str) -> None:
    """Throw everything in the database away, and the stored files beside a SQLite file; asks where nobody answered.

    Ends the process with one line when that is not agreed to; refused like a restore while a SQLite file is open.
    """
    settings: Settings = app.extensions["settings"]
    refuse_elsewhere(settings)
    url = sa.make_url(settings.database_url)
    word = "yes" if url.get_backend_name() == "sqlite" else url.database
    if not answer and sys.stdin.isatty():
        answer = input(f"Everything in {url.database} will be gone. Type {word} to go on: ").strip()
    if not is_agreed(url, answer):
        said = "1" if word == "yes" else word
        raise SystemExit(f"portal: nothing was thrown away; CONFIRM={said} says that all of {url.database} may go")
    if url.get_backend_name() == "sqlite":
        _remove(Path(url.database or ""), settings.storage_url)
    else:
        with app.app_context():
            downgrade(directory=str(ROOT / "migrations"), revision="base")


def _remove(database: Path, storage_url: str) -> None:
    if database.exists():
        take_alone(database)
        database.unlink()
    stored = Path(storage_url.removeprefix("file://"))
    if storage_url.startswith("file://") and stored.parent == database.parent:
        shutil.rmtree(stored, ignore_errors=True)
