"""What may be claimed, until when, with which proof, and what it is credited with."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType

from portal.core.errors import Refused
from portal.core.money import part_of, percent_of, rounded
from portal.returns.states import Liability, Outcome, Reason
from portal.settings.rules import Figures, Setting, Unit, setting


class Proof(StrEnum):
    """What must be attached."""

    PACKING_LIST = "packing_list"
    WEIGHT_SLIP = "weight_slip"
    PHOTO_LABEL = "photo_label"
    PHOTO_PART = "photo_part"
    NOTE_ON_DELIVERY = "note_on_delivery"
    PHOTO_SIX_SIDES = "photo_six_sides"
    VIN = "vin"
    FAULT_CODE = "fault_code"
    JOB_CARD = "job_card"
    ISOLATION_READING = "isolation_reading"
    DOCUMENT_COPY = "document_copy"


class CapBasis(StrEnum):
    """What limits the quantity of a claim."""

    SHIPPED = "shipped"
    DELIVERED = "delivered"


GOODS_COME_BACK = frozenset({Outcome.RETURN, Outcome.REPAIR})


SHORT_DAYS = setting("claim_days_short", Unit.WORKING_DAYS, 10)
OVER_DAYS = setting("claim_days_over", Unit.WORKING_DAYS, 10)
WRONG_DAYS = setting("claim_days_wrong", Unit.WORKING_DAYS, 10)
LABEL_DAYS = setting("claim_days_label", Unit.WORKING_DAYS, 10)
DAMAGE_DAYS = setting("claim_days_damage", Unit.WORKING_DAYS, 0)
"""How many working days after delivery a claim for each reason is in time; 0: the day itself."""


@dataclass(frozen=True, slots=True)
class ReasonRule:
    """What a reason asks for. `window` None: no fixed window unless `by_carrier`.

    `battery_proofs` are asked for beside `proofs` when the part is a high-voltage battery.
    """

    proofs: frozenset[Proof] = frozenset()
    basis: CapBasis = CapBasis.DELIVERED
    window: Setting | None = None
    by_carrier: bool = False
    battery_proofs: frozenset[Proof] = frozenset()
    liability: Liability = Liability.HQ


_COUNTED = frozenset({Proof.PACKING_LIST, Proof.WEIGHT_SLIP})
_SEEN = frozenset({Proof.PHOTO_LABEL, Proof.PHOTO_PART})

REASON_RULES: Mapping[Reason, ReasonRule] = MappingProxyType(
    {
        Reason.SHORT: ReasonRule(_COUNTED, CapBasis.SHIPPED, SHORT_DAYS),
        Reason.OVER: ReasonRule(frozenset({Proof.PACKING_LIST}), CapBasis.SHIPPED, OVER_DAYS),
        Reason.WRONG: ReasonRule(_SEEN, window=WRONG_DAYS),
        Reason.LABEL: ReasonRule(_SEEN, window=LABEL_DAYS),
        Reason.DMG_V: ReasonRule(frozenset({Proof.NOTE_ON_DELIVERY}), window=DAMAGE_DAYS, liability=Liability.CARRIER),
        Reason.DMG_H: ReasonRule(frozenset({Proof.PHOTO_SIX_SIDES}), by_carrier=True, liability=Liability.CARRIER),
        Reason.DEFECT: ReasonRule(
            frozenset({Proof.VIN, Proof.FAULT_CODE, Proof.JOB_CARD}),
            battery_proofs=frozenset({Proof.ISOLATION_READING}),
            liability=Liability.SUPPLIER,
        ),
        Reason.COUNTERFEIT: ReasonRule(_SEEN),
        Reason.ORDERERR: ReasonRule(frozenset({Proof.PHOTO_PART}), liability=Liability.DEALER),
        Reason.SURPLUS: ReasonRule(liability=Liability.DEALER),
        Reason.CORE: ReasonRule(frozenset({Proof.PHOTO_PART})),
        Reason.DOC: ReasonRule(frozenset({Proof.DOCUMENT_COPY})),
        Reason.PRICE: ReasonRule(frozenset({Proof.DOCUMENT_COPY})),
    }
)


def missing_proofs(reason: Reason, attached: frozenset[Proof], high_voltage_battery: bool = False) -> frozenset[Proof]:
    """Return the proofs a claim still lacks."""
    rule = REASON_RULES[reason]
    needed = rule.proofs | (rule.battery_proofs if high_voltage_battery else frozenset())
    return needed - attached


def claimable(
    shipped: int,
    delivered: int,
    received: int | None,
    already_claimed: int,
    already_returned: int,
    reason: Reason,
) -> int:
    """Return how many pieces of a shipped line may still be claimed for a reason; never below 0.

    `received` is what the receiver counted, None before a count. `already_claimed` counts live and
    credited claims resting on the same pieces: the missing, the surplus, or the delivered ones.
    """
    if min(shipped, delivered, received or 0, already_claimed, already_returned) < 0:
        raise Refused("returns.quantity_negative")
    if reason is Reason.SHORT:
        most = shipped if received is None else shipped - received
        return max(most - already_claimed, 0)
    if reason is Reason.OVER:
        most = shipped if received is None else min(received - shipped, shipped)
        return max(most - already_claimed - already_returned, 0)
    most = delivered if received is None else min(delivered, received)
    return max(most - already_claimed - already_returned, 0)


NOTICE_SEA = setting("notice_days_sea", Unit.DAYS, 3, 1)
NOTICE_ROAD = setting("notice_days_road", Unit.DAYS, 7, 1)
NOTICE_RAIL = setting("notice_days_rail", Unit.DAYS, 7, 1)
NOTICE_COURIER = setting("notice_days_courier", Unit.DAYS, 7, 1)
NOTICE_AIR = setting("notice_days_air", Unit.DAYS, 14, 1)
"""Days of notice a carrier must have of hidden damage, by its law: sea (Hague-Visby), road (CMR) and rail (CIM), air
(Montreal); a courier's last leg is by road."""
NOTICE_MARGIN = setting("notice_margin_days", Unit.DAYS, 1, most=30)
"""How many days earlier than that a claim must be here."""
CARRIER_NOTICE: Mapping[str, Setting] = MappingProxyType(
    {
        "sea": NOTICE_SEA,
        "road": NOTICE_ROAD,
        "rail": NOTICE_RAIL,
        "courier": NOTICE_COURIER,
        "air": NOTICE_AIR,
        "air_cargo": NOTICE_AIR,
    }
)


def window_closes(
    reason: Reason,
    delivered_on: date,
    mode: str,
    add_working_days: Callable[[date, int], date],
    figures: Figures,
) -> date | None:
    """Return the last day a claim is in time; None when the reason has no fixed window.

    Working days are counted by the dealer's calendar, handed in as a function; `figures` are those of the
    day of delivery. Hidden damage must reach the carrier in time, so its window is shorter than the
    carrier's; a mode we do not know gets the shortest.
    """
    rule = REASON_RULES[reason]
    if rule.by_carrier:
        known = CARRIER_NOTICE.get(mode)
        notice = min(map(figures.whole, CARRIER_NOTICE.values())) if known is None else figures.whole(known)
        return delivered_on + timedelta(days=max(notice - figures.whole(NOTICE_MARGIN), 0))
    if rule.window is None:
        return None
    days = figures.whole(rule.window)
    return add_working_days(delivered_on, days) if days else delivered_on


def out_of_time(closes: date | None, today: date) -> bool:
    """Tell whether a claim made today is late (allowed, but only a manager may approve it)."""
    return closes is not None and today > closes


AUTHORISATION_DAYS = setting("authorisation_days", Unit.DAYS, 60, 1)
"""How long goods may be sent back under a return authorisation."""


def authorisation_expires(authorised_on: date, figures: Figures) -> date:
    """Return the last day goods may be sent back under a return authorisation; `figures` of the day it was given."""
    return authorised_on + timedelta(days=figures.whole(AUTHORISATION_DAYS))


def default_outcome(reason: Reason, lithium_battery: bool = False) -> Outcome:
    """Return the outcome proposed for a line.

    A failed or damaged lithium battery is scrapped where it is: by air it is forbidden, and by
    sea it needs special packing. Goods that cannot or need not come back are only credited.
    """
    harmed = reason in (Reason.DEFECT, Reason.DMG_V, Reason.DMG_H)
    if harmed and lithium_battery:
        return Outcome.SCRAP
    if reason in (Reason.SHORT, Reason.PRICE, Reason.DOC):
        return Outcome.CREDIT_ONLY
    return Outcome.SCRAP if reason in (Reason.DMG_V, Reason.DMG_H) else Outcome.RETURN


@dataclass(frozen=True, slots=True)
class Credit:
    """What a line is credited: its share of the invoice, the fee held back, and the rest."""

    gross: Decimal
    fee: Decimal
    amount: Decimal


def credit_amount(
    quantity: int,
    invoiced_quantity: int,
    invoiced_amount: Decimal,
    fee_percent: Decimal,
    currency: str,
    *,
    credited_quantity: int = 0,
    credited_amount: Decimal = Decimal(0),
    deposit: Decimal | None = None,
) -> Credit:
    """Return the credit for some pieces of an invoice line; where a `deposit` is told, of that alone for each piece.

    The running share is rounded, so the shares of all pieces add up to the invoiced amount, and no
    credit takes the sum of all (`credited_amount` so far included) above what was invoiced.
    """
    so_far = credited_quantity + quantity
    if quantity < 1 or credited_quantity < 0 or so_far > invoiced_quantity:
        raise Refused(
            "returns.credit_over_invoiced",
            quantity=quantity,
            invoiced=invoiced_quantity,
            credited=credited_quantity,
        )
    if not 0 <= fee_percent <= 100:
        raise Refused("returns.fee_out_of_range", percent=fee_percent)
    invoiced = rounded(invoiced_amount, currency)
    running = part_of(invoiced, so_far, invoiced_quantity, currency)
    gross = running - part_of(invoiced, credited_quantity, invoiced_quantity, currency)
    if deposit is not None:
        gross = _deposited(quantity, deposit, currency)
    gross = max(min(gross, invoiced - credited_amount), Decimal(0))
    fee = percent_of(gross, fee_percent, currency)
    return Credit(gross, fee, gross - fee)


def _deposited(quantity: int, deposit: Decimal, currency: str) -> Decimal:
    if deposit <= 0:
        raise Refused("returns.no_deposit")
    return rounded(deposit * quantity, currency)
