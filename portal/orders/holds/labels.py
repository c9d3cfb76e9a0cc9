"""Words of what a hold stops: which hold it is, and who can lift it."""

from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

from portal.core.web.refusals import register_refusals
from portal.orders.holds.queries import HeldOrder
from portal.orders.states import HoldKind

HELD_WORDS: Mapping[HoldKind, Any] = {
    HoldKind.CREDIT: _l("%(number)s is under a credit hold; only finance can lift it."),
    HoldKind.COMPLIANCE: _l("%(number)s is under a compliance hold; only compliance can lift it."),
    HoldKind.LOGISTICS: _l("%(number)s is under a logistics hold; only logistics can lift it."),
    HoldKind.FINANCE: _l("%(number)s is under a finance hold; only finance can lift it."),
    HoldKind.DEALER: _l("%(number)s is under a hold of its distributor, who alone can lift it."),
}


def held_texts(held: Iterable[HeldOrder]) -> list[str]:
    """Return a sentence for each hold that stops something: whose order, which hold, who can lift it."""
    return [str(HELD_WORDS[kind]) % {"number": one.number} for one in held for kind in dict.fromkeys(one.kinds)]


def held_text(held: Iterable[HeldOrder]) -> str:
    """Return all of it as one text."""
    return " ".join(held_texts(held))


register_refusals({"order.held": _l("%(held)s Nothing was changed.")}, held=held_text)
