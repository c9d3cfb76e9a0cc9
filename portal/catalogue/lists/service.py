"""Lists of parts are made, named, shared, filled and removed, by the person whose they are."""

from datetime import datetime

import sqlalchemy as sa

from portal.catalogue.lists.models import PartList, PartListRow
from portal.catalogue.models import Part
from portal.core.actor import Actor
from portal.core.data.changed import changed
from portal.core.data.sessions import db
from portal.core.errors import FieldRefused, NotVisible

MOST_LISTS = 100
"""So many lists a person keeps."""
MOST_ROWS = 1_000
"""So many parts stand on one list."""
LONGEST_NAME = 60
NAME, LIST, QUANTITY = "list_name", "list", "list_quantity"
"""Fields of the forms, beside which is said what is wrong."""


def make_list(name: str, actor: Actor, now: datetime) -> int:
    """Make an empty list and return its id.

    Refuses beside the name `part_list.nameless`, `.name_taken` and `.too_many` (most).
    """
    owned = sa.select(sa.func.count()).select_from(PartList).where(PartList.user_id == actor.user_id)
    if (db.session.scalar(owned) or 0) >= MOST_LISTS:
        raise FieldRefused("part_list.too_many", field=NAME, most=MOST_LISTS)
    made = PartList(
        distributor_id=actor.distributor_id, user_id=actor.user_id, name=_fit(name), shared=False, changed_at=now
    )
    db.session.add(made)
    _written()
    return made.id


def name_list(list_id: int, name: str, actor: Actor, now: datetime, *, shared: bool) -> None:
    """Give a list of one's own another name, and say whether the colleagues see it; refuses as `make_list`."""
    own = _own(list_id, actor)
    own.name, own.shared, own.changed_at = _fit(name), shared, now
    _written()


def remove_list(list_id: int, actor: Actor) -> str:
    """Remove a list of one's own with what stands on it, and return its name."""
    own = _own(list_id, actor)
    db.session.execute(sa.delete(PartListRow).where(PartListRow.list_id == own.id))
    db.session.delete(own)
    return own.name


def put_on_list(list_id: int, number: str, quantity: int, actor: Actor, now: datetime) -> str:
    """Put so many of a part on a list of one's own, or change how many, and return its name.

    Refuses `part_list.full` (most) beside the list; `NotVisible` for a list or part that is none of theirs.
    """
    own, part_id = _own(list_id, actor), _part(number)
    own.changed_at = now
    there = sa.update(PartListRow).where(PartListRow.list_id == own.id, PartListRow.part_id == part_id)
    if changed(there.values(quantity=quantity)):
        return own.name
    rows = sa.select(sa.func.count()).select_from(PartListRow).where(PartListRow.list_id == own.id)
    if (db.session.scalar(rows) or 0) >= MOST_ROWS:
        raise FieldRefused("part_list.full", field=LIST, most=MOST_ROWS)
    db.session.add(PartListRow(distributor_id=own.distributor_id, list_id=own.id, part_id=part_id, quantity=quantity))
    return own.name


def take_off_list(list_id: int, number: str, actor: Actor, now: datetime) -> None:
    """Take a part off a list of one's own; one that is off already changes nothing."""
    own = _own(list_id, actor)
    own.changed_at = now
    db.session.execute(
        sa.delete(PartListRow).where(PartListRow.list_id == own.id, PartListRow.part_id == _part(number))
    )


def _own(list_id: int, actor: Actor) -> PartList:
    """Return a list of one's own, locked, so that one person's forms change it one after the other."""
    mine = (PartList.id == list_id, PartList.user_id == actor.user_id, PartList.distributor_id == actor.distributor_id)
    found = db.session.scalar(sa.select(PartList).where(*mine).with_for_update())
    if found is None:
        raise NotVisible(str(list_id))
    return found


def _part(number: str) -> int:
    found = db.session.scalar(sa.select(Part.id).where(Part.number == number))
    if found is None:
        raise NotVisible(number)
    return found


def _fit(name: str) -> str:
    if not name:
        raise FieldRefused("part_list.nameless", field=NAME)
    return name


def _written() -> None:
    try:
        db.session.flush()
    except sa.exc.IntegrityError as error:
        raise FieldRefused("part_list.name_taken", field=NAME) from error
