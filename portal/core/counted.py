"""Sentences that count: which form of a text fits is decided by one of its facts, when it is told.

Where a number is known when a sentence is written, `ngettext` is the way. A table of texts knows its
numbers only later; there `counted` stands where a plain text would, and `form_of` chooses. Languages
differ: English has two forms, Chinese one, Arabic six (CLDR plural rules, as the catalogues carry them).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from babel.support import NullTranslations
from flask_babel import get_domain


@dataclass(frozen=True, slots=True)
class Counted:
    """A text in its English singular and plural, and the name of the fact that is counted."""

    singular: str
    plural: str
    by: str

    def form(self, catalogue: NullTranslations, facts: Mapping[str, Any]) -> str:
        """Return the form of a catalogue that fits these facts; an empty catalogue has the English ones."""
        return str(catalogue.ungettext(self.singular, self.plural, _whole(facts.get(self.by))))


def counted(singular: str, plural: str, *, by: str) -> Counted:
    """Return a text with plural forms; `by` names the fact whose number chooses among them."""
    return Counted(singular, plural, by)


def form_of(text: Any, facts: Mapping[str, Any]) -> str:
    """Return a text, plain, lazy or counted, in the reader's language, its placeholders not yet filled.

    `facts` holds the numbers as they are, not as they are shown. Without a number the plural stands.
    """
    if isinstance(text, Counted):
        return text.form(get_domain().get_translations(), facts)
    return str(text)


def _whole(value: Any) -> int:
    """Return a number as the plural rules take it; what is no number counts as many."""
    try:
        return abs(int(Decimal(str(value))))
    except (InvalidOperation, OverflowError, ValueError):
        return 2
