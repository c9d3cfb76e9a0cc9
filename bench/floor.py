"""The floor: Flask, SQLAlchemy and Jinja showing 50 rows to somebody signed in, and nothing else.

One query reads session and user, one reads the rows; cells are formatted by the portal's own fast
formatters, inside a layout of the usual size. `FLOOR_DB` names its SQLite file.
"""

import os
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import cache
from threading import Lock

import sqlalchemy as sa
from flask import Flask, render_template, request
from jinja2 import DictLoader
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from portal.core import formats


class Base(DeclarativeBase):
    """Base of the floor's two tables."""


class Login(Base):
    """A session with its user's name."""

    __tablename__ = "login"
    token: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]


class Row(Base):
    """A row of the list."""

    __tablename__ = "row"
    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str]
    po_number: Mapped[str]
    state: Mapped[str]
    kind: Mapped[str]
    lines: Mapped[int]
    amount: Mapped[int]
    at: Mapped[datetime]


PAGE = """<!doctype html><html lang="en"><head><title>Floor</title></head><body><header>{% for n in menu %}
<a href="/{{ n }}">{{ n }}</a>{% endfor %}<span>{{ name }}</span></header><main><h1>Rows</h1><table><thead><tr>
<th>Number</th><th>PO</th><th>State</th><th>Type</th><th>Lines</th><th>Amount</th><th>When</th></tr></thead><tbody>
{% for r in rows %}<tr><td><a href="/rows/{{ r.number }}">{{ r.number }}</a></td><td>{{ r.po_number }}</td>
<td><span class="pill">{{ r.state }}</span></td><td>{{ r.kind }}</td><td class="n">{{ number(r.lines) }}</td>
<td class="n">{{ money(r.amount) }}</td><td>{{ moment(r.at) }}</td></tr>{% endfor %}
</tbody></table></main></body></html>"""


def create() -> Flask:
    """Return the floor's application on the file `FLOOR_DB`, filled when new."""
    app = Flask("floor")
    app.jinja_loader = DictLoader({"rows.html": PAGE})  # type: ignore[misc]
    engine = sa.create_engine(f"sqlite:///{os.environ['FLOOR_DB']}")
    Base.metadata.create_all(engine)
    fill(engine)

    @app.get("/rows")
    def rows() -> str:
        with Session(engine) as session:
            name = session.scalar(sa.select(Login.name).where(Login.token == request.cookies.get("token", "")))
            found = session.execute(
                sa.select(Row.id, Row.number, Row.po_number, Row.state, Row.kind, Row.lines, Row.amount, Row.at)
                .order_by(Row.id.desc())
                .limit(50)
            ).all()
        return render_template(
            "rows.html",
            rows=found,
            name=name,
            menu=("home", "catalogue", "orders", "shipments", "returns", "invoices"),
            number=lambda v: formats.number(v, "en"),
            money=lambda v: formats.money(Decimal(v).scaleb(-4), "USD", "en"),
            moment=lambda v: formats.datetime(v.replace(tzinfo=UTC), "Africa/Cairo", "en"),
        )

    return app


def fill(engine: sa.Engine) -> None:
    """Fill the file once."""
    with Session(engine) as session:
        if session.scalar(sa.select(sa.func.count()).select_from(Row)):
            return
        session.add(Login(token="known", name="A. Hassan"))
        start = datetime(2026, 3, 1, 8, 0)  # noqa: DTZ001 - kept without a zone
        session.add_all(
            Row(
                number=f"SO-2026-{n:06d}",
                po_number=f"PO-{n}",
                state="In review",
                kind="Stock order",
                lines=n % 40,
                amount=n * 12_345_678,
                at=start + timedelta(minutes=37 * n),
            )
            for n in range(1, 201)
        )
        session.commit()


def app(environ: object, start: object) -> object:
    """Serve lazily, so that importing this module does nothing."""
    with _making:
        served = _made() if os.environ.get("FLOOR_DB") else None
    if served is None:
        raise RuntimeError("FLOOR_DB names no file")
    return served(environ, start)  # type: ignore[arg-type]


_making = Lock()
_made = cache(create)
