"""What the steward set of order types and settings: as usual since the new year, with changes that begin next month."""

from datetime import date

from portal.core import storage
from portal.core.actor import Actor, Turn
from portal.core.data.sessions import perform
from portal.core.jobs.queue import run_due
from portal.demo.cast import actor_of
from portal.demo.loading import Loading
from portal.masterdata import queries, service
from portal.masterdata.files import service_files
from portal.masterdata.files.service_files import StoredFile
from portal.masterdata.kinds.trade.order_types import ORDER_TYPES
from portal.masterdata.kinds.trade.settings import SETTING_VALUES
from portal.masterdata.ports import Kind
from portal.orders.types.states import USUAL_TERMS, OrderType, TypeTerms

HEADINGS = (
    "Order type;Valid from;Priority;Usual mode of transport;Review within (minutes);"
    "Review and release around the clock;Release within (minutes);Minutes to ship;Working days to ship;"
    "Minimum and pack;What is missing goes;Pieces of a part at most;Rest may lapse after (days);Ordered at most;"
    "What must be told"
)
FASTER_DAYS = 5
"""Working days stock orders are to ship within from next month on."""
FIGURES = (("restocking_percent", "20"), ("answer_days", "5"))
WHY = "The terms of trade agreed for the coming month."


def tell_figures(loading: Loading) -> None:
    """Let the steward send two files: order types at once, settings once the manager has agreed."""
    steward, manager = actor_of("steward@hq.example"), actor_of("manager@hq.example")
    year, later = loading.today.replace(month=1, day=1), _next_month(loading.today)
    rows = [_row(one, year, USUAL_TERMS[one]) for one in OrderType]
    rows.append(_row(OrderType.STOCK, later, USUAL_TERMS[OrderType.STOCK], str(FASTER_DAYS)))
    _send(ORDER_TYPES, "order-types.csv", [HEADINGS, *rows], steward, loading)
    figures = [f"{name};{later};{value}" for name, value in FIGURES]
    asked = _send(SETTING_VALUES, "settings.csv", ["Setting;Valid from;Figure", *figures], steward, loading)
    version = queries.change_set(asked).version
    perform(service.approve, asked, Turn(manager, version, loading.now))
    run_due()


def _send(kind: Kind, name: str, lines: list[str], steward: Actor, loading: Loading) -> int:
    key, digest = storage.put("\n".join(lines).encode(), "masterdata", ".csv")
    taken = perform(service_files.take_file, kind, StoredFile(name, key, digest), steward, loading.now)
    run_due()
    perform(service.ask, taken, WHY, Turn(steward, queries.change_set(taken).version, loading.now))
    run_due()
    return taken


def _row(kind: OrderType, since: date, terms: TypeTerms, ship_days: str = "") -> str:
    said = (
        kind.value,
        since,
        terms.priority,
        terms.default_mode or "",
        terms.review_minutes,
        "yes" if terms.around_the_clock else "no",
        terms.release_minutes,
        terms.ship_minutes or "",
        ship_days or terms.ship_working_days or "",
        terms.pack_rule,
        terms.backorder_rule,
        terms.max_pieces_per_part or "",
        terms.cancel_days or "",
        terms.cadence or "",
        " ".join(terms.proofs),
    )
    return ";".join(map(str, said))


def _next_month(day: date) -> date:
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)
