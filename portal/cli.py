"""What an operator can tell the portal to do, one function a command."""

import argparse
import os
import socket
import sys
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path

import sqlalchemy as sa

from portal import check as starting_check
from portal.app import create_app
from portal.backup.command import damaged_files, put_back, take_backup
from portal.backup.file import BackupRefused
from portal.cli_ready import announce, fill_when_empty, grant, migrate_database, refuse_unnamed, wants_demo
from portal.core.actor import SYSTEM
from portal.core.clock import utc_now
from portal.core.config import ROOT, HalfConfigured, settings_from
from portal.core.config_known import table as settings_table
from portal.core.data.sessions import perform
from portal.core.errors import Refused
from portal.core.jobs.queue import run_due
from portal.core.jobs.worker import work_forever
from portal.core.scope import EVERYONE, scoped
from portal.core.web.quick.garbage import settle
from portal.core.web.refusals import words_of
from portal.core.web.starting import cause_of, wait_for_database


def main(argv: Sequence[str]) -> int:
    """Run one command and return the exit status: 1 when refused, 2 for a half-configured production."""
    parser = argparse.ArgumentParser(prog="portal", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    for name, command in {**COMMANDS, **WORD_COMMANDS, **FILE_COMMANDS}.items():
        taking = commands.add_parser(name, help=(command.__doc__ or "").splitlines()[0])
        if name in WORD_COMMANDS:
            taking.add_argument("word", nargs="?" if name == "again" else None, default="")
        if name in FILE_COMMANDS:
            taking.add_argument("file", type=Path)
        if name == "restore":
            taking.add_argument("--replace", action="store_true", help="put it in the place of what is there")
    chosen = parser.parse_args(argv)
    try:
        if chosen.command in COMMANDS:
            return COMMANDS[chosen.command]()
        return {**WORD_COMMANDS, **FILE_COMMANDS}[chosen.command](chosen)
    except HalfConfigured as error:
        print(f"portal: {error}", file=sys.stderr)
        return 2
    except BackupRefused as refusal:
        print(f"portal: {refusal}", file=sys.stderr)
        return 1
    except sa.exc.DBAPIError as error:
        hint = " (is it migrated?)" if isinstance(error, sa.exc.ProgrammingError) else ""
        print(f"portal: the database does not do it: {cause_of(error)}{hint}", file=sys.stderr)
        return 1
    except Refused as refusal:
        with create_app().test_request_context():
            print(f"portal: {words_of(refusal)}", file=sys.stderr)
        return 1


def run() -> int:
    """Migrate, fill an empty database with demo data, and serve with a worker inside; production serves alone."""
    os.environ.setdefault("EMBEDDED_WORKER", "1")
    known = settings_from()
    app = create_app(known)
    if not known.production:
        migrate_database(app)
        if wants_demo(os.environ):
            fill_when_empty(app)
    announce(app)
    threads = ["--worker-class", "gthread", "--workers", "1", "--threads", "8", "--graceful-timeout", "10"]
    server = [
        "gunicorn",
        "--bind",
        listens_at(os.environ),
        *threads,
        "--config",
        str(ROOT / "deploy" / "gunicorn.conf.py"),
    ]
    os.execv(sys.executable, [sys.executable, "-m", *server, "wsgi:app"])


def listens_at(environ: Mapping[str, str]) -> str:
    """Return the address `run` listens at: this machine alone, unless HOST names another."""
    return f"{environ.get('HOST', '127.0.0.1')}:{environ.get('PORT', '8000')}"


def check() -> int:
    """Say of settings, database, storage, mail, clock and workers whether the portal can run on them."""
    return starting_check.told(print)


def settings() -> int:
    """Print every setting there is, as the table of the deploy guide."""
    print(settings_table(), end="")
    return 0


def migrate() -> int:
    """Bring the database to the newest migration, and give the serving role its rights."""
    migrate_database(create_app(as_owner=True))
    return 0


def worker() -> int:
    """Run jobs until stopped (several may run on PostgreSQL); a database that is away is waited for."""
    app = create_app()
    wait_for_database(app)
    settle(app.extensions["settings"])
    work_forever(app, f"{socket.gethostname()}:{os.getpid()}", threading.Event())
    return 0


def jobs() -> int:
    """Run the jobs that are due, then stop."""
    app = create_app()
    with app.app_context():
        print(f"{run_due()} jobs done")
    return 0


def demo() -> int:
    """Fill an empty database with demo data; refused in production and on any other database."""
    from portal.demo.load import load_demo

    app = create_app()
    migrate_database(app)
    with app.app_context(), scoped(EVERYONE):
        load_demo(print)
    return 0


def first_admin() -> int:
    """Print a one-time address that creates the first administrator; refused once there is one."""
    from portal.accounts.people.service_first_admin import first_admin_address

    app = create_app()
    with app.app_context(), scoped(EVERYONE):
        print(first_admin_address(app.extensions["settings"].public_url))
    return 0


def admin_link(chosen: argparse.Namespace) -> int:
    """Print a one-time address at which an administrator of this ADDRESS chooses a new password; no mail is sent."""
    from portal.accounts.people.service_first_admin import administrators_address

    app = create_app()
    with app.app_context(), scoped(EVERYONE):
        print(administrators_address(chosen.word, app.extensions["settings"].public_url))
    return 0


def again(chosen: argparse.Namespace) -> int:
    """Put failed jobs back in line: all of them, or those of one KIND (`mail.send`)."""
    from portal.home.service import run_all_again

    app = create_app()
    with app.app_context(), scoped(EVERYONE):
        print(f"{perform(run_all_again, chosen.word, SYSTEM, utc_now())} jobs will run again")
    return 0


def backup(chosen: argparse.Namespace) -> int:
    """Write a backup of database and stored files to a new FILE; the portal may be running."""
    app = create_app()
    with app.app_context(), scoped(EVERYONE):
        taken = take_backup(chosen.file, utc_now())
    files = "the stored files are in object storage: copy the bucket too"
    if taken.files is not None:
        files = f"{taken.files} stored files"
    print(
        f"{chosen.file}: {taken.size:,} bytes, {taken.rows:,} rows of {taken.tables} tables"
        f" at migration {taken.revision}; {files}"
    )
    for key in taken.damaged:
        print(f"portal: left out, its bytes are not what was stored: {key}", file=sys.stderr)
    return 1 if taken.damaged else 0


def restore(chosen: argparse.Namespace) -> int:
    """Restore FILE into an empty database, then check the audit's chain and every stored file."""
    app = create_app(as_owner=True)
    with app.app_context(), scoped(EVERYONE):
        refuse_unnamed(app)
        done = put_back(chosen.file, replace=chosen.replace)
        grant(app)
        print(
            f"restored {done.rows:,} rows of {done.tables} tables and {done.files} stored files,"
            f" as of {done.taken_at}, at migration {done.revision}"
        )
        if done.migrate:
            print("the code is newer: run migrate before the portal is started")
        return _told_whole()


def dev() -> int:
    """Serve on this machine alone: reload, debugger, mails on the console, SQL shown by `?__sql=1` or SQL=1."""
    from portal import dev as developer

    settings, host = settings_from(), os.environ.get("HOST", developer.LOOPBACK[0])
    developer.refuse_elsewhere(settings, host)
    app = create_app(settings)
    if developer.is_first_start():
        migrate_database(app)
        if wants_demo(os.environ):
            fill_when_empty(app)
        announce(app)
    port = int(os.environ.get("PORT", "8000"))
    return developer.serve(app, host, port, every_statement=os.environ.get("SQL") == "1")


def shell() -> int:
    """Open a Python shell with the application, every model and everybody's rows; never in production."""
    from portal import dev as developer

    developer.refuse_elsewhere(settings_from())
    return developer.shell(create_app())


def reset() -> int:
    """Throw the database away and load the demo anew, when CONFIRM (or who is asked) agrees; never in production."""
    from portal import dev as developer

    developer.refuse_elsewhere(settings_from())
    app = create_app()
    developer.throw_away(app, os.environ.get("CONFIRM", ""))
    return demo()


def _told_whole() -> int:
    """Check what a restored portal must keep its word on; say it, and return 1 where it does not."""
    from portal.audit.queries import verify_chain

    whole, first_bad = verify_chain()
    print("the audit's chain is whole" if whole else f"the audit's chain breaks at row {first_bad}")
    damaged = list(damaged_files())
    for table, key, problem in damaged:
        print(f"portal: {table}: {key}: {problem}", file=sys.stderr)
    print(f"{len(damaged)} stored files are missing or damaged" if damaged else "every stored file is whole")
    return 0 if whole and not damaged else 1


COMMANDS = {
    "run": run,
    "check": check,
    "settings": settings,
    "migrate": migrate,
    "worker": worker,
    "jobs": jobs,
    "demo": demo,
    "first-admin": first_admin,
    "dev": dev,
    "shell": shell,
    "reset": reset,
}
WORD_COMMANDS = {"admin-link": admin_link, "again": again}
FILE_COMMANDS = {"backup": backup, "restore": restore}
