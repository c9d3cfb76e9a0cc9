"""Words of allocation runs: what was served."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from portal.accounts.kept.labels import Named, name_typed
from portal.allocation.rules import Served, served_of
from portal.core import formats
from portal.core.web.languages import language
from portal.stock.labels_revision import REVISION_WORDS

SERVED_WORDS: Mapping[Served, Any] = {
    Served.ALL: _l("All that waits"),
    Served.ORDERS: _l("Single orders"),
    Served.PARTS: _l("Single parts"),
}

name_typed(
    "portal.allocation", Named(choices={("cause", cause.value): words for cause, words in REVISION_WORDS.items()})
)


def scope_text(scope: str) -> str:
    """Return what a run served: all that waits, or how many orders or parts."""
    served, count = served_of(scope)
    told = formats.number(count, language())
    if served is Served.ORDERS:
        return str(ngettext("%(count)s order", "%(count)s orders", count, count=told))
    if served is Served.PARTS:
        return str(ngettext("%(count)s part", "%(count)s parts", count, count=told))
    return str(SERVED_WORDS[served])
