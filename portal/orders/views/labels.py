"""All words a page of an order may need, in one place for its templates (`L`)."""

from portal.orders.checks.labels_findings import finding_name, finding_text, orders_named
from portal.orders.decisions.labels import REJECTION_WORDS, hold_reason
from portal.orders.entry.labels_rows import ANSWER_TONES, ANSWER_WORDS, row_text
from portal.orders.labels import (
    GROUP_WORDS,
    HOLD_WORDS,
    PLACE_TONES,
    PLACE_WORDS,
    PROGRESS_TONES,
    PROGRESS_WORDS,
    STATE_TONES,
    STATE_WORDS,
    TYPE_TONES,
    TYPE_WORDS,
    figure,
    percent_text,
    state_pill,
)
from portal.orders.labels_fields import FIELD_WORDS, HQ_FIELD_WORDS, MODE_WORDS, terms_text
from portal.orders.views.labels_next import HOLDER_WORDS, NEXT_MARKS, NEXT_TONES
from portal.pricing.labels import STEP_WORDS

__all__ = [
    "ANSWER_TONES",
    "ANSWER_WORDS",
    "FIELD_WORDS",
    "GROUP_WORDS",
    "HOLDER_WORDS",
    "HOLD_WORDS",
    "HQ_FIELD_WORDS",
    "MODE_WORDS",
    "NEXT_MARKS",
    "NEXT_TONES",
    "PLACE_TONES",
    "PLACE_WORDS",
    "PROGRESS_TONES",
    "PROGRESS_WORDS",
    "REJECTION_WORDS",
    "STATE_TONES",
    "STATE_WORDS",
    "STEP_WORDS",
    "TYPE_TONES",
    "TYPE_WORDS",
    "figure",
    "finding_name",
    "finding_text",
    "hold_reason",
    "orders_named",
    "percent_text",
    "row_text",
    "state_pill",
    "terms_text",
]
