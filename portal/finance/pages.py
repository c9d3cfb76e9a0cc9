"""The list of credit accounts, as a page and as a file."""

from typing import Any

from flask import get_template_attribute
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import Markup

from portal.core.sheets.writer import ColumnKind
from portal.core.web.cells import linked, together
from portal.core.web.columns import Columns, Field, Reader
from portal.core.web.page_words import ltr


def _distributor(account: Any, reader: Reader) -> Markup:
    told = Markup(' <span class="sub mono">%s %s</span>') % (ltr(account.code), ltr(account.currency))
    return together(linked(reader.href, account.name), told)


def _used(account: Any, _reader: Reader) -> Any:
    return get_template_attribute("components/credit.html", "credit_bar")(account)


def _standing(account: Any, _reader: Reader) -> Any:
    pills: Markup = get_template_attribute("components/credit.html", "account_pills")(account)
    return Markup('<span class="pills">%s</span>') % pills


CREDIT = Columns(
    Field(_l("Code"), value=lambda row: row.code, width=10),
    Field(_l("Distributor"), _distributor, lambda row: row.name, width=30, sort="name"),
    Field(_l("Currency"), value=lambda row: row.currency, kind=ColumnKind.CURRENCY, width=10),
    Field(_l("In use"), _used, select=("in_use",)),
    Field(_l("State"), _standing, select=("standing",)),
    Field(
        _l("Credit limit"),
        lambda row, reader: reader.money(row.limit, row.currency),
        lambda row: row.limit,
        kind=ColumnKind.AMOUNT,
        look="n",
        sort="limit",
    ),
    Field(
        _l("Reserved by orders"),
        lambda row, reader: reader.money(row.reserved, row.currency),
        lambda row: row.reserved,
        kind=ColumnKind.AMOUNT,
        select=("reserved",),
        look="n",
    ),
    Field(
        _l("Open items"),
        lambda row, reader: reader.money(row.open_items, row.currency),
        lambda row: row.open_items,
        kind=ColumnKind.AMOUNT,
        select=("open_items",),
        look="n",
    ),
    Field(
        _l("Exposure"),
        lambda row, reader: reader.money(row.exposure, row.currency),
        lambda row: row.exposure,
        heading=_l("In use"),
        kind=ColumnKind.AMOUNT,
        look="n",
        sort="exposure",
    ),
    Field(
        _l("Left"),
        lambda row, reader: reader.money(row.left, row.currency),
        lambda row: row.left,
        kind=ColumnKind.AMOUNT,
        look="n",
        sort="left",
    ),
    Field(_l("Days overdue"), value=lambda row: row.overdue_days, kind=ColumnKind.INTEGER, width=12),
    Field(_l("Blocked"), value=lambda row: _("Yes") if row.blocked else _("No"), width=10),
    address=lambda row, reader: reader.at("hq_finance.show", account_id=row.id),
)
"""Bars and pills of a limit are those of the page of one account."""
