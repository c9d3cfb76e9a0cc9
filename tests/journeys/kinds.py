"""What pages need that nobody ordered in the demo: a file asked for, an unclear sheet, several rows, tokens."""

import io
from typing import Any

import sqlalchemy as sa
from flask import Flask

from portal.accounts.door import service_tokens
from portal.accounts.models import TokenKind, UserAccount
from portal.catalogue.lists import service as part_lists
from portal.core import storage
from portal.core.clock import utc_now
from portal.core.data.sessions import db, perform
from portal.core.jobs.queue import run_due
from portal.core.scope import EVERYONE, scoped
from portal.downloads import service as downloads
from portal.downloads.service import Asked
from portal.masterdata.files import service_files
from portal.masterdata.files.service_files import StoredFile
from portal.masterdata.kinds.goods.parts import PARTS
from portal.masterdata.queries import change_set
from portal.masterdata.states import ChangeSetState
from portal.review import service_bulk
from portal.review.rules_bulk import Chosen, Wish
from portal.stock import service_count_sheets
from portal.stock.rules_count_sheets import SheetOrder
from portal.stock.service_count_sheets import SheetWish
from tests.factories import actor_of
from tests.orders.entry.test_bad_input import upload
from tests.web import Browser

PRICES = b"Part number;Price;Currency\r\n11107471;99,5;EGP\r\nNOPART;-1;EGP\r\n"
ODD = b"Ref;What it is;kg\r\n11107471;Brake disc;4\r\n"
UGLY = b"Artikel;Preis je;Bestand;Wunsch\r\n11107471;4,50;7;2\r\n10251816;9,10;0;3\r\n10499788;1,00;5;4\r\n"


def made_in(app: Flask) -> dict[str, str]:
    """Make what the demo has none of, and return it by its mark: `{file}`, `{sheet}`, `{several}`, tokens."""
    now = utc_now()
    with app.app_context(), scoped(EVERYONE):
        people = {one.email: one for one in db.session.scalars(sa.select(UserAccount))}
        buyer, manager = people["buyer@nile.example"], people["manager@hq.example"]
        waiting = sa.text("SELECT number FROM sales_order WHERE po_number = 'AA-0452'")
        stale = Chosen(db.session.execute(waiting).scalar_one(), 0)
        file, hq_file = (
            perform(downloads.ask, Asked(f"{door}/orders?export=csv", "orders", "csv", 1), actor_of(one), now)
            for door, one in (("", buyer), ("/hq", manager))
        )
        company = buyer.distributor_id
        places = sa.text("SELECT min(id) FROM address WHERE distributor_id = :one")
        address = db.session.execute(places, {"one": company}).scalar_one()
        several = perform(service_bulk.ask, Wish.APPROVE, (stale,), "look", actor_of(manager), now)
        tokens = {kind: perform(service_tokens.make_token, kind, buyer.id, now)[0] for kind in TokenKind}
        browser = Browser(app).sign_in(buyer)
        browser.page("/orders/new")
        asked = upload(browser, UGLY, "wunsch.csv").path
        dealers = prices_sent(Browser(app).sign_in(people["owner@nile.example"]))
        kept = StoredFile("odd.csv", *storage.put(ODD, "masterdata", ".csv"))
        odd = perform(service_files.take_file, PARTS, kept, actor_of(people["steward@hq.example"]), now)
        while is_checking(odd):
            run_due()
        parts = perform(part_lists.make_list, "Workshop", actor_of(buyer), now)
        perform(part_lists.put_on_list, parts, "11107471", 2, actor_of(buyer), now)
        wish = SheetWish(1, "", 5, SheetOrder.LONGEST_AGO, "en")
        counts = perform(service_count_sheets.make_sheet, wish, actor_of(people["warehouse@hq.example"]), now, now.year)
    return {
        "{parts}": str(parts),
        "{counts}": counts,
        "{odd}": str(odd),
        "{company}": str(company),
        "{address}": str(address),
        "{dealers}": dealers.partition("/file/")[2],
        "{file}": file,
        "{hq-file}": hq_file,
        "{several}": str(several),
        "{sheet}": asked.partition("/columns/")[2],
        "{reset}": tokens[TokenKind.PASSWORD_RESET],
        "{invited}": tokens[TokenKind.INVITATION],
    }


def prices_sent(owner: Browser) -> str:
    """Send a file of prices to the first list a general distributor keeps; return where it is held against that."""
    path = next(link for link in owner.page("/company/prices").links().values() if link.startswith("/company/prices/"))
    owner.page(path)
    return owner.send({"sheet": (io.BytesIO(PRICES), "dealers.csv")}, action=f"{path}/file").path


def is_checking(change_set_id: int) -> bool:
    """Tell whether a file of master data is still being looked at, by this process or by the site's worker."""
    db.session.remove()
    return change_set(change_set_id).state is ChangeSetState.CHECKING


def opened(somebody: Any, app: Flask, path: str) -> None:
    """Open an address, or for the name of a view the first link to it on the page as it stands."""
    if path.startswith("/"):
        somebody.open(path)
        return
    links = somebody.page.locator("main a[href^='/']").evaluate_all("found => found.map(link => link.pathname)")
    router = app.url_map.bind("localhost")
    somebody.open(next(link for link in links if router.test(link) and router.match(link)[0] == path))
