"""The one-time address an operator prints to create the first administrator."""

from portal.accounts.door import service_tokens
from portal.accounts.models import TokenKind
from portal.accounts.people.service import an_administrator_exists
from portal.core.clock import utc_now
from portal.core.data.sessions import perform
from portal.core.errors import Refused


def first_admin_address(public_url: str) -> str:
    """Return an address that works once, for a day; `accounts.admin_exists` once there is one.

    An address printed earlier ends.
    """
    return f"{public_url.rstrip('/')}/first-admin/{perform(_token)}"


def _token() -> str:
    if an_administrator_exists():
        raise Refused("accounts.admin_exists")
    return service_tokens.make_token(TokenKind.FIRST_ADMIN, None, utc_now())[0]
