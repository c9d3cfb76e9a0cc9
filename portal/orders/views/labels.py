"""All words a page of an order may need, in one place for its templates (`L`).

A template imports nothing: it reads what it is handed, and the partials it includes, which stand in parts below, read
their own words from the same name. So this is a list and no home: a word is changed where it is imported from, Python
reads it there, and a name that no template reads is not listed.
"""

from portal.orders.checks.labels_findings import finding_name, finding_text, orders_named
from portal.orders.decisions.labels import REJECTION_WORDS, hold_reason
from portal.orders.entry.rows.labels_rows import ANSWER_TONES, ANSWER_WORDS
from portal.orders.labels import (
    HOLD_WORDS,
    RELEASE_TONES,
    RELEASE_WORDS,
    TYPE_TONES,
    TYPE_WORDS,
    state_pill,
)
from portal.orders.labels_fields import FIELD_WORDS, HQ_FIELD_WORDS, MODE_WORDS, terms_text
from portal.orders.labels_rests import backorder_text, rest_text
from portal.orders.views.labels_next import HOLDER_WORDS, NEXT_MARKS, NEXT_TONES
from portal.pricing.labels import STEP_WORDS, figure, grounds_of, percent_text

__all__ = [
    "ANSWER_TONES",
    "ANSWER_WORDS",
    "FIELD_WORDS",
    "HOLDER_WORDS",
    "HOLD_WORDS",
    "HQ_FIELD_WORDS",
    "MODE_WORDS",
    "NEXT_MARKS",
    "NEXT_TONES",
    "REJECTION_WORDS",
    "RELEASE_TONES",
    "RELEASE_WORDS",
    "STEP_WORDS",
    "TYPE_TONES",
    "TYPE_WORDS",
    "backorder_text",
    "figure",
    "finding_name",
    "finding_text",
    "grounds_of",
    "hold_reason",
    "orders_named",
    "percent_text",
    "rest_text",
    "state_pill",
    "terms_text",
]
