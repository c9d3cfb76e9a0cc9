"""Parts: number, name, packs, weights, sizes, customs facts."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from portal.catalogue import service_parts
from portal.catalogue.models import DangerousGoods, Part, PartState, PartSystem, PartText
from portal.catalogue.photos.models import PartPhoto
from portal.catalogue.queries_described import unread
from portal.catalogue.queries_numbers import numbers_of_norms
from portal.catalogue.rules_customs import UNITS, hs_digits, is_hs_code
from portal.catalogue.rules_part_numbers import norm
from portal.core.actor import Actor
from portal.core.locales import SUPPORTED
from portal.masterdata.ports import Kind, known
from portal.masterdata.queries_swapped import part_numbers_for_names
from portal.masterdata.queries_uses import of_part
from portal.masterdata.rules_changes import Action, Change, Objection
from portal.masterdata.rules_fields import Field, Fields, Shape
from portal.masterdata.rules_limits import LONGEST_NUMBER
from portal.pricing.models import ListPrice

MILLION = Decimal(10) ** 6
ACCUMULATORS, THEIR_PARTS = "8507", "850790"
"""The heading of the Harmonized System for electric accumulators, which are dangerous goods but for few, and the
subheading of their covers, frames and such, which are not."""


def _rows() -> sa.Select[*tuple[Any, ...]]:
    return sa.select(
        Part.number, Part.name, Part.state, Part.unit, Part.minimum, Part.pack, Part.weight_g, Part.length_mm,
        Part.width_mm, Part.height_mm, Part.system, Part.hs_code, Part.origin, Part.lead_time_days, Part.use_up_old,
    )  # fmt: skip


def _judge(changes: Sequence[Change]) -> Iterable[Objection]:
    """A number has signs to be found by, no other part is written like it but for dashes, and customs know the code."""
    there = numbers_of_norms({norm(one.key) for one in changes if one.action is Action.NEW})
    first: dict[str, str] = {}
    for one in changes:
        code = str(one.now.get("hs_code", ""))
        if code and code != (one.before or {}).get("hs_code") and not is_hs_code(code):
            yield Objection(one.key, "hs_code", "masterdata.hs_code")
        if one.action is not Action.NEW:
            continue
        own = norm(one.key)
        other = there.get(own) or first.get(own)
        if not own or len(own) > LONGEST_NUMBER:
            yield Objection(one.key, "number", "masterdata.no_part_number")
        elif other and other != one.key:
            yield Objection(one.key, "number", "masterdata.written_otherwise", {"number": other})
        first.setdefault(own, one.key)


_SIGNS = frozenset(" -./\\_,+*#()&:")
"""What stands between the letters and digits of part numbers, whoever makes the parts."""


def _typed(changes: Sequence[Change]) -> Iterable[Objection]:
    """The number of a new part is one that every keyboard types and every label shows, and its name is no number."""
    yield from part_numbers_for_names(changes, "number", "name")
    for one in changes:
        if one.action is not Action.NEW or all(_plain(sign) or sign in _SIGNS for sign in one.key):
            continue
        if all(_plain(sign) for sign in one.key if sign.isalnum()):
            sign = next(sign for sign in one.key if not _plain(sign) and sign not in _SIGNS)
            yield Objection(one.key, "number", "masterdata.number_sign", {"sign": sign})
        else:
            yield Objection(one.key, "number", "masterdata.latin_number")


def _plain(sign: str) -> bool:
    return sign.isascii() and sign.isalnum()


def _write(changes: Sequence[Change], _actor: Actor, _now: datetime) -> None:
    service_parts.add_parts([one.now for one in changes if one.action is Action.NEW])
    set_anew = [one for one in changes if one.action is Action.CHANGED]
    renamed = [one.key for one in set_anew if (one.before or {}).get("name") != one.now["name"]]
    service_parts.change_parts([one.now for one in set_anew], renamed)
    service_parts.remove_parts([one.key for one in changes if one.action is Action.GONE])


def _of(row: Any, part_id: sa.orm.InstrumentedAttribute[int]) -> sa.ColumnElement[bool]:
    return sa.exists().where(Part.number == row.number, part_id == Part.id)


def _named_in_fewer_languages(row: Any) -> sa.ColumnElement[bool]:
    """Parts that somebody who reads another language than English meets without a name in it."""
    names = sa.select(sa.func.count()).where(
        Part.number == row.number, PartText.part_id == Part.id, PartText.name != ""
    )
    others = [code for code in SUPPORTED if code != "en"]
    return names.where(PartText.locale.in_(others)).scalar_subquery() < len(others)


def _unread_by_customs(row: Any) -> sa.ColumnElement[bool]:
    """Parts whose own name customs cannot read, and that have no English one."""
    english = sa.exists().where(
        Part.number == row.number, PartText.part_id == Part.id, PartText.locale == "en", ~unread(PartText.name)
    )
    return sa.and_(unread(row.name), ~english)


PARTS = known(
    Kind(
        "parts",
        Fields(
            (
                Field("number", Shape.CODE, needed=True, longest=LONGEST_NUMBER, of_part=True),
                Field("name", needed=True),
                Field("state", Shape.CHOICE, choices=tuple(PartState), usual=PartState.ACTIVE.value),
                Field("unit", Shape.CHOICE, choices=UNITS, usual="EA"),
                Field("minimum", Shape.WHOLE, needed=True, least=Decimal(1), most=MILLION, usual=1),
                Field("pack", Shape.WHOLE, needed=True, least=Decimal(1), most=MILLION, usual=1),
                Field("weight_g", Shape.WHOLE, most=Decimal(10) ** 8, usual=0, unknown=0, unit="g"),
                Field("length_mm", Shape.WHOLE, most=MILLION, usual=0, unknown=0, unit="mm"),
                Field("width_mm", Shape.WHOLE, most=MILLION, usual=0, unknown=0, unit="mm"),
                Field("height_mm", Shape.WHOLE, most=MILLION, usual=0, unknown=0, unit="mm"),
                Field("system", Shape.CHOICE, choices=tuple(PartSystem)),
                Field("hs_code", Shape.CODE, longest=12, tidy=hs_digits),
                Field("origin", Shape.COUNTRY),
                Field("lead_time_days", Shape.WHOLE, most=Decimal(1_000), usual=30, unit="d"),
                Field("use_up_old", Shape.YES_NO, usual=False),
            ),
            ("number",),
        ),
        _rows,
        _write,
        _judge,
        search=("number", "name", "hs_code"),
        gaps={
            "hs_code": lambda row: row.hs_code == "",
            "origin": lambda row: row.origin == "",
            "weight": lambda row: row.weight_g == 0,
            "size": lambda row: sa.or_(row.length_mm == 0, row.width_mm == 0, row.height_mm == 0),
            "system": lambda row: row.system == "",
            "english": _unread_by_customs,
            "names": _named_in_fewer_languages,
            "price": lambda row: sa.and_(row.state == PartState.ACTIVE, ~_of(row, ListPrice.part_id)),
            "dangerous_goods": lambda row: sa.and_(
                row.hs_code.startswith(ACCUMULATORS),
                ~row.hs_code.startswith(THEIR_PARTS),
                ~_of(row, DangerousGoods.part_id),
            ),
            "photo": lambda row: row.number.not_in(sa.select(Part.number).join(PartPhoto)),
        },
        related=(
            ("part_names", "part"),
            ("fitments", "part"),
            ("supersessions", "old_part"),
            ("supersessions", "new_part"),
            ("substitutes", "part"),
            ("substitutes", "substitute"),
            ("market_restrictions", "part"),
            ("dangerous_goods", "part"),
            ("own_numbers", "part"),
            ("core_deposits", "part"),
            ("bulletin_parts", "part"),
        ),
        beside={"photos": "hq_catalogue_photos.index"},
        used_by=of_part,
        typed=_typed,
        may_go=True,
    )
)
"""A company's parts; one that is no longer sold is set to discontinued and stays, one typed wrongly goes."""
