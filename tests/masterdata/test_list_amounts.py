"""Lists of prices and deposits are read off an index of their codes and numbers, whoever wrote the rows."""

from decimal import Decimal
from itertools import product
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from bench.growing import overheard, work_of
from portal.catalogue.models import Part
from portal.core.data.sessions import add_rows, db, on_postgresql, transaction
from portal.core.tables import list_state
from portal.masterdata.ports import kinds_there_are
from portal.masterdata.queries import present, row_of, rows_page
from portal.pricing.models import CoreDeposit, ListPrice, PriceList
from tests.catalogue.factories import make_parts
from tests.plans import planned
from tests.stock.factories import NOW

pytestmark = pytest.mark.both_engines
TABLES: dict[str, tuple[Any, str]] = {"list_prices": (ListPrice, "price"), "core_deposits": (CoreDeposit, "deposit")}


@pytest.fixture
def lists(app: Flask) -> list[int]:
    """Two lists, each with an amount for three parts, written one by one and many at once."""
    make_parts(["B-2", "A-1", "C-3"])
    parts = list(db.session.scalars(sa.select(Part.id).order_by(Part.id)))
    db.session.remove()
    with transaction() as session:
        made = [PriceList(code=code, name=code, currency="USD", valid_from=NOW.date()) for code in ("L2", "L1")]
        session.add_all(made)
        session.flush()
        for model, amount in TABLES.values():
            keys = product([one.id for one in made], parts)
            rows = [{"price_list_id": each, "part_id": part, amount: Decimal(5)} for each, part in keys]
            session.add(model(**rows[0]))
            add_rows(model, rows[1:])
        return [one.id for one in made]


@pytest.mark.parametrize("name", TABLES)
def test_rows_follow_each_other_by_list_and_number_over_an_index(lists: list[int], name: str) -> None:
    model, _amount = TABLES[name]
    kind = next(one for one in kinds_there_are() if one.name == name)

    with planned() as plans:
        page = rows_page(kind, list_state({}, sorts=("price_list", "part"), filters={}))

    assert [(row["price_list"], row["part"]) for row in page.rows] == [
        (code, number) for code in ("L1", "L2") for number in ("A-1", "B-2", "C-3")
    ]
    assert f"ix_{model.__tablename__}_number" in plans[-1]
    assert on_postgresql() or "TEMP B-TREE" not in plans[-1]
    copied = sa.select(sa.func.count()).select_from(model).join(Part, Part.id == model.part_id)
    strange = copied.join(PriceList, PriceList.id == model.price_list_id)
    assert db.session.scalar(strange.where((Part.number != model.number) | (PriceList.code != model.list_code))) == 0


@pytest.mark.parametrize("name", TABLES)
def test_one_row_is_read_and_not_its_whole_list(lists: list[int], name: str) -> None:
    model, amount = TABLES[name]
    kind = next(one for one in kinds_there_are() if one.name == name)
    make_parts([f"M-{at}" for at in range(500)])
    more = db.session.scalars(sa.select(Part.id).where(Part.number.startswith("M-"))).all()
    db.session.remove()
    with transaction():
        add_rows(model, [{"price_list_id": lists[0], "part_id": part, amount: Decimal(5)} for part in more])

    with overheard(db.engine) as heard:
        row = row_of(kind, "L2|M-250")
    two = present(kind, {"L2|M-1", "L1|A-1", "L1|nothing"})
    db.session.remove()
    with db.engine.connect() as connection:
        [work] = [work_of(connection, sent) for sent in heard]

    assert (row["price_list"], row["part"]) == ("L2", "M-250") and set(two) == {"L2|M-1", "L1|A-1"}
    assert work.units <= (200 if on_postgresql() else 1_000), work.told()
