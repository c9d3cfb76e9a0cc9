"""Words of the demo: the names of its depots, and why it is not loaded."""

from flask_babel import lazy_gettext as _l

from portal.core.web.refusals import register_refusals
from portal.stock.labels_depot_names import register_depot_names

register_depot_names(
    {
        "Chongqing export depot": _l("Chongqing export depot"),
        "Dubai regional depot": _l("Dubai regional depot"),
    }
)

register_refusals(
    {
        "demo.production": _l("Demo data is never loaded in production."),
        "demo.not_empty": _l("Demo data is only loaded into an empty database; this one has data in it."),
    }
)
