"""All commands on orders, by name; each does one thing in the caller's transaction."""

from portal.orders.service_copy import copy_once, copy_to_draft
from portal.orders.service_draft import (
    DraftChange,
    Header,
    default_header,
    keep_draft,
    save_draft,
    save_once,
    start_draft,
)
from portal.orders.service_findings import waive
from portal.orders.service_handover import take_over
from portal.orders.service_holds import may_hold, place_hold, release_hold
from portal.orders.service_review import (
    ASKABLE_FIELDS,
    REJECTION_REASONS,
    NewAsk,
    approve,
    hand_back,
    reject,
    request_changes,
    take,
)
from portal.orders.service_submit import cancel, check_draft, resubmit, submit, submit_once, withdraw

__all__ = [
    "ASKABLE_FIELDS", "REJECTION_REASONS", "DraftChange", "Header", "NewAsk", "approve", "cancel",
    "check_draft", "copy_once", "copy_to_draft", "default_header", "hand_back", "keep_draft", "may_hold",
    "place_hold", "reject", "release_hold", "request_changes", "resubmit", "save_draft", "save_once",
    "start_draft", "submit", "submit_once", "take", "take_over", "waive", "withdraw",
]  # fmt: skip
