"""VAT texts: what invoices and credit notes say of each category, in each language, each from a day on."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from portal.billing import service_tax_texts
from portal.billing.models_tax_texts import TaxText
from portal.billing.rules import VatCategory
from portal.billing.rules_tax_texts import unsaid
from portal.core.actor import Actor
from portal.core.locales import OFFERED
from portal.masterdata import queries
from portal.masterdata.ports import Kind, known
from portal.masterdata.rules_changes import Action, Change, Objection
from portal.masterdata.rules_fields import Field, Fields, Row, Shape
from portal.masterdata.rules_limits import NAMED_IN


def _rows() -> sa.Select[*tuple[Any, ...]]:
    return sa.select(
        TaxText.category.label("vat_category"), TaxText.language, TaxText.valid_from, TaxText.sentence, TaxText.source
    )


def _judge(changes: Sequence[Change]) -> Iterable[Objection]:
    """On each first day a category is said in every language papers have, and no day loses what was said of it."""
    before = queries.present(TAX_TEXTS, None)
    after = {**before, **{one.key: one.now for one in changes if one.after}}
    for one in changes:
        if not one.after:
            after.pop(one.key, None)
    missing = unsaid((_key(row) for row in after.values()), OFFERED)
    was, will = _beginnings(before), _beginnings(after)
    told: set[tuple[str, date]] = set()
    for one in changes:
        category, _language, first = _key(one.after or one.before or {})
        at = (category, first)
        if category in was and (category not in will or will[category] > was[category]):
            yield Objection(one.key, "", "masterdata.unsaid_since", {"day": was[category].isoformat()})
        elif at in missing and at not in told:
            told.add(at)
            yield Objection(
                one.key, "language" if one.after else "", "masterdata.unsaid_in", {"languages": [*missing[at]]}
            )


def _key(row: Row) -> tuple[str, str, date]:
    return str(row["vat_category"]), str(row["language"]), date.fromisoformat(str(row["valid_from"]))


def _beginnings(rows: Mapping[str, Row]) -> dict[str, date]:
    """The day from which something is said of each category."""
    found: dict[str, date] = {}
    for category, _language, first in map(_key, rows.values()):
        found[category] = min(first, found.get(category, first))
    return found


def _write(changes: Sequence[Change], actor: Actor, _now: datetime) -> None:
    gone = [one.before or {} for one in changes if one.action is Action.GONE]
    people = (changes[0].asked_by if changes else None, actor.user_id)
    service_tax_texts.set_tax_texts([one.now for one in changes if one.after], gone, people)


TAX_TEXTS = known(
    Kind(
        "tax_texts",
        Fields(
            (
                Field("vat_category", Shape.CHOICE, needed=True, choices=tuple(VatCategory)),
                Field("language", Shape.CHOICE, needed=True, choices=NAMED_IN),
                Field("valid_from", Shape.DAY, needed=True),
                Field("sentence", needed=True, longest=300),
                Field("source", needed=True, longest=120),
            ),
            ("vat_category", "language", "valid_from"),
        ),
        _rows,
        _write,
        _judge,
        search=("sentence", "source"),
        may_go=True,
        second=True,
    )
)
"""Each holds for what is supplied until the next one of its category begins; an issued paper keeps what it said."""
