"""Air limits: what of dangerous goods may fly, by UN number, packing and energy, each from a day on."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from portal.catalogue.dangerous import service
from portal.catalogue.dangerous.models import AirLimitRow
from portal.catalogue.dangerous.queries import ANY
from portal.catalogue.dangerous.rules import UN_NUMBER, AirLimit, LimitFault, Packing, limit_faults, un_code
from portal.core.actor import Actor
from portal.core.permissions import Permission
from portal.masterdata.ports import Kind, known
from portal.masterdata.rules_changes import Action, Change, Objection
from portal.masterdata.rules_fields import Field, Fields, Row, Shape

KG, WATT_HOURS, PERCENT = Decimal(10) ** 5, Decimal(10) ** 7, Decimal(100)
CODES = {
    LimitFault.PASSENGERS_TAKE_MORE: "masterdata.passengers_take_more",
    LimitFault.INDICATED_ALONE: "masterdata.no_charge_limit",
    LimitFault.ENERGY_ALONE: "masterdata.no_charge_limit",
}


def _rows() -> sa.Select[*tuple[Any, ...]]:
    row = AirLimitRow
    return sa.select(
        row.un_number, row.packing, row.above_wh, row.valid_from, row.packing_instruction, row.passenger_kg,
        row.cargo_kg, row.charge_limit, row.charge_above_wh, row.indicated_limit, row.source,
    )  # fmt: skip


def _judge(changes: Sequence[Change]) -> Iterable[Objection]:
    """UN and four digits; passengers take no more than freighters; a bound of the charge has a limit to bound."""
    for one in changes:
        if not one.after:
            continue
        if not UN_NUMBER.fullmatch(str(one.now["un_number"])):
            yield Objection(one.key, "un_number", "masterdata.not_a_un_number")
        for fault in limit_faults(_limit(one.now)):
            yield Objection(one.key, fault.value, CODES[fault])


def _limit(row: Row) -> AirLimit:
    def figure(name: str) -> Decimal | None:
        return None if row[name] is None else Decimal(str(row[name]))

    return AirLimit(
        str(row["un_number"]),
        date.fromisoformat(str(row["valid_from"])),
        str(row["packing_instruction"]),
        figure("passenger_kg"),
        figure("cargo_kg"),
        charge_limit=figure("charge_limit"),
        indicated_limit=figure("indicated_limit"),
        charge_above_wh=Decimal(str(row["charge_above_wh"])),
    )


def _write(changes: Sequence[Change], actor: Actor, _now: datetime) -> None:
    gone = [one.before or {} for one in changes if one.action is Action.GONE]
    people = (changes[0].asked_by if changes else None, actor.user_id)
    service.set_air_limits([one.now for one in changes if one.after], gone, people)


AIR_LIMITS = known(
    Kind(
        "air_limits",
        Fields(
            (
                Field("un_number", Shape.CODE, needed=True, longest=6, tidy=un_code),
                Field("packing", Shape.CHOICE, needed=True, choices=(ANY, *Packing), usual=ANY),
                Field("above_wh", Shape.DECIMAL, needed=True, most=WATT_HOURS, places=1, usual="0", unit="Wh"),
                Field("valid_from", Shape.DAY, needed=True),
                Field("packing_instruction", Shape.CODE, needed=True, longest=20),
                Field("passenger_kg", Shape.DECIMAL, most=KG, places=3, unit="kg"),
                Field("cargo_kg", Shape.DECIMAL, most=KG, places=3, unit="kg"),
                Field("charge_limit", Shape.DECIMAL, most=PERCENT, places=1),
                Field("charge_above_wh", Shape.DECIMAL, needed=True, most=WATT_HOURS, places=1, usual="0", unit="Wh"),
                Field("indicated_limit", Shape.DECIMAL, most=PERCENT, places=1),
                Field("source", needed=True, longest=120),
            ),
            ("un_number", "packing", "above_wh", "valid_from"),
        ),
        _rows,
        _write,
        _judge,
        search=("un_number", "source"),
        may_go=True,
        second=True,
        agrees=Permission.HOLD_COMPLIANCE,
    )
)
"""Each holds until the next one like it begins; goods no row speaks of do not fly. Who judges them alone agrees."""
