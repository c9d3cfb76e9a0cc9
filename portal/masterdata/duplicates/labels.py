"""Words of rows that may be one: what rests on each, what moves, refusals."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _lp

from portal.audit.labels import register_record
from portal.core import formats
from portal.core.web.languages import language
from portal.core.web.refusals import register_refusals
from portal.masterdata.words.labels_kinds import KIND_WORDS

USE_WORDS: Mapping[str, Any] = {
    "stock": _l("Pieces on hand"),
    "receipts": _l("Planned receipts still to come"),
    "counting": _l("Lines of count sheets not booked"),
    "open_lines": _l("Order lines not finished"),
    "replacements": KIND_WORDS["supersessions"][0],
    "lines": _l("Order lines of all times"),
    "drafts": _l("Rows of drafts"),
    "prices": _l("List prices, tiers and deposits"),
    "dealer_prices": KIND_WORDS["downward_prices"][0],
    "orders": _l("Orders"),
    "people": KIND_WORDS["people"][0],
    "agreements": KIND_WORDS["agreements"][0],
    "addresses": KIND_WORDS["addresses"][0],
}
"""What rests on a row, by name."""
MOVED_WORDS: Mapping[str, Any] = {
    **{
        name: KIND_WORDS[name][0]
        for name in (
            "part_names", "fitments", "market_restrictions", "dangerous_goods", "bulletin_parts", "own_numbers",
            "substitutes",
        )
    },
    "part_lists": _l("Lists of parts"),
    "photos": _l("Photos"),
    "drafts": _lp("merge", "Drafts"),
}  # fmt: skip
"""What moved from the row that went to the one that stays."""


def _uses(uses: Mapping[str, int]) -> str:
    return formats.listed([f"{USE_WORDS[name]}: {count}" for name, count in uses.items()], language())


register_refusals(
    {
        "merge.never": _l(
            "Distributors are not made one: orders, papers and accounts stay with the one they were made for."
        ),
        "merge.same": _l("These are one row already."),
        "merge.merged_already": _l("One of these was made one with another row before. Open the one that stays."),
        "merge.other_owner": _l("These are addresses of two distributors, or for two purposes; each stays."),
        "merge.in_use": _l("The one that is to go is still in use: %(uses)s. Finish or move that first."),
    },
    uses=_uses,
)
register_record(
    {"masterdata.merged": _l("Two rows of master data made one")},
    {"parts": KIND_WORDS["parts"][0], "addresses": KIND_WORDS["addresses"][0]},
)
