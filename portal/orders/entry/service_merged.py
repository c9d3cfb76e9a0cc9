"""What turned out to be one: drafts follow the part or the address that stays; what was sent stays as it was."""

import sqlalchemy as sa

from portal.core.data.changed import changed
from portal.orders.models import DraftRow, SalesOrder
from portal.orders.states import EDITABLE

_OPEN = sa.select(SalesOrder.id).where(SalesOrder.state.in_(sorted(EDITABLE)))


def move_draft_rows(gone_id: int, kept_id: int) -> int:
    """Let the rows of drafts mean the part that stays; return how many that were."""
    rows = sa.update(DraftRow).where(DraftRow.part_id == gone_id, DraftRow.order_id.in_(_OPEN))
    return changed(rows.values(part_id=kept_id), tell_objects=True)


def move_draft_addresses(gone_id: int, kept_id: int) -> int:
    """Let drafts go to the address that stays; return how many times it is named now in the other's place."""
    moved = 0
    for column in (SalesOrder.ship_to_id, SalesOrder.consignee_id, SalesOrder.notify_id):
        named = sa.update(SalesOrder).where(column == gone_id, SalesOrder.state.in_(sorted(EDITABLE)))
        moved += changed(named.values({column.key: kept_id}), tell_objects=True)
    return moved
