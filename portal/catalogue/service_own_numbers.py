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
    """Call a part by a number of one's own, written as it is now; the same once more changes nothing.

    Refuses, beside the field, `catalogue.no_own_number` for nothing that is a number, `catalogue.makers_number` where
    it is the maker's number of a part, and `catalogue.own_number_taken` (number) where another part is called so.
    """
    part_id, found, spelling = _part(number), norm(written), " ".join(written.split())
    if not found or len(found) > LONGEST:
        raise FieldRefused("catalogue.no_own_number", field=FIELD)
    if makers := numbers_of_norms([found]).get(found):
        raise FieldRefused("catalogue.makers_number", field=FIELD, number=makers)
    there = db.session.scalar(sa.select(PartAlias).where(*_mine(found, actor)))
    if there is not None and there.part_id != part_id:
        raise FieldRefused("catalogue.own_number_taken", field=FIELD, number=_number(there.part_id))
    if there is not None:
        if there.written != spelling:
            before, after = {"written": there.written}, {"written": spelling}
            there.written = spelling
            audit.record(
                actor, "catalogue.own_number_respelled", "own_number", found, before=before, after=after, now=now
            )
        return
    db.session.add(PartAlias(distributor_id=actor.distributor_id, norm=found, written=spelling, part_id=part_id))
    try:
        db.session.flush()
    except sa.exc.IntegrityError as error:
        raise FieldRefused("catalogue.own_number_taken", field=FIELD, number=number) from error
    told = {"part": number, "written": spelling}
    audit.record(actor, "catalogue.own_number_added", "own_number", found, after=told, now=now)


def remove_own_number(number: str, own_number: str, actor: Actor, now: datetime) -> None:
    """Call a part no longer by a number of one's own, however it is spelt; one that is gone changes nothing."""
    found = norm(own_number)
    row = db.session.scalar(sa.select(PartAlias).where(*_mine(found, actor), PartAlias.part_id == _part(number)))
    if row is not None:
        db.session.delete(row)
        told = {"part": number, "written": row.written}
        audit.record(actor, "catalogue.own_number_removed", "own_number", found, before=told, now=now)


def _part(number: str) -> int:
    found = db.session.scalar(sa.select(Part.id).where(Part.number == number))
    if found is None:
        raise NotVisible(number)
    return found


def _number(part_id: int) -> str:
    return db.session.scalars(sa.select(Part.number).where(Part.id == part_id)).one()


def _mine(found: str, actor: Actor) -> tuple[sa.ColumnElement[bool], ...]:
    return PartAlias.norm == found, PartAlias.distributor_id == actor.distributor_id
