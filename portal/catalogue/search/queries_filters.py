"""The filters of a view without a search: which parts they leave, whether few or many, and how those are counted.

Few parts are gathered and sorted. Of many, the parts of the list are asked one after the other in its order, until a
page is full: so a page costs as much whatever a filter leaves.
"""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from portal.catalogue.models import DangerousGoods, Part, PartFitment, PartState
from portal.catalogue.ports_offers import offers

Ids = sa.Select[Any]
Chosen = Mapping[str, str]
_merged = aliased(Part)
_MERGED = sa.select(_merged.id).where(_merged.merged_into_id.is_not(None))


def stands(part_id: Any) -> sa.ColumnElement[bool]:
    """Return the condition that a part is itself: no catalogue offers one that turned out to be another."""
    return sa.type_coerce(part_id.not_in(_MERGED), sa.Boolean)


FEW = 3_000
"""So many parts are sorted as quickly as a page of them is found in a list of 500,000."""


def conditions(chosen: Chosen, *, one_by_one: bool = False) -> list[sa.ColumnElement[bool]]:
    """Return what the filters ask of a part: by what they gather, or `one_by_one` of each part of a list."""
    fits: list[sa.ColumnElement[bool]] = [stands(Part.id)]
    if chosen.get("system"):
        fits.append(Part.system == chosen["system"])
    if chosen.get("state"):
        fits.append(Part.state == PartState(chosen["state"]))
    if chosen.get("dangerous") == "no":
        fits.append(~sa.exists().where(DangerousGoods.part_id == Part.id))
    gathered = _gathered(chosen)
    if chosen.get("availability"):
        # As many as there are shelves: gathered only where nothing else narrows.
        one_by_one = one_by_one or len(fits) > 1 or len(gathered) > 1
    for ids in gathered:
        (part_id,) = ids.selected_columns
        fits.append(ids.where(part_id == Part.id).correlate(Part).exists() if one_by_one else Part.id.in_(ids))
    return fits


def to_be_counted(chosen: Chosen) -> Ids:
    """Return the ids of the parts the filters leave, each once, in no order."""
    gathered = _gathered(chosen)
    if len(gathered) == sum(map(bool, chosen.values())) == 1:
        return gathered[0].where(stands(gathered[0].selected_columns[0])).distinct()
    return sa.select(Part.id).where(*conditions(chosen))


def _gathered(chosen: Chosen) -> list[Ids]:
    """Return what the filters gather of other tables: the ids of parts, some more than once."""
    ids: list[Ids] = []
    if chosen.get("dangerous") == "yes":
        ids.append(sa.select(DangerousGoods.part_id))
    if chosen.get("model"):
        ids.append(sa.select(PartFitment.part_id).where(PartFitment.model == chosen["model"]))
    if chosen.get("availability"):
        ids.append(offers().free_parts())
    return ids
