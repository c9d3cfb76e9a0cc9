"""What companies owe still, in words, before they go out of use: nothing of it keeps them in use."""

from collections.abc import Collection

from flask_babel import ngettext

from portal.core import formats
from portal.core.web.languages import language
from portal.masterdata.ports import Kind


def owed_words(kind: Kind, keys: Collection[str]) -> str:
    """Return how many invoices of rows of a kind are open, and how much of them by currency; "" for none."""
    found = kind.owed(keys) if kind.owed is not None and keys else ()
    if not found:
        return ""
    sums = [formats.money(one.amount, one.currency, language()) for one in found]
    return ngettext(
        "%(num)s invoice is open still: %(sums)s. It is to be paid as before, also once nobody comes in any more.",
        "%(num)s invoices are open still: %(sums)s. They are to be paid as before, also once nobody comes in any more.",
        sum(one.count for one in found),
        sums=formats.listed(sums, language()),
    )
