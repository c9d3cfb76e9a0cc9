"""Companies that stay in use while somebody begins what rests on them."""

import sqlalchemy as sa

from portal.accounts.models import Distributor
from portal.core.data.sessions import db
from portal.core.errors import Refused


def hold_in_use(distributor_id: int) -> None:
    """Let a company not go out of use before the transaction ends; refuses `accounts.company_inactive`.

    Whoever takes it out of use waits for that, and then sees what came of it.
    """
    asked = sa.select(Distributor.active).where(Distributor.id == distributor_id)
    if not db.session.scalar(asked.with_for_update(read=True)):
        raise Refused("accounts.company_inactive")
