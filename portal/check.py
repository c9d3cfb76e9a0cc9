"""What an operator asks before the start: whether settings, database, storage, mail, clock and workers will do.

Everything is looked at, whatever is wrong before it; each part gets a line. Nothing is changed, but for the small file
by which storage shows that it takes one.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

import sqlalchemy as sa
from flask import Flask

from portal.app import create_app
from portal.core import storage
from portal.core.clock import utc_now
from portal.core.config import HalfConfigured, Settings, settings_from
from portal.core.data import replica
from portal.core.data.migrations import migration_of, newest_migration
from portal.core.data.moment import database_now
from portal.core.data.sessions import db
from portal.core.jobs.models import Heartbeat
from portal.core.scope import EVERYONE, scoped
from portal.core.web.starting import UNASKED, cause_of
from portal.notifications.jobs_mails import connected

MOST_ASIDE = 5.0
"""Seconds a machine's clock may be away from the database's before somebody has to see to it."""
PATIENCE = 10
Look = Callable[[Flask], str]


class Wrong(Exception):
    """A part that is not as it has to be; the text says what to do."""


@dataclass(frozen=True, slots=True)
class Found:
    """One line: what was looked at, whether it will do, and what was seen."""

    part: str
    good: bool
    said: str


def told(say: Callable[[str], None]) -> int:
    """Say a line for each part; return 0 where all will do, 1 where one will not, 2 where the settings are wrong."""
    try:
        settings = settings_from()
        app = create_app(settings, as_owner=bool(settings.app_database_role))
    except HalfConfigured as refused:
        say(f"WRONG  settings: {refused}")
        return 2
    say(f"ok     settings: {settings.env}, {settings.public_url}")
    found = list(looked(app))
    for each in found:
        say(f"{'ok    ' if each.good else 'WRONG '} {each.part}: {each.said}")
    return 0 if all(each.good for each in found) else 1


def looked(app: Flask) -> Iterator[Found]:
    """Yield what is found of each part an application stands on."""
    for part, look in LOOKS.items():
        try:
            with app.app_context(), scoped(EVERYONE):
                said, good = look(app), True
        except sa.exc.DBAPIError as error:
            said, good = cause_of(error), False
        except Exception as error:  # noqa: BLE001 - whatever is wrong with a part is what is asked for
            said, good = str(error).partition("\n")[0] or type(error).__name__, False
        yield Found(part, good, said)


def _database(app: Flask) -> str:
    dialect = db.engine.dialect
    if dialect.name != "postgresql":
        return f"{dialect.name}, {db.engine.url.database}"
    if app.extensions.get(UNASKED) is not None:
        db.session.execute(sa.text("SELECT 1"))
    role, version = db.session.execute(sa.text("SELECT current_user, current_setting('server_version')")).one()
    secured = sa.text("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()")
    by = "by TLS" if db.session.execute(secured).scalar() else "without TLS"
    free = sa.text("SELECT current_setting('max_connections')")
    return f"PostgreSQL {version} as {role}, {by}, {db.session.execute(free).scalar_one()} connections at most"


def _migrations(_app: Flask) -> str:
    with db.engine.connect() as connection:
        stands = migration_of(connection)
    newest = newest_migration()
    if stands != newest:
        raise Wrong(f"the database stands at {stands or 'none'}, the code at {newest}: run migrate")
    return str(newest)


def _replica(_app: Flask) -> str:
    if not replica.configured():
        return "none: pages are read from the database itself"
    found = replica.standing()
    if not found.streams:
        raise Wrong("DATABASE_READ_URL names a server that does not stream from another: pages are not read there")
    if found.migration != newest_migration():
        raise Wrong(f"it stands at {found.migration}: it follows another database, or is far behind")
    if not found.may_be_read:
        raise Wrong(f"it is {found.behind:.0f} s behind: pages are not read there beyond {replica.MOST_BEHIND:.0f} s")
    return f"streams, {found.behind:.1f} s behind"


def _clock(_app: Flask) -> str:
    aside = (utc_now() - database_now()).total_seconds()
    if abs(aside) > MOST_ASIDE:
        raise Wrong(f"this machine is {aside:+.0f} s from the database: let both keep time by NTP")
    return f"{aside:+.1f} s from the database"


def _storage(app: Flask) -> str:
    storage.is_writable()
    return str(app.config["STORAGE_URL"])


def _mail(app: Flask) -> str:
    settings: Settings = app.extensions["settings"]
    if not settings.smtp_url:
        return "no server: mails are kept in the outbox"
    with connected(settings.smtp_url, PATIENCE) as server:
        server.noop()
        beyond = server.has_extn("smtputf8")
    if settings.mail_beyond_ascii and not beyond:
        raise Wrong("MAIL_BEYOND_ASCII is 1, and the mail server takes no addresses beyond ASCII (SMTPUTF8)")
    parts = urlsplit(settings.smtp_url)
    more = (
        "" if settings.mail_beyond_ascii else ", and addresses beyond ASCII with MAIL_BEYOND_ASCII=1" if beyond else ""
    )
    return f"{parts.scheme}://{parts.hostname} takes letters from {settings.mail_from}{more}"


def _workers(_app: Flask) -> str:
    seen = db.session.scalar(sa.select(sa.func.max(Heartbeat.seen_at)))
    if seen is None:
        return "none yet: start them"
    return f"one was there {(database_now() - seen).total_seconds():.0f} s ago"


LOOKS: dict[str, Look] = {
    "database": _database,
    "migrations": _migrations,
    "replica": _replica,
    "clock": _clock,
    "storage": _storage,
    "mail": _mail,
    "workers": _workers,
}
"""What is looked at, in this order."""
