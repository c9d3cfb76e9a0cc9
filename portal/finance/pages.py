"""The list of credit accounts as a file."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.core.sheets.writer import ColumnKind
from portal.core.web.columns import Columns, Field

CREDIT = Columns(
    Field(_l("Code"), value=lambda row: row.code, width=10),
    Field(_l("Distributor"), value=lambda row: row.name, width=30),
    Field(_l("Currency"), value=lambda row: row.currency, kind=ColumnKind.CURRENCY, width=10),
    Field(_l("Credit limit"), value=lambda row: row.limit, kind=ColumnKind.AMOUNT),
    Field(_l("Reserved by orders"), value=lambda row: row.reserved, kind=ColumnKind.AMOUNT),
    Field(_l("Open items"), value=lambda row: row.open_items, kind=ColumnKind.AMOUNT),
    Field(_l("In use"), value=lambda row: row.exposure, kind=ColumnKind.AMOUNT),
    Field(_l("Left"), value=lambda row: row.left, kind=ColumnKind.AMOUNT),
    Field(_l("Days overdue"), value=lambda row: row.overdue_days, kind=ColumnKind.INTEGER, width=12),
    Field(_l("Blocked"), value=lambda row: _("Yes") if row.blocked else _("No"), width=10),
)
"""Its page draws bars and pills of a limit in a template, as the page of one account does."""
