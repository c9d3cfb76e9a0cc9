"""Part numbers as the catalogue writes them, and who has own ones."""

from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from portal.accounts.models import Distributor
from portal.catalogue.models import Part
from portal.core.data.lists import among
from portal.core.data.sessions import db
from portal.core.errors import Refused


def numbers_of_norms(norms: Collection[str]) -> dict[str, str]:
    """Return the numbers of parts by what two spellings of one number share; parts that are not there are left out."""
    found = db.session.execute(sa.select(Part.norm, Part.number).where(among(Part.norm, norms)))
    return {row.norm: row.number for row in found}


def merged_numbers() -> dict[str, str]:
    """Return the numbers of the parts that others turned out to be, by what the spellings of those others share.

    Few parts were ever merged, and an index knows them: all are read at once.
    """
    kept = aliased(Part)
    rows = sa.select(Part.norm, kept.number).join(kept, kept.id == Part.merged_into_id)
    found = db.session.execute(rows.where(Part.merged_into_id.is_not(None)))
    return {row.norm: row.number for row in found}


def refuse_merged(part_id: int) -> None:
    """Refuse `part.became` (number, became) for a part that turned out to be another one."""
    kept = aliased(Part)
    rows = sa.select(Part.number, kept.number).join(kept, kept.id == Part.merged_into_id)
    found = db.session.execute(rows.where(Part.id == part_id)).one_or_none()
    if found is not None:
        raise Refused("part.became", number=found[0], became=found[1])


def owners_by_code(codes: Collection[str]) -> dict[str, int]:
    """Return the ids of distributors by their codes; a code that is not there is missing."""
    found = db.session.execute(sa.select(Distributor.code, Distributor.id).where(among(Distributor.code, codes)))
    return {row.code: row.id for row in found}
