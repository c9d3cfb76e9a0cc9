"""Words of finance: entry kinds, ageing buckets, how credit accounts stand, refusals."""

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext

from portal.core.counted import counted
from portal.core.web.refusals import register_refusals
from portal.finance.models import EntryKind
from portal.finance.queries_credit_accounts import STANDINGS
from portal.finance.rules_ageing import Bucket

ENTRY_WORDS = {
    EntryKind.OPENING: _l("Opening balance"),
    EntryKind.INVOICE: _l("Commercial invoice"),
    EntryKind.CREDIT_NOTE: _l("Credit note"),
    EntryKind.PAYMENT: _l("Payment"),
    EntryKind.REVERSAL: _l("Reversal"),
}

BUCKET_WORDS = {
    Bucket.NOT_DUE: _l("Not due"),
    Bucket.DAYS_1_30: _l("1–30 days"),
    Bucket.DAYS_31_60: _l("31–60 days"),
    Bucket.DAYS_61_90: _l("61–90 days"),
    Bucket.OVER_90: _l("Over 90 days"),
}
BUCKET_TONES = {
    Bucket.NOT_DUE: "mute",
    Bucket.DAYS_1_30: "warn",
    Bucket.DAYS_31_60: "warn",
    Bucket.DAYS_61_90: "bad",
    Bucket.OVER_90: "bad",
}

STANDING_WORDS = dict(
    zip(
        STANDINGS,
        (
            lazy_pgettext("credit account", "Blocked"),
            lazy_pgettext("credit account", "Over the limit"),
            lazy_pgettext("credit account", "With overdue items"),
        ),
        strict=True,
    )
)

PAYMENT_WORDS = {
    "settled": lazy_pgettext("payment", "Settled"),
    "left": lazy_pgettext("payment", "Credit left"),
    "reversed": lazy_pgettext("payment", "Reversed"),
}
PAYMENT_TONES = {"settled": "ok", "left": "info", "reversed": "mute"}

register_refusals(
    {
        "payment.amount.empty": _l("Type an amount."),
        "payment.amount.not_a_number": _l("“%(text)s” is not a number."),
        "payment.amount.infinite": _l("“%(text)s” is not a number."),
        "payment.amount.exponent": _l("“%(text)s” is not a number as people write it."),
        "payment.amount.ambiguous": _l("“%(text)s” can be read as two different numbers. Write it without separators."),
        "payment.amount.out_of_range": _l("An amount is more than 0, and at most %(most)s."),
        "payment.more_than_received": _l("Below, %(settled)s would be settled, more than the %(amount)s there is."),
        "payment.more_than_owed": _l("At most %(owed)s is open."),
        "payment.typed_and_oldest": _l("Amounts are typed below. Choose to settle these, or clear them."),
        "payment.invoice_settled": _l(
            "An invoice you typed an amount for is settled by now. Nothing was recorded; look at what is open, and type"
            " again."
        ),
        "payment.day_ahead": _l("The day is after today, %(today)s."),
        "payment.reference_missing": _l("Type the bank's reference: without it nobody finds the payment again."),
        "credit.unchanged": _l("Limit and block are what they were: nothing was changed."),
        "payment.reference_again": _l(
            "%(number)s of %(amount)s has this reference on this day already. If this is another one, tick it below."
        ),
        "payment.reference_known": _l("%(number)s has this reference and this amount already."),
        "payment.reversed": _l("%(number)s was reversed by %(who)s on %(when)s."),
        "payment.nothing_left": _l("Nothing is left of %(number)s."),
        "payment.nothing_settled": _l("Type an amount for an invoice."),
        "payment.without_reason": _l("Say why."),
        "credit.no_account": _l("There is no credit account in %(currency)s."),
        "credit.blocked": _l(
            "The credit account is blocked. Of the limit of %(currency)s %(limit)s, %(exposure)s is in use."
        ),
        "credit.overdue": counted(
            "An item is %(overdue_days)s day overdue.",
            "An item is %(overdue_days)s days overdue.",
            by="overdue_days",
        ),
        "credit.limit_exceeded": _l(
            "The credit limit of %(currency)s %(limit)s would be passed: %(exposure)s is in use,"
            " %(left)s is left, and this needs %(amount)s."
        ),
        "credit.limit.empty": _l("Type the limit, 0 for none."),
        "credit.limit.not_a_number": _l("“%(text)s” is not a number."),
        "credit.limit.infinite": _l("“%(text)s” is not a number."),
        "credit.limit.exponent": _l("“%(text)s” is not a number as people write it."),
        "credit.limit.ambiguous": _l("“%(text)s” can be read as two different numbers. Write it without separators."),
        "credit.limit.out_of_range": _l("A limit is 0 or more, and at most %(most)s."),
        "credit.already_reserved": _l("%(reference)s already holds %(currency)s %(left)s of the credit limit."),
        "finance.terms_unknown": _l("The payment terms “%(terms)s” are not known."),
        "finance.amount_invalid": _l("%(amount)s is not an amount in %(currency)s that can be posted."),
        "finance.already_posted": _l("%(number)s is already posted."),
        "finance.no_invoice": _l("There is no invoice %(number)s in this account."),
        "finance.credited_over_invoice": _l(
            "The credit notes for invoice %(number)s would reach %(currency)s %(credited)s,"
            " more than its amount of %(amount)s."
        ),
        "finance.over_allocated": _l(
            "%(currency)s %(amount)s cannot be settled on %(number)s, which has %(owed)s open."
        ),
        "finance.invoiced_over_ordered": counted(
            "%(invoiced)s piece would be invoiced of %(ordered)s ordered.",
            "%(invoiced)s pieces would be invoiced of %(ordered)s ordered.",
            by="invoiced",
        ),
        "finance.invoiced_too_much": _l("%(invoiced)s is already invoiced, more than %(running)s that is due."),
    }
)
