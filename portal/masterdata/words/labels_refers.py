"""Words of what refers to a row that cannot go, and of why something can no longer be applied or taken back."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.core import formats
from portal.core.web.languages import language
from portal.core.web.refusals import register_refusals
from portal.masterdata.rules_keys import key_words
from portal.masterdata.words.labels_kinds import KIND_WORDS

TABLE_KINDS: Mapping[str, str] = {
    "address": "addresses",
    "agreement": "agreements",
    "bulletin_part": "bulletin_parts",
    "bulletin_title": "bulletin_titles",
    "campaign_price": "campaign_prices",
    "contact": "contacts",
    "core_deposit": "core_deposits",
    "dangerous_goods": "dangerous_goods",
    "distributor": "distributors",
    "fixed_price": "fixed_prices",
    "group_discount": "group_discounts",
    "list_price": "list_prices",
    "market_restriction": "market_restrictions",
    "part_alias": "own_numbers",
    "part_discount_group": "discount_groups",
    "part_fitment": "fitments",
    "part_substitute": "substitutes",
    "part_text": "part_names",
    "paper_series": "paper_series",
    "planned_receipt": "planned_receipts",
    "quantity_tier": "quantity_tiers",
    "seller_account": "bank_accounts",
    "stock": "stock_counts",
    "supersession": "supersessions",
    "user_account": "people",
}
"""The kind of master data whose rows stand in a table."""
TABLE_WORDS: Mapping[str, Any] = {
    "claim": _l("Claims"),
    "invoice": _l("Invoices"),
    "order_line": _l("Order lines"),
    "sales_order": _l("Orders"),
    "shipment": _l("Shipments"),
    "stock_movement": _l("Movements"),
    **{table: KIND_WORDS[kind][0] for table, kind in TABLE_KINDS.items()},
}
"""What rows of a table are called; those of others are told together."""


def table_words(table: str) -> str:
    """Return what the rows of a table are called."""
    return str(TABLE_WORDS[table]) if table in TABLE_WORDS else _("Other records")


def _uses(uses: Sequence[tuple[str, str, int]]) -> str:
    counts: dict[str, int] = {}
    for table, _column, count in uses:
        words = table_words(table)
        counts[words] = counts.get(words, 0) + count
    told = [f"{words}: {formats.number(count, language())}" for words, count in counts.items()]
    return formats.listed(told, language())


register_refusals(
    {
        "masterdata.in_use": _l("“%(key)s” cannot go, for others refer to it: %(uses)s. Nothing was changed."),
        "masterdata.list_in_use": _l(
            "“%(key)s” cannot go, for others refer to it: %(uses)s. Nothing was changed. A list that is no longer to be"
            " used gets a last day (valid to)."
        ),
        "masterdata.clashes": _l(
            "Others changed the same at this moment, and nothing was changed. Look at it anew and try again."
        ),
        "masterdata.changed_meanwhile": _l(
            "“%(key)s” has been changed since this was checked. Send the file again, so that it is compared anew."
        ),
        "masterdata.changed_since_asked": _l(
            "“%(key)s” has been changed since this was asked for. Open the row, and ask for the change anew."
        ),
        "masterdata.changed_since_applied": _l(
            "“%(key)s” has been changed since, so this cannot be taken back. Take back the later change first (its row"
            " has the history), or change the row itself."
        ),
    },
    key=lambda key: key_words(str(key)),
    uses=_uses,
)
