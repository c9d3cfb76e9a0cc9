"""Parts side by side at the distributors' door: facts, price and availability of up to four."""

from flask import Blueprint, Response, request

from portal.accounts.queries import distributor_facts
from portal.accounts.queries_days import days_for
from portal.catalogue.compare.pages import MOST, compared
from portal.catalogue.pages_buyer import buyer_for, prices_told
from portal.catalogue.photos.queries import numbers_by_norm, thumbnails
from portal.catalogue.ports_offers import offers
from portal.catalogue.queries import parts_by_id
from portal.catalogue.rules_part_numbers import LONGEST_WRITTEN, norm
from portal.catalogue.vehicles.queries_fitment import fitments_of
from portal.core.clock import utc_now
from portal.core.permissions import Permission
from portal.core.web.guards import current_actor, requires
from portal.core.web.languages import language
from portal.core.web.pages import respond

blueprint = Blueprint("catalogue_compare", __name__)


@blueprint.get("/catalogue/compare")
@requires(Permission.CATALOGUE_VIEW)
def show() -> Response:
    """Show parts (`?part=`, again for each) side by side, in the order asked for; what is no part is told."""
    own = distributor_facts(current_actor().distributor_id or 0)
    asked = _asked()
    known = numbers_by_norm({norm(one) for one in asked})
    unknown = [one for one in asked if norm(one) not in known]
    ids = list(dict.fromkeys(known[norm(one)][0] for one in asked if norm(one) in known))
    left_out, ids = ids[MOST:], ids[:MOST]
    facts = parts_by_id(ids, language())
    parts = [facts[one] for one in ids]
    today = days_for(own, utc_now()).price
    told = offers().of_many(buyer_for(own, current_actor()), ids, today) if ids else {}
    return respond(
        "catalogue/compare/distributor_compare.html",
        parts=parts,
        photos=thumbnails(ids),
        rows=compared(parts, told, fitments_of(ids)) if ids else [],
        prices_told=prices_told(own, current_actor()),
        numbers=[one.number for one in parts],
        unknown=unknown,
        most=MOST,
        full=len(parts) >= MOST,
        left_out=bool(left_out),
    )


def _asked() -> list[str]:
    """Return the numbers asked for, as they were typed, each once; of more than a page compares only some."""
    typed = [one.replace("\x00", "").strip()[:LONGEST_WRITTEN] for one in request.args.getlist("part")]
    return [one for one in dict.fromkeys(typed) if one][: 4 * MOST]
