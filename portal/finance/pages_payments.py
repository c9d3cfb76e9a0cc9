"""The list of payments, as a page and as a file, and what the pages of one payment show."""

from typing import Any

from flask_babel import lazy_gettext as _l
from markupsafe import Markup

from portal.core.sheets.writer import ColumnKind
from portal.core.web.cells import numbered, together
from portal.core.web.columns import Columns, Field, Reader
from portal.core.web.fields import day, moment, words
from portal.core.web.page_words import ltr
from portal.finance.labels import PAYMENT_TONES, PAYMENT_WORDS


def _distributor(payment: Any, _reader: Reader) -> Markup:
    return together(payment.name, Markup(' <span class="sub mono">%s</span>') % ltr(payment.code))


def _left(payment: Any, reader: Reader) -> Any:
    return reader.money(payment.left, payment.currency) if payment.left else ""


PAYMENTS = Columns(
    Field(
        _l("Payment"),
        lambda row, reader: numbered(reader.href, row.number),
        lambda row: row.number,
        width=18,
        sort="number",
    ),
    Field(_l("Code"), value=lambda row: row.code, width=10),
    Field(_l("Distributor"), _distributor, lambda row: row.name, width=30, sort="name"),
    day("received_on", _l("Received on"), sort="received", look="nowrap", width=12),
    Field(
        _l("Bank reference"),
        lambda row, _reader: ltr(row.bank_reference),
        lambda row: row.bank_reference,
        width=24,
        select=("bank_reference",),
        look="mono",
    ),
    Field(
        _l("State"),
        lambda row, reader: reader.pill(PAYMENT_WORDS[row.standing], PAYMENT_TONES[row.standing]),
        lambda row: str(PAYMENT_WORDS[row.standing]),
        width=14,
        select=("standing",),
    ),
    Field(_l("Currency"), value=lambda row: row.currency, kind=ColumnKind.CURRENCY, width=10),
    Field(
        _l("Amount"),
        lambda row, reader: reader.money(row.amount, row.currency),
        lambda row: row.amount,
        kind=ColumnKind.AMOUNT,
        look="n",
        sort="amount",
    ),
    Field(
        _l("Credit left"),
        _left,
        lambda row: row.left,
        kind=ColumnKind.AMOUNT,
        look="n",
        sort="left",
    ),
    words("note", _l("Note"), cell=None, width=40),
    words("recorded_by_name", _l("Recorded by"), aside=True, width=24),
    moment("recorded_at", _l("Recorded at"), aside=True),
    address=lambda row, reader: reader.at("hq_finance_payments.show", number=row.number),
)
