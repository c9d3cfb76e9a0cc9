"""Words of billing: how invoices stand, VAT categories, refusals."""

from flask_babel import lazy_gettext, lazy_pgettext
from flask_babel import lazy_gettext as _l

from portal.audit.labels import register_record
from portal.billing.rules import VatCategory
from portal.billing.states import InvoiceState
from portal.core.counted import counted
from portal.core.web.refusals import register_refusals
from portal.documents.kinds import KINDS

STATE_WORDS = {
    InvoiceState.OPEN: lazy_pgettext("invoice state", "Open"),
    InvoiceState.PARTLY_PAID: lazy_pgettext("invoice state", "Partly paid"),
    InvoiceState.OVERDUE: lazy_pgettext("invoice state", "Overdue"),
    InvoiceState.PAID: lazy_pgettext("invoice state", "Paid"),
    InvoiceState.CREDITED: lazy_pgettext("invoice state", "Credited"),
}
STATE_TONES = {
    InvoiceState.OPEN: "info",
    InvoiceState.PARTLY_PAID: "warn",
    InvoiceState.OVERDUE: "bad",
    InvoiceState.PAID: "ok",
    InvoiceState.CREDITED: "mute",
}

VAT_WORDS = {
    VatCategory.EXPORT.value: _l("Export outside the EU"),
    VatCategory.INTRA_COMMUNITY.value: _l("Intra-community supply"),
    VatCategory.NOT_SUBJECT.value: _l("Not subject to VAT"),
}

register_refusals(
    {
        "billing.no_tax_text": _l(
            "Nothing is said of VAT category %(category)s on %(day)s. It stands among the VAT texts of master data."
        ),
        "billing.nothing_shipped": _l("Shipment %(shipment)s holds no pieces, so nothing can be invoiced."),
        "billing.packing_differs": _l(
            "Shipment %(shipment)s cannot be invoiced: the cartons hold another quantity of %(part)s"
            " than was picked. Correct the packing first."
        ),
        "billing.no_ship_to": _l("Shipment %(shipment)s has no ship-to address, so no papers can be issued."),
        "billing.no_selling_entity": _l("No selling entity is set for this distributor, so no papers can be issued."),
        "billing.no_address": _l("%(distributor)s has no address that papers could be made out to."),
        "billing.four_eyes": _l("A credit note is approved by one person and issued by another."),
        "billing.not_invoiced": _l("What claim %(claim)s names was not invoiced, so nothing can be credited."),
        "billing.already_credited": _l("Claim %(claim)s was already credited with %(number)s."),
        "billing.credited_over_invoiced": _l(
            "More of %(number)s would be credited than was invoiced. Look at the earlier credit notes."
        ),
        "billing.nothing_to_credit": _l("Claim %(claim)s leaves nothing to credit."),
        "billing.credit_malformed": counted(
            "%(quantity)s piece cannot be credited with %(amount)s and a fee of %(fee)s.",
            "%(quantity)s pieces cannot be credited with %(amount)s and a fee of %(fee)s.",
            by="quantity",
        ),
        "billing.credit_reason_unknown": _l("The reason “%(reason)s” cannot be printed on a credit note."),
        "billing.country_malformed": _l("“%(country)s” is not a country code, so the VAT category is unknown."),
        "billing.vat_import_by_seller": _l(
            "The seller has an EU VAT number and delivers from outside to %(ship_to)s: this sale may be taxed"
            " there. Ask a tax adviser."
        ),
        "billing.seller_vat_id_missing": _l("Goods leave an EU state, but the seller has no VAT number."),
        "billing.buyer_vat_id_missing": _l("Goods go to another EU state, but the buyer has no VAT number."),
        "billing.seller_vat_id_invalid": _l(
            "%(vat_id)s is not a valid VAT number of the EU. It is the seller's: data stewards mend it among the"
            " sellers."
        ),
        "billing.buyer_vat_id_invalid": _l(
            "%(vat_id)s is not a valid VAT number of the EU. It is the buyer's: data stewards mend it among the"
            " distributors."
        ),
        "billing.vat_domestic": _l(
            "Seller and goods stay in %(country)s: this sale is taxed there. Ask a tax adviser."
        ),
        "billing.buyer_vat_id_same_state": _l(
            "The buyer's VAT number is of %(country)s, where the goods come from. Ask a tax adviser."
        ),
    }
)

_RECORDED = [kind.recorded for kind in KINDS.values() if kind.recorded is not None]
register_record(
    {each.action: lazy_gettext(each.issued) for each in _RECORDED},
    {each.code: lazy_gettext(each.thing) for each in _RECORDED},
)
