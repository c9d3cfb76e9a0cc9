"""All words the page of a draft needs, in one place for its templates (`L`), as `views.labels` is for an order's."""

from portal.orders.checks.labels_findings import finding_name, finding_text
from portal.orders.entry.rows.labels_rows import ANSWER_TONES, ANSWER_WORDS
from portal.orders.labels import TYPE_WORDS, state_pill
from portal.orders.labels_fields import FIELD_WORDS, HQ_FIELD_WORDS
from portal.pricing.labels import STEP_WORDS, figure, grounds_of, percent_text

__all__ = [
    "ANSWER_TONES",
    "ANSWER_WORDS",
    "FIELD_WORDS",
    "HQ_FIELD_WORDS",
    "STEP_WORDS",
    "TYPE_WORDS",
    "figure",
    "finding_name",
    "finding_text",
    "grounds_of",
    "percent_text",
    "state_pill",
]
