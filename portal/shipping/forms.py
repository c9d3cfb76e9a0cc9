"""Shape of what people type about shipments; what is wrong comes back beside what was typed."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from flask import request
from flask_babel import gettext as _
from wtforms import HiddenField

from portal.core.actor import Turn
from portal.core.clock import utc_now
from portal.core.errors import FieldRefused, Refused
from portal.core.numerals import whole_number
from portal.core.typed_numbers import parse_count
from portal.core.web.forms import Form
from portal.core.web.guards import current_actor
from portal.core.web.languages import language
from portal.core.web.refusals import words_of

_TOLD_AS_THEY_ARE = frozenset({"quantity.ambiguous", "quantity.two_ways", "quantity.not_whole", "quantity.too_large"})
"""Refusals of a count that say more than what a count looks like."""


@dataclass
class Typed:
    """Fields of a table as they were typed, and what is wrong with each, by name."""

    values: Mapping[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)

    def value(self, name: str, default: object = "") -> str:
        """Return what was typed, or the default where nothing was."""
        return self.values.get(name, str(default))

    def error(self, name: str) -> str:
        """Return what is wrong with a field, or nothing."""
        return self.errors.get(name, "")

    def count(self, name: str, default: int = 0) -> int:
        """Return a whole number of pieces, 0 included; a wrong one is kept as an error."""
        text = self.values.get(name, "").strip()
        if not text:
            return default
        try:
            return parse_count(text, language(), minimum=0)
        except Refused as refused:
            told = refused.code in _TOLD_AS_THEY_ARE
            self.errors[name] = words_of(refused) if told else _("Write a whole number, 0 or more.")
            return default

    def counts(self, start: str, *, needed: str = "") -> dict[int, int]:
        """Return the counts of all fields named `start` and an id; other names are not ours.

        An empty one is none, or where counts are `needed` wrong in these words.
        """
        ids = {name: name.removeprefix(start) for name in self.values if name.startswith(start)}
        if needed:
            self.errors |= {name: needed for name in ids if not self.values[name].strip()}
        return {key: self.count(name) for name, text in ids.items() if (key := whole_number(text)) is not None}


def version_of(values: Mapping[str, str]) -> int:
    """Return the version a page was drawn from; 0 (never current) where it is not a number."""
    return whole_number(values.get("version")) or 0


def shipment_turn() -> Turn:
    """Return who sent this form about a shipment, which version of it their page showed, and the moment."""
    return Turn(current_actor(), version_of(request.form), utc_now())


class ShippingForm(Form):
    """A form about a shipment: knows the version it was drawn from, and takes refusals in."""

    version = HiddenField()

    def take(self, refusal: Refused) -> bool:
        """Put a refusal beside its field; False where it belongs to none."""
        name = refusal.field if isinstance(refusal, FieldRefused) else ""
        if name not in self._fields:
            return False
        self._fields[name].errors = [*self._fields[name].errors, words_of(refusal)]
        return True
