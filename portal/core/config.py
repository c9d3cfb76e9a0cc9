"""Settings from the environment; what is wrong is refused by name before anything starts, production's gaps too."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.utils import parseaddr
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit

from werkzeug.sansio.utils import host_is_trusted

ROOT = Path(__file__).resolve().parents[2]


ENVIRONMENTS = ("development", "production")
SMTP_SCHEMES = ("smtp", "smtps")
FEWEST_SIGNS = 8
"""Different signs a key has at least; what was drawn at random has more."""


class HalfConfigured(RuntimeError):
    """A setting is wrong, or production lacks something it needs; the message names all of it."""


class Piece(StrEnum):
    """A piece of the portal that does a library's work over, for speed, and may be switched off (`PORTAL_PLAIN`)."""

    TEMPLATES = "templates"
    SENTENCES = "sentences"
    ADDRESSES = "addresses"
    FIELDS = "fields"
    GARBAGE = "garbage"
    NUMBERS = "numbers"
    READING = "reading"
    ADDING = "adding"


@dataclass(frozen=True, slots=True)
class Settings:
    """What the portal is told by its environment; `deploy/README.md` says what each setting means."""

    env: str = "development"
    secret_key: str = ""
    database_url: str = ""
    database_read_url: str = ""
    public_url: str = "http://localhost:8000"
    trusted_hosts: tuple[str, ...] = ()
    proxy_hops: int = 0
    storage_url: str = ""
    storage_timeout: float = 5
    smtp_url: str = ""
    mail_from: str = "Parts Portal <portal@localhost>"
    mail_beyond_ascii: bool = False
    brand_name: str = "Parts Portal"
    testing: bool = False
    app_database_role: str = ""
    metrics_token: str = ""
    session_idle_minutes: int = 12 * 60
    session_absolute_hours: int = 24 * 7
    invitations_a_day: int = 20
    plain: frozenset[Piece] = frozenset()
    photos_per_hour: int = 100
    photo_mib_per_day: int = 500
    keep_days: Mapping[str, int] = field(default_factory=dict)

    @property
    def production(self) -> bool:
        """Tell whether the strict rules of production are in force."""
        return self.env == "production"


def settings_from(environ: Mapping[str, str] | None = None) -> Settings:
    """Read settings from the environment; defaults are those of the embedded edition.

    Raises `HalfConfigured` for a value nobody could have meant, and for what production lacks.
    """
    env = os.environ if environ is None else environ
    instance = ROOT / "instance"
    settings = Settings(
        env=_environment_named(env),
        secret_key=env.get("SECRET_KEY", ""),
        database_url=database_url_of(env.get("DATABASE_URL", f"sqlite:///{instance / 'portal.db'}")),
        database_read_url=database_url_of(env.get("DATABASE_READ_URL", "").strip()),
        public_url=env.get("PUBLIC_URL", f"http://localhost:{env.get('PORT', '8000')}").rstrip("/"),
        trusted_hosts=tuple(name for each in env.get("TRUSTED_HOSTS", "").split(",") if (name := each.strip())),
        proxy_hops=number_of(env, "TRUSTED_PROXIES", 0),
        storage_url=env.get("STORAGE_URL", "") or _bucket(env) or f"file://{instance / 'storage'}",
        storage_timeout=number_of(env, "STORAGE_TIMEOUT", 5),
        smtp_url=env.get("SMTP_URL", "").strip(),
        mail_from=env.get("MAIL_FROM", "Parts Portal <portal@localhost>"),
        mail_beyond_ascii=env.get("MAIL_BEYOND_ASCII", "") == "1",
        brand_name=env.get("BRAND_NAME", "Parts Portal"),
        app_database_role=env.get("APP_DATABASE_ROLE", ""),
        metrics_token=env.get("METRICS_TOKEN", ""),
        invitations_a_day=number_of(env, "INVITATIONS_A_DAY", 20),
        plain=plain_pieces(env.get("PORTAL_PLAIN", "")),
        photos_per_hour=number_of(env, "PHOTOS_PER_HOUR", 100),
        photo_mib_per_day=number_of(env, "PHOTO_MIB_PER_DAY", 500),
        keep_days=days_by_name(env.get("KEEP_DAYS", "")),
    )
    _refuse_meaningless(settings)
    if settings.production:
        _refuse_half(settings, env)
    return settings


def database_url_of(url: str) -> str:
    """Return the address in SQLAlchemy's form: `postgres://` means psycopg 3."""
    for short in ("postgres://", "postgresql://"):
        if url.startswith(short):
            return "postgresql+psycopg://" + url[len(short) :]
    return url


def number_of(env: Mapping[str, str], name: str, usual: int) -> int:
    """Return a setting that is a whole number of 0 or more; raises `HalfConfigured` for anything else."""
    text = env.get(name, "").strip() or str(usual)
    if not (text.isascii() and text.isdigit()):
        raise HalfConfigured(f"{name} is a whole number, not {text!r}")
    return int(text)


def days_by_name(text: str) -> dict[str, int]:
    """Return days by what they are for, from `job=60, mail=800`; raises `HalfConfigured` for anything else."""
    found = {}
    for name, _equals, days in (each.partition("=") for each in text.split(",") if each.strip()):
        if not (name.strip() and days.strip().isascii() and days.strip().isdigit()):
            raise HalfConfigured(f"KEEP_DAYS is a list like job=60,mail=800, not {text!r}")
        found[name.strip()] = int(days)
    return found


def plain_pieces(text: str) -> frozenset[Piece]:
    """Return the pieces to be left to their libraries: named in a list parted by commas, or `all`.

    Raises `HalfConfigured` for a name that is none.
    """
    names = [name for each in text.split(",") if (name := each.strip())]
    unknown = sorted(set(names) - {*Piece, "all"})
    if unknown:
        raise HalfConfigured(f"PORTAL_PLAIN names {', '.join(unknown)}; there are all, {', '.join(Piece)}")
    return frozenset(Piece) if "all" in names else frozenset(map(Piece, names))


def _bucket(env: Mapping[str, str]) -> str:
    return f"s3://{env['S3_BUCKET']}" if env.get("S3_BUCKET") else ""


def _environment_named(env: Mapping[str, str]) -> str:
    named = env.get("PORTAL_ENV", "").strip() or ENVIRONMENTS[0]
    if named not in ENVIRONMENTS:
        raise HalfConfigured(f"PORTAL_ENV is {' or '.join(ENVIRONMENTS)}, not {named!r}")
    return named


def _refuse_meaningless(settings: Settings) -> None:
    """Refuse what could not work in any environment."""
    wrong = []
    if settings.smtp_url and not _is_mail_server(settings.smtp_url):
        wrong.append("SMTP_URL is smtp://host or smtps://host, with user:password@ and :port where needed")
    if "@" not in parseaddr(settings.mail_from)[1]:
        wrong.append(f"MAIL_FROM holds an address, as in Parts Portal <portal@example.com>, not {settings.mail_from!r}")
    wrong += [
        f"TRUSTED_HOSTS holds host names parted by commas, not {name!r}"
        for name in settings.trusted_hosts
        if "/" in name or any(sign.isspace() for sign in name)
    ]
    for url in filter(None, (settings.database_read_url, settings.database_read_url and settings.database_url)):
        if not url.startswith("postgresql"):
            wrong.append("DATABASE_READ_URL names a replica of PostgreSQL, and DATABASE_URL the server it follows")
            break
    if "://" not in settings.storage_url:
        wrong.append(f"STORAGE_URL is an address such as file:///srv/parts-portal, not {settings.storage_url!r}")
    if wrong:
        raise HalfConfigured("; ".join(wrong))


def _is_mail_server(url: str) -> bool:
    try:
        parts = urlsplit(url)
        _in_range = parts.port
    except ValueError:
        return False
    return parts.scheme in SMTP_SCHEMES and bool(parts.hostname)


def _refuse_half(settings: Settings, env: Mapping[str, str]) -> None:
    key = settings.secret_key
    missing = [
        name
        for name, there in {
            "SECRET_KEY (32 characters or more, drawn at random)": len(key) >= 32 and len(set(key)) >= FEWEST_SIGNS,
            "DATABASE_URL": bool(env.get("DATABASE_URL")),
            "DATABASE_URL of PostgreSQL": not env.get("DATABASE_URL") or settings.database_url.startswith("postgresql"),
            "PUBLIC_URL (https)": settings.public_url.startswith("https://"),
            "TRUSTED_HOSTS": bool(settings.trusted_hosts),
            "TRUSTED_HOSTS with the host of PUBLIC_URL": not settings.trusted_hosts or _trusts_itself(settings),
            "SMTP_URL": bool(settings.smtp_url),
            "MAIL_FROM": bool(env.get("MAIL_FROM")),
            "S3_BUCKET or STORAGE_URL": bool(env.get("S3_BUCKET") or env.get("STORAGE_URL")),
            "FLASK_DEBUG unset": not env.get("FLASK_DEBUG"),
        }.items()
        if not there
    ]
    if missing:
        raise HalfConfigured("production needs: " + ", ".join(missing))


def _trusts_itself(settings: Settings) -> bool:
    """Tell whether the portal answers to the name that stands in its mails."""
    host = urlsplit(settings.public_url).hostname or ""
    return host_is_trusted(host, settings.trusted_hosts)
