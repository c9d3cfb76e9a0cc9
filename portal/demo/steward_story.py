"""What the steward did: weights corrected on a page and by a file, a file that cannot be taken, a price asked for."""

from decimal import Decimal

import sqlalchemy as sa

from portal.accounts.models import UserAccount
from portal.accounts.queries_actor import person_of
from portal.core import storage
from portal.core.actor import Actor, Turn
from portal.core.data.sessions import db, perform
from portal.core.jobs.queue import enqueue, run_due
from portal.demo.loading import Loading
from portal.masterdata import queries, service
from portal.masterdata.files import service_files
from portal.masterdata.files.service_files import StoredFile
from portal.masterdata.kinds.goods.parts import PARTS
from portal.masterdata.kinds.prices.list_prices import LIST_PRICES
from portal.masterdata.queries_figures import FIGURES
from portal.masterdata.rows import service_rows
from portal.masterdata.rows.service_rows import RowChange

STEWARD = "steward@hq.example"
CORRECTED = "11107471"
WHY = "The steel surcharge of November."
GOOD = "Part number;Weight (g);Country of origin\n10251816;2450;CN\n10499788;180;CN\n"
BAD = "Part number;Weight (g);Minimum order quantity\n10251816;2,450;1\n10499788;-5;1\n00000000;12;\n"


def tell_master_data(loading: Loading) -> None:
    """Let the steward change parts by a page and by two files, the second not taken, and ask for a price."""
    steward = _steward()
    row = queries.row_of(PARTS, CORRECTED)
    wanted = row | {"weight_g": int(row["weight_g"] or 0) + 40}
    perform(service_rows.change_row, PARTS, RowChange(CORRECTED, row, wanted), steward, loading.now)
    for name, text in (("weights-november.csv", GOOD), ("weights-december.csv", BAD)):
        key, digest = storage.put(text.encode(), "masterdata", ".csv")
        taken = perform(service_files.take_file, PARTS, StoredFile(name, key, digest), steward, loading.now)
        run_due()
        if text is GOOD:
            _apply(taken, steward, loading)
    key = f"USD-{loading.today.year}|{CORRECTED}"
    price = queries.row_of(LIST_PRICES, key)
    dearer = price | {"price": str(Decimal(str(price["price"])) + 1)}
    perform(service_rows.change_row, LIST_PRICES, RowChange(key, price, dearer, WHY), steward, loading.now)
    perform(enqueue, FIGURES, {}, now=loading.now)
    run_due()


def _apply(change_set_id: int, steward: Actor, loading: Loading) -> None:
    version = queries.change_set(change_set_id).version
    perform(service.ask, change_set_id, "", Turn(steward, version, loading.now))
    run_due()


def _steward() -> Actor:
    found = person_of(db.session.scalars(sa.select(UserAccount.id).where(UserAccount.email == STEWARD)).one())
    assert found is not None
    return found
