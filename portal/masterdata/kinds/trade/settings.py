"""Settings: the single figures the portal goes by, each from a day on."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from portal.catalogue import rules_sizes
from portal.core.actor import Actor
from portal.finance.rules_credit_limit import OVERDUE_DAYS
from portal.masterdata.ports import Kind, known
from portal.masterdata.rules_cells import plain_decimal
from portal.masterdata.rules_changes import Action, Change, Objection
from portal.masterdata.rules_fields import Field, Fields, Shape
from portal.orders.checks import rules_commercial as commercial
from portal.orders.checks import rules_parts
from portal.orders.decisions.rules_asks import ANSWER_DAYS
from portal.returns import rules, rules_claims
from portal.review.rules import DUE_SOON
from portal.settings import service
from portal.settings.models import SettingValue
from portal.settings.rules import Setting
from portal.stock.rules_count_sheets import RECOUNT_PERCENT, RECOUNT_PIECES

SETTINGS: tuple[Setting, ...] = (
    OVERDUE_DAYS,
    commercial.PRICE_PERCENT,
    commercial.PRICE_AMOUNT,
    commercial.REPEAT_HOURS,
    rules_parts.UNUSUAL_MONTHS,
    rules_parts.UNUSUAL_ORDERS,
    rules_parts.UNUSUAL_DEVIATIONS,
    rules_parts.UNUSUAL_MEDIANS,
    ANSWER_DAYS,
    DUE_SOON,
    rules.SHORT_DAYS,
    rules.OVER_DAYS,
    rules.WRONG_DAYS,
    rules.LABEL_DAYS,
    rules.DAMAGE_DAYS,
    rules.NOTICE_SEA,
    rules.NOTICE_ROAD,
    rules.NOTICE_RAIL,
    rules.NOTICE_COURIER,
    rules.NOTICE_AIR,
    rules.NOTICE_MARGIN,
    rules_claims.REVIEW_MINUTES,
    rules_claims.RESTOCKING_PERCENT,
    rules.AUTHORISATION_DAYS,
    RECOUNT_PIECES,
    RECOUNT_PERCENT,
    rules_sizes.AIR_CM3,
    rules_sizes.COURIER_CM3,
)
"""Every setting there is, in the order in which they are shown; a guard finds one that is declared and not here."""
BY_NAME = {one.name: one for one in SETTINGS}


def _rows() -> sa.Select[*tuple[Any, ...]]:
    return sa.select(SettingValue.name.label("setting"), SettingValue.valid_from, SettingValue.value)


def _judge(changes: Sequence[Change]) -> Iterable[Objection]:
    """A figure lies within the bounds of its setting, with no more decimals than it has."""
    for one in changes:
        if not one.after:
            continue
        setting, value = BY_NAME[str(one.now["setting"])], Decimal(str(one.now["value"]))
        if value != round(value, setting.places):
            if setting.places:
                yield Objection(one.key, "value", "masterdata.places", {"places": setting.places})
            else:
                yield Objection(one.key, "value", "masterdata.not_whole")
        elif not setting.least <= value <= setting.most:
            facts = {"least": plain_decimal(setting.least), "most": plain_decimal(setting.most)}
            yield Objection(one.key, "value", "masterdata.out_of_range", facts)


def _write(changes: Sequence[Change], actor: Actor, _now: datetime) -> None:
    gone = [one.before or {} for one in changes if one.action is Action.GONE]
    people = (changes[0].asked_by if changes else None, actor.user_id)
    service.set_values([one.now for one in changes if one.after], gone, people)


SETTING_VALUES = known(
    Kind(
        "settings",
        Fields(
            (
                Field("setting", Shape.CHOICE, needed=True, choices=tuple(BY_NAME)),
                Field("valid_from", Shape.DAY, needed=True),
                Field("value", Shape.DECIMAL, needed=True),
            ),
            ("setting", "valid_from"),
        ),
        _rows,
        _write,
        _judge,
        search=("setting",),
        may_go=True,
        second=True,
        beside={"figures": "hq_masterdata_setup.figures"},
    )
)
"""Each holds until the next one of its setting begins; before the first one the usual figure holds."""
