"""A seller's logo: the picture its papers print from now on; those issued before keep theirs."""

from datetime import datetime

import sqlalchemy as sa

from portal.accounts.models import SellingEntity
from portal.audit import service as audit
from portal.core.actor import Actor
from portal.core.data.sessions import db
from portal.core.errors import NotVisible
from portal.core.pictures.reader import Picture
from portal.documents.service_pictures import keep_picture


def set_logo(entity_id: int, drawn: Picture | None, actor: Actor, now: datetime) -> bool:
    """Give a seller a logo, or take it away (None); tell whether anything changed. `NotVisible` for an unknown one."""
    wanted = sa.select(SellingEntity).where(SellingEntity.id == entity_id).with_for_update()
    entity = db.session.scalars(wanted).one_or_none()
    if entity is None:
        raise NotVisible
    before = entity.logo
    entity.logo = keep_picture(drawn.data, drawn.width, drawn.height, now) if drawn else ""
    if entity.logo == before:
        return False
    facts = {"logo": entity.logo, "width": drawn.width, "height": drawn.height} if drawn else {"logo": ""}
    audit.record(
        actor, "seller.logo_changed", "selling_entity", entity.code, before={"logo": before}, after=facts, now=now
    )
    return True
