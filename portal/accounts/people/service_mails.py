"""Mails about invitations: the link to join by, or a word to who has the address already."""

from datetime import datetime

import sqlalchemy as sa

from portal.accounts.door import service_tokens
from portal.accounts.door.service import locale_of
from portal.accounts.models import Distributor, TokenKind, UserAccount
from portal.accounts.queries_people import gets_letters
from portal.core.actor import Actor
from portal.core.data.sessions import db
from portal.notifications.service import send_mail


def mail_invitation(actor: Actor, user: UserAccount, now: datetime) -> None:
    """Mail somebody a new link to join by, good once; to the owner of an address that is taken, no link goes."""
    token, expires_at = service_tokens.make_token(TokenKind.INVITATION, user.id, now)
    if user.invited_as:
        _tell_owner(user, now)
        return
    send_mail(
        user.email,
        locale_of(user),
        user.zone,
        "invitation",
        {"name": user.name, "inviter": actor.name, "expires_at": expires_at.isoformat()},
        now,
        user_id=user.id,
        distributor_id=user.distributor_id,
        link=f"/invite/{token}",
    )


def _tell_owner(invited: UserAccount, now: datetime) -> None:
    """Tell who has the address already that a company invited them; no link goes out."""
    owner = db.session.scalars(sa.select(UserAccount).where(UserAccount.email == invited.invited_as)).one_or_none()
    home = db.session.get(Distributor, invited.distributor_id or 0)
    if owner is None or home is None or not gets_letters(owner.id):
        return
    send_mail(
        owner.email,
        locale_of(owner),
        owner.zone,
        "invitation_elsewhere",
        {"company": home.name},
        now,
        user_id=owner.id,
        distributor_id=owner.distributor_id,
    )
