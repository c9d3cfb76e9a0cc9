"""Every setting by name: what it means and what it is when nobody sets it; the deploy guide's table is made from this.

`python -m portal settings` prints the table. A setting the code reads and this does not name fails a test.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Known:
    """One setting: its name, what it means, what it is when it is not set, and whether production needs it."""

    name: str
    meaning: str
    usual: str = ""
    needed: bool = False


SETTINGS = (
    Known(
        "PORTAL_ENV",
        "`production` or `development`: secure cookies; the start refuses gaps and demo data",
        "development",
    ),
    Known("SECRET_KEY", "at least 32 random characters, the same for all processes", needed=True),
    Known(
        "DATABASE_URL",
        "`postgresql+psycopg://portal_app:…@host/parts_portal`; the owner's only for `migrate` and `restore`",
        "a SQLite file in `instance/`",
        needed=True,
    ),
    Known(
        "DATABASE_READ_URL",
        "a streaming replica of that server, as `portal_app`: pages are read there while it is at most 5 s behind and"
        " has what its reader wrote; without it, or while it is away, all is read from the server itself",
    ),
    Known("PUBLIC_URL", "`https://…`, for mails, papers and QR codes; its host is among `TRUSTED_HOSTS`", needed=True),
    Known("TRUSTED_HOSTS", "host names answered to, parted by commas; `.example.com` means all below", needed=True),
    Known("TRUSTED_PROXIES", "number of own proxies that set `X-Forwarded-*`; 1 with the example", "0"),
    Known(
        "SMTP_URL",
        "outgoing mail: `smtp://user:password@host:587` (STARTTLS where offered) or `smtps://…`",
        "mails are kept in the outbox",
        needed=True,
    ),
    Known("MAIL_FROM", "its sender, `Parts Portal <portal@example.com>`", needed=True),
    Known(
        "MAIL_BEYOND_ASCII",
        "`1`: the mail server takes addresses such as `müller@example.com` (SMTPUTF8; `check` asks it), so people may"
        " have them; domains in other letters are taken in any case",
    ),
    Known(
        "S3_BUCKET",
        "bucket of the object storage, or `STORAGE_URL` in its place",
        "a folder in `instance/`",
        needed=True,
    ),
    Known("STORAGE_URL", "any address of a folder or bucket: `file:///srv/parts-portal`"),
    Known("STORAGE_TIMEOUT", "seconds object storage may take to be reached, and again for each piece it sends", "5"),
    Known("AWS_ACCESS_KEY_ID", "key of the object storage"),
    Known("AWS_SECRET_ACCESS_KEY", "its secret"),
    Known("AWS_ENDPOINT_URL", "its address, where it is not Amazon's"),
    Known("AWS_DEFAULT_REGION", "its region, where it asks for one"),
    Known("APP_DATABASE_ROLE", "for `migrate` and `restore`, which need it: the role that serves, `portal_app`"),
    Known(
        "METRICS_TOKEN", "who sends it as `Authorization: Bearer …` sees `/metrics`; without one only this machine does"
    ),
    Known("EMBEDDED_WORKER", "`1`: jobs run in the web process, which is then the only one: for trying out"),
    Known("BRAND_NAME", "the name on pages and mails", "Parts Portal"),
    Known("INVITATIONS_A_DAY", "how many invitations a distributor may send within a day", "20"),
    Known("PHOTOS_PER_HOUR", "photos of claims a person may send in an hour", "100"),
    Known("PHOTO_MIB_PER_DAY", "MB of photos a company may send in a day", "500"),
    Known(
        "KEEP_DAYS",
        "days after which things are forgotten, where not [the usual](#what-is-forgotten): `job=60,mail=800`",
    ),
    Known(
        "PORTAL_PLAIN",
        "pieces made for speed that are left to their libraries, parted by commas, or `all`:"
        ' see 4, "When a library changed"',
    ),
    Known("ACCESS_LOG", "`1`: the server before the application writes a line for each request too"),
    Known(
        "PROMETHEUS_MULTIPROC_DIR", "folder in which the processes of a server add up their figures", "one in `/tmp`"
    ),
    Known("HOST", "for `run` and `dev`: the address it listens at", "127.0.0.1"),
    Known("PORT", "for `run` and `dev`: the port it listens at", "8000"),
    Known("DEMO", "for `run` and `dev`: `0` leaves an empty database empty", "1"),
    Known("FLASK_DEBUG", "never in production, which refuses it"),
    Known("SQL", "for `dev`: `1` prints the statements of each request"),
    Known("CONFIRM", "for `reset`: `1` in place of the question"),
)
"""All of them, production's first."""


def table() -> str:
    """Return the settings as the table of the deploy guide."""
    rows = [
        f"| `{each.name}`{' *' if each.needed else ''} | {each.meaning} | {each.usual or '–'} |" for each in SETTINGS
    ]
    return "\n".join(["| variable | meaning | when not set |", "|---|---|---|", *rows]) + "\n"
