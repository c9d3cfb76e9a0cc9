"""What papers say of VAT on a day; from memory where nothing changed."""

from datetime import date

import sqlalchemy as sa

from portal.billing.models_tax_texts import TaxText
from portal.billing.rules_tax_texts import Sentence, name_of, sentence_on
from portal.core.data.holding import held
from portal.core.data.sessions import read
from portal.core.dated import Dated
from portal.core.locales import offered_for

_NOTHING: Dated[str] = Dated(())
_ROWS = sa.select(TaxText.category, TaxText.language, TaxText.valid_from, TaxText.sentence)


def tax_sentence(category: str, locale: str, day: date) -> Sentence:
    """Return what a paper for a receiver says of a category, by the day of supply; refuses `billing.no_tax_text`."""
    return sentence_on(held("tax_texts", _read, _NOTHING), category, offered_for(locale), day)


def _read() -> Dated[str]:
    return Dated((name_of(row.category, row.language), row.valid_from, row.sentence) for row in read(_ROWS))
