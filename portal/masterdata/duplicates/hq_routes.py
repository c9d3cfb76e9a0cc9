"""Rows that may be one at headquarters' door: the pairs, two side by side, and making them one."""

from flask import Blueprint, Response, request, url_for

from portal.core.clock import utc_now
from portal.core.errors import NotVisible
from portal.core.permissions import Permission
from portal.core.web.commands import carry_out
from portal.core.web.guards import current_actor, requires
from portal.core.web.typed import typed_field
from portal.masterdata.duplicates import pages, service
from portal.masterdata.duplicates.service import Wish

blueprint = Blueprint("hq_masterdata_duplicates", __name__, url_prefix="/hq/duplicates")
LONGEST_REASON = 400


@blueprint.get("")
@requires(Permission.MASTERDATA_VIEW)
def index() -> Response:
    """Show pairs of parts, addresses or distributors (`?kind=`) that may be one."""
    return pages.pairs_page(pages.kind_of_pairs(pages.asked_kind()))


@blueprint.get("/<kind>/<int(max=2147483647):one>/<int(max=2147483647):other>")
@requires(Permission.MASTERDATA_VIEW)
def show(kind: str, one: int, other: int) -> Response:
    """Show two rows side by side, with what refers to each; `?stays=` says which of them stays."""
    return pages.pair_page(pages.kind_of_pairs(kind), *_two(one, other))


@blueprint.post("/<kind>/<int(max=2147483647):one>/<int(max=2147483647):other>")
@requires(Permission.MASTERDATA_CHANGE)
def merge(kind: str, one: int, other: int) -> Response:
    """Make two rows one, or ask a second person where prices are involved."""
    known = pages.kind_of_pairs(kind, edits=True)
    one, other = _two(one, other)
    rows, ids = pages.seen_rows(), {"one": one, "other": other}
    stays = request.form.get("stays", "")
    stays = stays if stays in pages.SIDES else "one"
    goes = next(side for side in pages.SIDES if side != stays)

    def command() -> bool:
        reason = typed_field("reason", LONGEST_REASON)
        wanted = pages.wanted_row(known, rows, stays) if rows[stays] and rows[goes] else rows[stays]
        wish = Wish(known.name, ids[goes], ids[stays], rows[goes], rows[stays], wanted, reason)
        return service.merge(wish, current_actor(), utc_now())

    return carry_out(
        command,
        told=pages.told,
        to=url_for("hq_masterdata_duplicates.index", kind=known.name),
        again=lambda refused: pages.pair_page(known, one, other, refused),
    )


def _two(one: int, other: int) -> tuple[int, int]:
    """Return the ids of two rows; `NotVisible` for one with itself, which makes no pair."""
    if one == other:
        raise NotVisible(str(one))
    return one, other
