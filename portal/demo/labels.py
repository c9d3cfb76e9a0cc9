"""Words of the demo: why it is not loaded."""

from flask_babel import lazy_gettext as _l

from portal.core.refusals import register_refusals

register_refusals(
    {
        "demo.production": _l("Demo data is never loaded in production."),
        "demo.not_empty": _l("Demo data is only loaded into an empty database; this one has data in it."),
    }
)
