"""Distributors and parts for tests of the rooms from the catalogue to allocation."""

from datetime import date
from itertools import count
from typing import Any

import sqlalchemy as sa

from portal.accounts.models import Distributor, DistributorKind
from portal.catalogue.models import DangerousGoods, Part, PartAlias, PartFitment, PartText, SoldVehicle, Supersession
from portal.catalogue.replaced.rules_supersession import SupersessionKind
from portal.catalogue.rules_part_numbers import norm
from portal.catalogue.search.rules_words import search_words
from portal.catalogue.search.service_words import keep_words
from portal.catalogue.service_parts import named_in
from portal.core.data.sessions import db, transaction

_serial = count(1)


def make_distributor(code: str = "", **values: Any) -> int:
    """Return the id of a new general distributor."""
    code = code or f"D{next(_serial)}"
    with transaction() as session:
        made = Distributor(kind=DistributorKind.GENERAL, code=code, name=f"{code} Motors", **values)
        session.add(made)
        session.flush()
        return made.id


def make_part(
    number: str,
    *,
    names: dict[str, str] | None = None,
    un_number: str = "",
    charge_percent: int | None = None,
    **values: Any,
) -> int:
    """Return the id of a new part; `names` are texts by language, the English one its own."""
    names = names or {"en": "Brake pad"}
    with transaction() as session:
        words = search_words(names.values())
        told = {"name": names.get("en", ""), "words": words, "named_in": named_in(names)}
        part = Part(number=number, norm=norm(number), **told, **values)
        session.add(part)
        session.flush()
        keep_words([words])
        session.add_all([PartText(part_id=part.id, locale=locale, name=name) for locale, name in names.items()])
        if un_number:
            danger = {"un_number": un_number, "hazard_class": "9", "net_g": 500, "charge_percent": charge_percent}
            session.add(DangerousGoods(part_id=part.id, **danger))
        return part.id


def make_parts(numbers: list[str], name: str = "Brake pad") -> None:
    """Make many plain parts at once."""
    rows = [{"number": one, "norm": norm(one), "name": name, "words": search_words([name])} for one in numbers]
    with transaction() as session:
        session.execute(sa.insert(Part), rows)
        keep_words({row["words"] for row in rows})


def replace(old: int, *new: int, kind: str = "one_way", ratio: int = 1, since: date = date(2026, 1, 1)) -> None:
    """Say that one part is replaced by others."""
    with transaction() as session:
        session.add_all(
            Supersession(old_part_id=old, new_part_id=one, kind=SupersessionKind(kind), ratio=ratio, valid_from=since)
            for one in new
        )


def own_number(distributor_id: int, text: str, part_id: int) -> None:
    """Give a part a distributor's own number."""
    with transaction() as session:
        session.add(PartAlias(distributor_id=distributor_id, norm=norm(text), written=text, part_id=part_id))


def fitted(
    part_id: int, model: str, year_from: int, year_to: int | None = None, vins: tuple[str, str] = ("", "")
) -> None:
    """Say that a part fits a model in some years, and in which range of VINs."""
    bounds = {"vin_from": vins[0], "vin_to": vins[1]}
    with transaction() as session:
        session.add(PartFitment(part_id=part_id, model=model, year_from=year_from, year_to=year_to, **bounds))


def sold(vin: str, model: str, year: int) -> None:
    """Say that a vehicle was sold."""
    with transaction() as session:
        session.add(SoldVehicle(vin=vin, model=model, model_year=year, country="EG"))


def part_ids(*numbers: str) -> list[int]:
    """Return the ids of parts, in the order asked."""
    known = dict(db.session.execute(sa.select(Part.number, Part.id)).all())
    return [known[number] for number in numbers]
