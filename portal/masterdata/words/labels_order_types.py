"""Words of what order types mean: fields and the words of their choices."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _lp

from portal.orders.labels_fields import MODE_WORDS

TYPE_FIELD_WORDS: Mapping[str, Any] = {
    "agreement_applies": _l("Agreed discount holds"),
    "tiers_apply": _l("Quantity tiers hold"),
    "priority": _lp("order type", "Priority"),
    "default_mode": _l("Usual mode of transport"),
    "review_minutes": _l("Review within (minutes)"),
    "around_the_clock": _l("Review and release around the clock"),
    "release_minutes": _l("Release within (minutes)"),
    "ship_minutes": _l("Minutes to ship"),
    "ship_working_days": _l("Working days to ship"),
    "pack_rule": _l("Minimum and pack"),
    "backorder_rule": _l("What is missing goes"),
    "max_pieces_per_part": _l("Pieces of a part at most"),
    "cancel_days": _l("Rest may lapse after (days)"),
    "cadence": _l("Ordered at most"),
    "proofs": _l("What must be told"),
}
TYPE_CHOICE_WORDS: Mapping[tuple[str, str], Any] = {
    **{(name, "yes"): _l("Yes") for name in ("agreement_applies", "tiers_apply")},
    **{(name, "no"): _l("No") for name in ("agreement_applies", "tiers_apply")},
    **{("default_mode", mode.value): words for mode, words in MODE_WORDS.items()},
    ("pack_rule", "exempt"): _lp("pack rule", "Not looked at"),
    ("pack_rule", "warn"): _lp("pack rule", "Warns"),
    ("pack_rule", "block"): _lp("pack rule", "Blocks"),
    ("backorder_rule", "own_shipment"): _l("At once when it is there"),
    ("backorder_rule", "weekly"): _l("Once a week, or with the next shipment there"),
    ("backorder_rule", "with_next_order"): _l("With the next shipment there, after 30 days by itself"),
    ("backorder_rule", "none"): _l("Not at all: cancelled once the first shipment has left"),
    ("cadence", "weekly"): _l("Once a week"),
    ("cadence", "monthly"): _l("Once a month"),
    ("proofs", "vin"): _lp("proof", "Vehicle (VIN)"),
    ("proofs", "repair_order"): _lp("proof", "Repair order"),
    ("proofs", "odometer"): _lp("proof", "Odometer"),
    ("proofs", "stopped_on"): _lp("proof", "Day the vehicle stopped"),
    ("proofs", "campaign_number"): _lp("proof", "Campaign number"),
    ("proofs", "reason"): _lp("proof", "Reason"),
    ("proofs", "model_basis"): _lp("proof", "Which cars it is for"),
}
