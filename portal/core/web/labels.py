"""Words of core: who acted, where it was the portal itself."""

from flask import has_request_context
from flask_babel import gettext as _
from flask_login import current_user

from portal.core.actor import SYSTEM, Doer, Door


def actor_text(name: str) -> str:
    """Return the name of who did something, as it was kept; the portal's own name in words."""
    return _("Portal") if name == SYSTEM.name else name


def doer_text(doer: Doer) -> str:
    """Return who did something in the reader's words; distributors see headquarters, not its people."""
    inside = has_request_context() and current_user.is_authenticated and current_user.actor.door is Door.HQ
    return actor_text(doer.name) if inside or doer.door != Door.HQ.value else _("Headquarters")
