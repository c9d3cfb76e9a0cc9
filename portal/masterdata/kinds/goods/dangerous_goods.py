"""Dangerous goods: what carriers must know of a part."""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from portal.accounts.rules_phones import phone_fault
from portal.catalogue import service_parts, service_rows
from portal.catalogue.dangerous.rules import UN_NUMBER, un_code
from portal.catalogue.dangerous.rules_classes import LAST_UN, class_of, is_un_number
from portal.catalogue.models import DangerousGoods, Part
from portal.core.actor import Actor
from portal.core.data.plans import not_by
from portal.masterdata.ports import Kind, known
from portal.masterdata.rules_changes import Change, Objection, named_in, rows_by_action, strangers
from portal.masterdata.rules_fields import Field, Fields, Shape

LITHIUM = ("UN3480", "UN3481", "UN3090", "UN3091", "UN3556", "UN3557", "UN3558")
"""What needs the summary of the UN 38.3 tests."""
GROUPS = ("", "I", "II", "III")
FORMS = {
    "un_number": (UN_NUMBER, "masterdata.not_a_un_number"),
    "hazard_class": (re.compile(r"[1-9](\.[1-9][A-S]?)?", re.ASCII), "masterdata.not_a_hazard_class"),
}
GRAMS, WATT_HOURS = Decimal(10) ** 8, Decimal(10) ** 7


def _rows() -> sa.Select[*tuple[Any, ...]]:
    return sa.select(
        Part.number.label("part"),
        DangerousGoods.un_number,
        DangerousGoods.hazard_class,
        DangerousGoods.packing_group,
        DangerousGoods.packing_instruction,
        DangerousGoods.watt_hours,
        DangerousGoods.net_g,
        DangerousGoods.charge_percent,
        DangerousGoods.un38_reference,
        DangerousGoods.safety_sheet,
        DangerousGoods.emergency_phone,
    ).join(Part, not_by(Part.id) == DangerousGoods.part_id)


def _judge(changes: Sequence[Change]) -> Iterable[Objection]:
    """A part there is; UN and four digits; a class as 9 or 2.2; a packing group of three."""
    yield from strangers(changes, "part", service_parts.part_ids(named_in(changes, "part")))
    for one in changes:
        if not one.after:
            continue
        for name, (form, code) in FORMS.items():
            if not form.fullmatch(str(one.now[name])):
                yield Objection(one.key, name, code)
        yield from _against_class(one)
        before = (one.before or {}).get("emergency_phone")
        if one.now["emergency_phone"] != before and (fault := phone_fault(str(one.now["emergency_phone"]))):
            yield Objection(one.key, "emergency_phone", fault)
        if one.now["packing_group"] not in GROUPS:
            yield Objection(one.key, "packing_group", "masterdata.not_a_choice", {"choices": ", ".join(GROUPS[1:])})


def _against_class(one: Change) -> Iterable[Objection]:
    """A number of the list, and the class goods of that number are of; a row that says so already stays."""
    un_number, said = str(one.now["un_number"]), str(one.now["hazard_class"])
    if one.before and (one.before["un_number"], one.before["hazard_class"]) == (un_number, said):
        return
    known_class = class_of(un_number)
    if FORMS["un_number"][0].fullmatch(un_number) and not is_un_number(un_number):
        yield Objection(one.key, "un_number", "masterdata.un_unknown", {"last": f"UN{LAST_UN}"})
    elif known_class and FORMS["hazard_class"][0].fullmatch(said) and said != known_class:
        facts = {"un": un_number, "hazard_class": known_class}
        yield Objection(one.key, "hazard_class", "masterdata.un_class", facts)


def _write(changes: Sequence[Change], _actor: Actor, _now: datetime) -> None:
    service_rows.set_dangerous_goods(service_rows.Edited(*rows_by_action(changes)))


DANGEROUS_GOODS = known(
    Kind(
        "dangerous_goods",
        Fields(
            (
                Field("part", Shape.CODE, needed=True, longest=40, of_part=True),
                Field("un_number", Shape.CODE, needed=True, longest=6, tidy=un_code),
                Field("hazard_class", Shape.CODE, needed=True, longest=6),
                Field("packing_group", Shape.CODE, longest=4, tidy=str.upper),
                Field("packing_instruction", Shape.CODE, longest=20),
                Field("watt_hours", Shape.WHOLE, most=WATT_HOURS, unit="Wh"),
                Field("net_g", Shape.WHOLE, most=GRAMS, usual=0, unit="g"),
                Field("charge_percent", Shape.WHOLE, most=Decimal(100)),
                Field("un38_reference", Shape.CODE, longest=60),
                Field("safety_sheet", Shape.CODE, longest=60),
                Field("emergency_phone", Shape.CODE, longest=40),
            ),
            ("part",),
        ),
        _rows,
        _write,
        _judge,
        search=("part", "un_number"),
        gaps={
            "un38_reference": lambda row: sa.and_(row.un_number.in_(LITHIUM), row.un38_reference == ""),
            "safety_sheet": lambda row: row.safety_sheet == "",
            "emergency_phone": lambda row: row.emergency_phone == "",
        },
        may_go=True,
    )
)
"""Dangerous goods among the parts; which of them may go by which mode on a day, dated rules say."""
