"""Sentences on VAT as master data changes them; papers that are issued keep theirs."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa

from portal.billing.models_tax_texts import TaxText
from portal.core.data.holding import holding_changed
from portal.core.data.sessions import db

Values = Mapping[str, Any]


def set_tax_texts(rows: Sequence[Values], gone: Sequence[Values], people: tuple[int | None, int | None]) -> None:
    """Add, change and remove sentences by category, language and first day; `people` asked and agreed.

    Every process goes by them from its next request on.
    """
    there = {(one.category, one.language, one.valid_from): one for one in db.session.scalars(sa.select(TaxText))}
    for row in gone:
        db.session.delete(there[_key(row)])
    for row in rows:
        category, language, valid_from = _key(row)
        found = there.get(_key(row)) or TaxText(category=category, language=language, valid_from=valid_from)
        found.sentence, found.source = row["sentence"], row["source"]
        found.changed_by, found.approved_by = people
        db.session.add(found)
    holding_changed()


def _key(row: Values) -> tuple[str, str, date]:
    return row["vat_category"], row["language"], date.fromisoformat(row["valid_from"])
