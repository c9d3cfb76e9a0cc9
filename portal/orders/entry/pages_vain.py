"""What is told where a button of the rows found nothing to do: the page it stood on was older than the rows."""

from collections.abc import Sequence

from flask_babel import gettext as _

from portal.orders.entry.rows.rules_answers import RowAnswer
from portal.orders.entry.rows.rules_change import DraftChange
from portal.orders.entry.rows.rules_rows import Row, all_offers, one_each, retyped, takes_something


def told_in_vain(change: DraftChange, stored: Sequence[Row]) -> list[str]:
    """Return a sentence for each thing asked of the stored rows that changes none of them."""
    rows = retyped(stored, change.retyped)
    told = []
    if change.one_each and one_each(rows) == rows:
        told.append(_("No row lacks a quantity; nothing was changed."))
    if change.accept_all and not all_offers(rows, change.accept_all):
        told.append(_offered_none(change.accept_all, rows))
    if change.remove_all and not _answered(rows, change.remove_all):
        told.append(_("No row has this answer; nothing was removed."))
    if any(not takes_something(rows, one) for one in change.accepted):
        told.append(_("This row has no such offer; nothing was changed."))
    if change.removed - {row.position for row in rows}:
        told.append(_("This row is not in the order; nothing was removed."))
    return told


def _offered_none(answers: frozenset[RowAnswer], rows: Sequence[Row]) -> str:
    if RowAnswer.SUPERSEDED not in answers:
        return _("No row has a quantity to round up; nothing was changed.")
    if _answered(rows, answers):
        return _("Each of these rows offers several successors: choose one in its row.")
    return _("No row has a successor to use; nothing was changed.")


def _answered(rows: Sequence[Row], answers: frozenset[RowAnswer]) -> bool:
    return any(row.answer in answers for row in rows)
