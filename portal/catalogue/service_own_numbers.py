"""Own part numbers as a distributor keeps them on a part's page: one is added, one goes."""

from datetime import datetime

import sqlalchemy as sa

from portal.audit import service as audit
from portal.catalogue.models import Part, PartAlias
from portal.catalogue.queries_numbers import numbers_of_norms
from portal.catalogue.rules_part_numbers import norm
from portal.core.actor import Actor
from portal.core.data.sessions import db
from portal.core.errors import FieldRefused, NotVisible

FIELD = "own_number"
LONGEST = 40


def add_own_number(number: str, written: str, actor: Actor, now: datetime) -> None:
    """Call a part by a number of one's own; the same once more changes nothing.

    Refuses, beside the field, `catalogue.no_own_number` for nothing that is a number, `catalogue.makers_number` where
    it is the maker's number of a part, and `catalogue.own_number_taken` (number) where another part is called so.
    """
    part_id, found = _part(number), norm(written)
    if not found or len(found) > LONGEST:
        raise FieldRefused("catalogue.no_own_number", field=FIELD)
    if makers := numbers_of_norms([found]).get(found):
        raise FieldRefused("catalogue.makers_number", field=FIELD, number=makers)
    there = _taken_by(found, actor)
    if there == number:
        return
    if there is not None:
        raise FieldRefused("catalogue.own_number_taken", field=FIELD, number=there)
    db.session.add(PartAlias(distributor_id=actor.distributor_id, norm=found, part_id=part_id))
    try:
        db.session.flush()
    except sa.exc.IntegrityError as error:
        raise FieldRefused("catalogue.own_number_taken", field=FIELD, number=number) from error
    audit.record(actor, "catalogue.own_number_added", "own_number", found, after={"part": number}, now=now)


def remove_own_number(number: str, own_number: str, actor: Actor, now: datetime) -> None:
    """Call a part no longer by a number of one's own; one that is gone already changes nothing."""
    mine = (PartAlias.norm == own_number) & (PartAlias.distributor_id == actor.distributor_id)
    row = db.session.scalar(sa.select(PartAlias).where(mine, PartAlias.part_id == _part(number)))
    if row is not None:
        db.session.delete(row)
        audit.record(actor, "catalogue.own_number_removed", "own_number", own_number, before={"part": number}, now=now)


def _part(number: str) -> int:
    found = db.session.scalar(sa.select(Part.id).where(Part.number == number))
    if found is None:
        raise NotVisible(number)
    return found


def _taken_by(found: str, actor: Actor) -> str | None:
    mine = (PartAlias.norm == found) & (PartAlias.distributor_id == actor.distributor_id)
    return db.session.scalar(sa.select(Part.number).join(PartAlias, PartAlias.part_id == Part.id).where(mine))
