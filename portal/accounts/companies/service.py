"""The Latin form of a company's name and of its places: typed by its owner or at headquarters, and on record."""

from dataclasses import asdict
from typing import Any

import sqlalchemy as sa

from portal.accounts.companies.queries import printed_as
from portal.accounts.models import Address, Distributor
from portal.accounts.rules_latin import LONGEST, LatinForm, check_latin, in_other_script
from portal.audit import service as audit
from portal.core.actor import Actor, Turn
from portal.core.data.sessions import db
from portal.core.errors import NotVisible, Stale


def name_company(distributor_id: int, typed: str, turn: Turn) -> None:
    """Give a company its name in Latin letters, and its places of the same name theirs.

    Raises `NotVisible` for a company that is not the actor's, `Stale` where its name changed since the page was drawn.
    Refuses what `check_latin` refuses; a name that stands already changes nothing.
    """
    company = _company(distributor_id, turn.actor)
    name, latin, before = (
        company.own_name,
        check_latin(typed, "name", needed=True),
        company.latin_name,
    )
    if latin == before:
        return
    if company.version != turn.seen:
        raise Stale
    company.latin_name, company.version = latin, company.version + 1
    for address in _addresses(distributor_id):
        if address.name == name and address.latin_name in ("", before):
            address.latin_name, address.version = latin, address.version + 1
    _record(turn, company, "company.latin_name_changed", {"latin_name": before}, {"latin_name": latin})


def name_place(distributor_id: int, address_id: int, typed: LatinForm, turn: Turn) -> None:
    """Give a place its name and address in Latin letters, in every address that papers print alike.

    What is in another script is needed; what is Latin already has no second form. Raises `NotVisible` for an address
    that is not the company's, or a company that is not the actor's, and `Stale` where the place changed since the page
    was drawn. Refuses what `check_latin` refuses; a form that stands already changes nothing.
    """
    company = _company(distributor_id, turn.actor)
    addresses = _addresses(distributor_id)
    first = next((one for one in addresses if one.id == address_id), None)
    if first is None:
        raise NotVisible
    same = [one for one in addresses if printed_as(one) == printed_as(first)]
    latin = LatinForm(
        **{
            name: check_latin(getattr(typed, name), name, needed=True) if in_other_script(getattr(first, name)) else ""
            for name in LONGEST
        }
    )
    changed = [one for one in same if _latin_of(one) != latin]
    if not changed:
        return
    if first.version != turn.seen:
        raise Stale
    before = _latin_of(first)
    for address in same:
        for name, text in asdict(latin).items():
            setattr(address, f"latin_{name}", text)
        address.version += 1
    _record(turn, company, "company.latin_address_changed", _facts(first, before), _facts(first, latin))


def _facts(address: Address, latin: LatinForm) -> dict[str, str]:
    return {"address": address.label, **{f"latin_{name}": text for name, text in asdict(latin).items() if text}}


def _latin_of(address: Address) -> LatinForm:
    return LatinForm(address.latin_name, address.latin_street, address.latin_city, address.latin_region)


def _company(distributor_id: int, actor: Actor) -> Distributor:
    if actor.distributor_id not in (None, distributor_id):
        raise NotVisible
    found = db.session.scalars(
        sa.select(Distributor).where(Distributor.id == distributor_id).with_for_update()
    ).one_or_none()
    if found is None:
        raise NotVisible
    return found


def _addresses(distributor_id: int) -> list[Address]:
    wanted = sa.select(Address).where(Address.distributor_id == distributor_id).order_by(Address.id).with_for_update()
    return list(db.session.scalars(wanted))


def _record(turn: Turn, company: Distributor, action: str, before: dict[str, Any], after: dict[str, Any]) -> None:
    audit.record(
        turn.actor, action, "company", company.code, before=before, after=after, distributor_id=company.id, now=turn.now
    )
