"""What an operator can tell the portal to do, one function a command."""

import argparse
import os
import socket
import sys
import threading
from collections.abc import Sequence

from flask import Flask
from flask_migrate import upgrade

from portal.app import create_app
from portal.core.config import ROOT, HalfConfigured, settings_from
from portal.core.database import db, write_engine
from portal.core.errors import Refused
from portal.core.jobs import run_due, work_forever
from portal.core.refusals import words_of
from portal.core.scope import EVERYONE, scoped


def main(argv: Sequence[str]) -> int:
    """Run one command and return the exit status: 1 when refused, 2 for a half-configured production."""
    parser = argparse.ArgumentParser(prog="portal", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    for name, command in COMMANDS.items():
        commands.add_parser(name, help=(command.__doc__ or "").splitlines()[0])
    chosen = parser.parse_args(argv).command
    try:
        return COMMANDS[chosen]()
    except HalfConfigured as error:
        print(f"portal: {error}", file=sys.stderr)
        return 2
    except Refused as refusal:
        with create_app().test_request_context():
            print(f"portal: {words_of(refusal)}", file=sys.stderr)
        return 1


def run() -> int:
    """Migrate, fill an empty database with demo data, and serve with a worker inside."""
    os.environ.setdefault("EMBEDDED_WORKER", "1")
    settings = settings_from()
    app = create_app(settings)
    _migrate(app)
    if not settings.production:
        _fill_when_empty(app)
    _announce(settings.public_url, demo=not settings.production)
    port = os.environ.get("PORT", "8000")
    os.execv(
        sys.executable,
        [sys.executable, "-m", "gunicorn", "--bind", f"{os.environ.get('HOST', '0.0.0.0')}:{port}",
         "--worker-class", "gthread", "--workers", "1", "--threads", "8", "--graceful-timeout", "10",
         "--config", str(ROOT / "deploy" / "gunicorn.conf.py"), "wsgi:app"],
    )  # fmt: skip


def migrate() -> int:
    """Bring the database to the newest migration, and give the serving role its rights."""
    _migrate(create_app())
    return 0


def worker() -> int:
    """Run jobs until stopped (several may run on PostgreSQL)."""
    app = create_app()
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
    _migrate(app)
    with app.app_context(), scoped(EVERYONE):
        load_demo(print)
    return 0


def first_admin() -> int:
    """Print a one-time address that creates the first administrator; refused once there is one."""
    from portal.accounts.first_admin import first_admin_address

    app = create_app()
    with app.app_context(), scoped(EVERYONE):
        print(first_admin_address(app.extensions["settings"].public_url))
    return 0


def _migrate(app: Flask) -> None:
    (ROOT / "instance").mkdir(exist_ok=True)
    with app.app_context():
        upgrade(directory=str(ROOT / "migrations"))
        role = app.extensions["settings"].app_database_role
        if role and db.engine.dialect.name == "postgresql":
            from portal.core.roles_sql import grants_for

            with write_engine(db.engine).begin() as connection:
                for statement in grants_for(role):
                    connection.exec_driver_sql(statement)


def _fill_when_empty(app: Flask) -> None:
    from portal.demo.load import is_empty, load_demo

    with app.app_context(), scoped(EVERYONE):
        if is_empty():
            load_demo(print)


def _announce(address: str, *, demo: bool) -> None:
    print(f"\nThe portal is at {address} (headquarters: {address}/hq/)", flush=True)
    if demo:
        from portal.demo.people import ACCOUNTS, PASSWORD

        print(f"Demo accounts, password {PASSWORD}:")
        for account in ACCOUNTS:
            print(f"  {account.email:26} {account.who}")
    print(flush=True)


COMMANDS = {
    "run": run, "migrate": migrate, "worker": worker, "jobs": jobs, "demo": demo, "first-admin": first_admin,
}  # fmt: skip
__all__ = ["main"]
