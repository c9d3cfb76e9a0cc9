"""100,000 list prices from a spreadsheet: CPU of checking it, applying it, and of the same file with a few changes."""

import io
import os
import time
from collections.abc import Callable, Sequence
from typing import Any

import sqlalchemy as sa
import xlsxwriter
from flask import Flask

from bench.figures import Figure
from portal.catalogue.models import Part
from portal.catalogue.rules_part_numbers import norm
from portal.core import storage
from portal.core.actor import Turn
from portal.core.clock import utc_now
from portal.core.data.sessions import db, perform, transaction
from portal.core.jobs.queue import run_due
from portal.core.scope import EVERYONE, scoped
from portal.demo.cast import actor_of
from portal.masterdata import queries, service
from portal.masterdata.files import service_files
from portal.masterdata.files.service_files import StoredFile
from portal.masterdata.kinds.prices.list_prices import LIST_PRICES
from portal.pricing.models import PriceList

PRICES = 100_000
CHANGED = 1_000
MOST = 10
"""Seconds of CPU that each of the two may take."""
STEWARD, MANAGER = "steward@hq.example", "manager@hq.example"


def measure_prices(app: Flask) -> list[Figure]:
    """Send a file of 100,000 new prices, then one that changes every hundredth of them; CPU of both jobs each time."""
    figures = []
    with app.app_context(), scoped(EVERYONE):
        numbers = _parts()
        code = db.session.scalars(sa.select(PriceList.code).order_by(PriceList.code.desc())).first()
        currency = db.session.scalar(sa.select(PriceList.currency).where(PriceList.code == code))
        db.session.remove()
        for what, every in ((f"{PRICES:,} new prices", None), (f"{CHANGED:,} of {PRICES:,} prices", PRICES // CHANGED)):
            rows = [
                (code, number, f"{10 + at % 900}.{5 if every and at % every == 0 else 25}", currency)
                for at, number in enumerate(numbers)
            ]
            check, apply, written = _sent(rows)
            figures.append(Figure(f"{what} in a file, checked: CPU", check, "s", MOST))
            figures.append(Figure(f"{what} in a file, applied: CPU", apply, "s", MOST, f"{written:,} rows written"))
    return figures


def _parts() -> list[str]:
    model = db.session.scalars(sa.select(Part)).first()
    assert model is not None
    left = {"id", "number", "norm"}
    copied = {each.key: getattr(model, each.key) for each in sa.inspect(Part).column_attrs if each.key not in left}
    numbers = [f"LIST-{at:06d}" for at in range(PRICES)]
    with transaction() as session:
        session.execute(sa.insert(Part), [copied | {"number": one, "norm": norm(one)} for one in numbers])
    return numbers


def _sent(rows: Sequence[Sequence[Any]]) -> tuple[float, float, int]:
    """The CPU seconds of checking and of applying a file, and how many rows that wrote."""
    data = _workbook(rows)
    key, digest = storage.put(data, "masterdata", ".xlsx")
    asker, second, now = actor_of(STEWARD), actor_of(MANAGER), utc_now()
    set_id = perform(service_files.take_file, LIST_PRICES, StoredFile("prices.xlsx", key, digest), asker, now)
    check = _burnt(run_due)
    row = _seen(set_id)
    assert not row.wrong, (row.wrong, row.problem)
    perform(service.ask, set_id, "yearly prices", Turn(asker, row.version, now))
    perform(service.approve, set_id, Turn(second, _seen(set_id).version, now))
    apply = _burnt(run_due)
    row = _seen(set_id)
    assert row.state == "applied", (row.state, row.problem)
    return check, apply, row.new + row.changed


def _seen(set_id: int) -> Any:
    db.session.remove()
    return queries.change_set(set_id)


def _workbook(rows: Sequence[Sequence[Any]]) -> bytes:
    body = io.BytesIO()
    book = xlsxwriter.Workbook(body, {"in_memory": True, "constant_memory": True})
    sheet = book.add_worksheet()
    for at, row in enumerate([("Price list", "Part number", "Price", "Currency"), *rows]):
        for column, cell in enumerate(row):
            if at and column == 2:
                sheet.write_number(at, column, float(cell))
            else:
                sheet.write_string(at, column, cell)
    book.close()
    return body.getvalue()


def _burnt(work: Callable[[], Any]) -> float:
    """The CPU seconds of this process and of the children that read spreadsheets for it."""
    start, wall = os.times(), time.monotonic()
    work()
    end = os.times()
    print(f"bench: {time.monotonic() - wall:.1f} s wall", flush=True)
    return sum(end[:4]) - sum(start[:4])
