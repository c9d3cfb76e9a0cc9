"""What the portal forgets after how many days, and what it keeps for ever and why; each table stands here. Pure."""

from collections.abc import Mapping

USUAL_DAYS: Mapping[str, int] = {
    "heartbeat": 7,
    "part_photo_upload": 7,
    "photo_upload": 7,
    "sent_form": 7,
    "job": 30,
    "login_delay": 30,
    "one_time_token": 30,
    "user_session": 90,
    "change_set.file": 400,
    "job.failed": 400,
    "mail": 400,
    "notice": 400,
}
"""Days after which a row is forgotten, by its table; `job.failed` are the jobs nobody let run again.

Of `change_set.file` the row stays: it forgets where its file lies, and what no row names is removed after that.
"""

BY_THEMSELVES: Mapping[str, str] = {
    "kept_form": "accounts.kept_forms",
    "kept_book": "intake.kept_books",
    "list_file": "downloads.sweep",
}
"""Tables whose rows carry their own end, and the daily job that forgets them."""

_TRADE = "the record of the trade: orders, and what was asked, promised, shipped, charged and claimed for them"
_BOOKS = "books of account: what was owed, paid and held, kept as long as the law asks"
_FACTS = "what is so now; it changes, and grows only with the trade itself"
_PROOF = "proof of who did what and when; its rows may not be taken away"
FOR_EVER: Mapping[str, str] = {
    **dict.fromkeys(
        (
            "sales_order",
            "draft_row",
            "order_line",
            "order_finding",
            "order_hold",
            "order_ask",
            "review_item",
            "allocation",
            "allocation_run",
            "allocation_share",
            "shipment",
            "shipment_line",
            "ready_order",
            "carton",
            "carton_item",
            "claim",
            "claim_line",
            "claim_photo",
            "demand_month",
            "bought_part",
            "approval",
        ),
        _TRADE,
    ),
    **dict.fromkeys(
        (
            "ledger_entry",
            "credit_account",
            "credit_reservation",
            "payment",
            "payment_settlement",
            "invoice",
            "invoice_line",
            "credit_note",
            "credit_note_line",
            "document",
            "counter",
        ),
        _BOOKS,
    ),
    **dict.fromkeys(
        (
            "audit_row",
            "audit_head",
            "change_set",
            "changed_row",
            "claim_history",
            "merged_row",
            "count_sheet",
            "count_sheet_line",
            "milestone",
            "order_history",
            "promise",
            "row_problem",
            "shipment_history",
            "stock_movement",
        ),
        _PROOF,
    ),
    **dict.fromkeys(
        (
            "address",
            "agreement",
            "bulletin",
            "air_limit",
            "bulletin_part",
            "bulletin_title",
            "calendar_day",
            "calendar_weekend",
            "campaign_price",
            "column_choice",
            "core_deposit",
            "currency_rule",
            "kind_figure",
            "contact",
            "dangerous_goods",
            "depot",
            "distributor",
            "freight_rate",
            "holding_mark",
            "fixed_price",
            "group_discount",
            "list_price",
            "manufacturer_code",
            "market_restriction",
            "order_type_adjustment",
            "order_type_terms",
            "part",
            "part_alias",
            "carrier_name",
            "part_alias_end",
            "shipment_reference",
            "part_discount_group",
            "part_fitment",
            "part_found",
            "part_list",
            "part_list_row",
            "part_photo",
            "part_photo_file",
            "part_substitute",
            "part_text",
            "part_word",
            "planned_receipt",
            "price_list",
            "downward_list",
            "downward_price",
            "quantity_tier",
            "saved_view",
            "paper_picture",
            "paper_series",
            "seller_account",
            "selling_entity",
            "setting_value",
            "sheet_layout",
            "sold_vehicle",
            "stock",
            "supersession",
            "tax_text",
            "user_account",
            "working_hours",
        ),
        _FACTS,
    ),
}
"""Tables whose rows stay, and why."""


def days_kept(wished: Mapping[str, int]) -> dict[str, int]:
    """Return how many days each is kept: as wished, else as usual; raise ValueError for a name that is none."""
    unknown = sorted(wished.keys() - USUAL_DAYS.keys())
    if unknown:
        raise ValueError(f"{', '.join(unknown)}: not among {', '.join(USUAL_DAYS)}")
    return {**USUAL_DAYS, **wished}
