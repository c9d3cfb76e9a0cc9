"""Nobody gets an account at an address this portal's letters do not reach."""

from portal.core.errors import FieldRefused
from portal.core.letters import reached


def check_reached(email: str) -> None:
    """Refuse `accounts.email_beyond_ascii` beside the field where letters would not reach an address."""
    if not reached(email):
        raise FieldRefused("accounts.email_beyond_ascii", field="email")
