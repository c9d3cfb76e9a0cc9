"""Real demand: 51 months of 2,674 parts, moved so that the last month is last month."""

import csv
import gzip
from collections.abc import Iterator
from datetime import date
from functools import cache

import sqlalchemy as sa

from portal.core.data.sessions import db
from portal.demo.loading import Loading
from portal.demo.names import DATA
from portal.orders.models import DemandMonth

SHARES = {"NILE": 30, "SIAM": 34, "ANDES": 20, "NORDIC": 16}


@cache
def demand() -> dict[str, tuple[int | None, ...]]:
    """Return the monthly quantities of each part number, oldest first; None where none was recorded."""
    with gzip.open(DATA / "carparts.csv.gz", "rt", encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        next(rows)
        return {number: tuple(int(cell) if cell else None for cell in cells) for number, *cells in rows}


def months_until(last: date, count: int) -> list[date]:
    """Return the first days of so many months, the last being that of `last`."""
    index = last.year * 12 + last.month - 1
    return [date(month // 12, month % 12 + 1, 1) for month in range(index - count + 1, index + 1)]


def month_before(day: date) -> date:
    """Return the first day of the month before."""
    return months_until(day, 2)[0]


def add_history(loading: Loading) -> None:
    """Write every quantity down, shared out over the four general distributors by fixed dice."""
    rows = list(_rows(loading))
    db.session.execute(sa.insert(DemandMonth), rows)


def _rows(loading: Loading) -> Iterator[dict[str, object]]:
    months = months_until(month_before(loading.today), 51)
    codes, weights = list(SHARES), list(SHARES.values())
    for number, quantities in demand().items():
        dice = loading.dice(f"demand:{number}")
        leaning = [weight * dice.uniform(0.4, 1.6) for weight in weights]
        for month, quantity in zip(months, quantities, strict=True):
            if not quantity:
                continue
            buyers = dice.choices(codes, leaning, k=quantity)
            for code in codes:
                pieces = buyers.count(code)
                if pieces:
                    yield {
                        "part_id": loading.part_ids[number],
                        "month": month,
                        "quantity": pieces,
                        "distributor_id": loading.distributors[code],
                        "orders": dice.randint(1, min(pieces, 3)),
                    }
