"""Words of saved views: why one is not kept."""

from flask_babel import lazy_gettext as _l

from portal.accounts.kept.labels import Named, name_typed
from portal.core.counted import counted
from portal.core.web.refusals import register_refusals

name_typed("portal.saved_views", Named({"name": _l("Name")}))
register_refusals(
    {
        "view.nameless": _l("Give the view a name."),
        "view.too_many": counted(
            "%(most)s view of this list is kept for you. Remove it before you save another.",
            "%(most)s views of this list are kept for you. Remove one before you save another.",
            by="most",
        ),
    }
)
