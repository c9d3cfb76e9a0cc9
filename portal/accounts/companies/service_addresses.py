"""Addresses of distributors as master data changes them, in bulk."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from portal.accounts.companies.service_tree import distributor_ids
from portal.accounts.models import Address, AddressKind
from portal.accounts.rules_latin import LONGEST, LatinForm, fields_lacking
from portal.core.data.lists import among
from portal.core.data.sessions import add_rows, db

Key = tuple[str, str, str]
"""Distributor's code, what the address is for, label."""


def set_addresses(rows: Sequence[Mapping[str, Any]]) -> None:
    """Add addresses, or change those with these keys: `distributor` (its code), `kind` and `label`."""
    if not rows:
        return
    ids = distributor_ids([row["distributor"] for row in rows])
    there = _known(ids)
    new, old = [], []
    for row in rows:
        values = {name: value for name, value in row.items() if name != "distributor"}
        values |= {"kind": AddressKind(row["kind"]), "distributor_id": ids[row["distributor"]]}
        values["latin_lacking"] = _lacks_latin(row)
        known = there.get((row["distributor"], row["kind"], row["label"]))
        if known is None:
            new.append(values)
        else:
            old.append(values | {"id": known[0], "version": known[1] + 1})
    if new:
        add_rows(Address, new)
    if old:
        db.session.execute(sa.update(Address), old, execution_options={"synchronize_session": None})


def remove_addresses(keys: Sequence[Key]) -> None:
    """Remove addresses nothing refers to; the database refuses any other."""
    if not keys:
        return
    there = _known(distributor_ids([key[0] for key in keys]))
    gone = [there[key][0] for key in keys if key in there]
    db.session.execute(sa.delete(Address).where(among(Address.id, gone)))


def _known(ids: Mapping[str, int]) -> dict[Key, tuple[int, int]]:
    codes = {number: code for code, number in ids.items()}
    found = db.session.execute(
        sa.select(Address.id, Address.version, Address.distributor_id, Address.kind, Address.label).where(
            among(Address.distributor_id, sorted(ids.values()))
        )
    )
    return {(codes[row.distributor_id], row.kind.value, row.label): (row.id, row.version) for row in found}


def _lacks_latin(row: Mapping[str, Any]) -> bool:
    local = {name: str(row[name]) for name in LONGEST}
    return bool(fields_lacking(local, LatinForm(**{name: str(row[f"latin_{name}"]) for name in LONGEST})))


def lead_to(gone_id: int, kept_id: int) -> None:
    """Keep which address of the same distributor another one turned out to be, and those that did so before."""
    led = sa.or_(Address.id == gone_id, Address.merged_into_id == gone_id)
    db.session.execute(
        sa.update(Address).where(led).values(merged_into_id=kept_id), execution_options={"synchronize_session": None}
    )
