"""Distributors as master data changes them: added, moved in the tree, removed where nothing refers to them."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from portal.accounts.companies.rules_tree import from_the_top, paths
from portal.accounts.models import Distributor
from portal.accounts.sellers.queries import seller_ids
from portal.core.data.lists import among
from portal.core.data.sessions import db


def set_distributors(rows: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    """Add distributors, or change those with these codes; return their ids by code.

    Each row names the columns, and `parent` and `seller` by their codes ("" for none), which must be there.
    """
    if not rows:
        return {}
    sellers = seller_ids()
    there = {one.code: one for one in db.session.scalars(sa.select(Distributor))}
    by_code = {row["code"]: row for row in rows}
    moved = False
    for code in from_the_top({code: row["parent"] for code, row in by_code.items()}):
        row = by_code[code]
        parent_id = _id_of(there[row["parent"]]) if row["parent"] else None
        values = {name: value for name, value in row.items() if name not in ("parent", "seller")}
        values |= {"parent_id": parent_id, "selling_entity_id": sellers[row["seller"]] if row["seller"] else None}
        one = there.get(code)
        if one is None:
            there[code] = Distributor(**values)
            db.session.add(there[code])
            moved = True
            continue
        moved = moved or one.parent_id != parent_id
        for name, value in values.items():
            setattr(one, name, value)
        one.version += 1
    db.session.flush()
    if moved:
        _keep_paths(list(there.values()))
    return {code: there[code].id for code in by_code}


def _id_of(one: Distributor) -> int:
    """The id of a distributor, which a new one gets when it is written, with all others that are new so far."""
    if one.id is None:
        db.session.flush()
    return one.id


def _keep_paths(every: Sequence[Distributor]) -> None:
    told = paths({one.id: one.parent_id for one in every})
    for one in every:
        if one.path != told[one.id]:
            one.path = told[one.id]
    db.session.flush()


def distributor_ids(codes: Sequence[str]) -> dict[str, int]:
    """Return the ids of distributors by their codes; one that is not there is left out."""
    found = db.session.execute(
        sa.select(Distributor.code, Distributor.id).where(among(Distributor.code, sorted(set(codes))))
    )
    return {row.code: row.id for row in found}


def remove_distributors(codes: Sequence[str]) -> None:
    """Remove distributors nothing refers to; the database refuses any other."""
    if codes:
        db.session.execute(sa.delete(Distributor).where(among(Distributor.code, codes)))
