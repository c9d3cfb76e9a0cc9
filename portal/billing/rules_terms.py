"""Delivery and payment terms as a paper prints them."""

from datetime import date

from portal.documents.rules_parts import FreightShare, Terms
from portal.documents.rules_parts import PaymentTerms as PrintedTerms
from portal.finance.rules_payment_terms import PaymentTerms, TermsKind, due_date, terms_of
from portal.orders.rules_incoterms import FACTS, Cover, Incoterm


def printed_terms(code: str, incoterm: str, place: str, issued_on: date) -> Terms:
    """Return the delivery and payment terms of an invoice issued on a day, due date included."""
    terms = terms_of(code)
    return {
        "incoterm": incoterm,
        "place": place,
        **_payment(terms),  # type: ignore[typeddict-item]
        "due_date": due_date(issued_on, terms).isoformat(),
        "freight": freight_share(incoterm).value,
    }


def freight_share(incoterm: str) -> FreightShare:
    """Return what prices under a delivery term hold (Incoterms 2020: main carriage, duty to insure)."""
    facts = FACTS[Incoterm(incoterm)]
    if not facts.seller_carries:
        return FreightShare.BUYER
    return FreightShare.INCLUDED if facts.cover is Cover.NONE else FreightShare.WITH_INSURANCE


_PRINTED = {
    TermsKind.NET: PrintedTerms.NET,
    TermsKind.EOM_PLUS: PrintedTerms.NET_END_OF_MONTH,
    TermsKind.END_OF_MONTH_OF_DUE: PrintedTerms.END_OF_MONTH_OF_DUE,
}


def _payment(terms: PaymentTerms) -> dict[str, object]:
    """Return the way of paying; a deposit is paid before release, the balance as the terms say."""
    if terms.kind is TermsKind.PREPAID:
        return {"payment": PrintedTerms.IN_ADVANCE.value}
    printed: dict[str, object] = {"payment": _PRINTED[terms.kind].value, "payment_days": terms.days}
    return printed | ({"deposit_percent": str(terms.deposit_percent)} if terms.deposit_percent else {})
