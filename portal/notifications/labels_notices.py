"""Every kind of notice and mail, each as one specification: its facts, its sentences, the button of its mail.

A notice is the sentence alone. A mail has the subject, the sentence, what follows from it, the facts by
name, and a button where it leads somewhere; two layouts (`templates/emails/`) set all of them.
To add a kind, add a line to `NOTICES`, and to `labels_facts` what it lacks there.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from flask_babel import lazy_gettext as _l

from portal.core.counted import counted
from portal.notifications.labels_facts import (
    ANSWER_BY,
    ASKED_BY,
    ASKS,
    BANK_REFERENCE,
    CARRIER,
    CARTONS,
    CAUSE,
    CHANGE,
    CLAIM,
    COMMENT,
    COMPANY,
    DECIDED_BY,
    DECISION,
    DIFFERENCES,
    DUE_ON,
    EXPECTED_ON,
    EXPIRES_AT,
    INVITER,
    LINE,
    LINES,
    LIST,
    NAME,
    NUMBER,
    ORDER_TYPE,
    ORDERS,
    PART,
    PIECES,
    PO_NUMBER,
    PROMISED_BEFORE,
    PROMISED_ON,
    REASON,
    RECEIVED_ON,
    ROWS,
    TOTAL,
    TRACKING,
    Fact,
)
from portal.notifications.rules_kinds import Kind, declare

_OPEN = _l("Open it in the portal")


@dataclass(frozen=True, slots=True)
class Notice:
    """One kind, whole. Sentences may name its facts and `brand`; they are filled when they are read."""

    name: str
    facts: tuple[Fact, ...]
    subject: Any
    sentence: Any
    """What the inbox says, and the mail first; a `counted` text takes the form that fits."""
    then: Any = ""
    """What the mail says after it."""
    optional: tuple[Fact, ...] = ()
    letter: tuple[Any, ...] = ()
    """Paragraphs of a mail to one person, in place of sentences and facts; it has a secret link.

    A secret link opens an account: it is taken out of what is kept once the mail has gone.
    """
    action: Any = _OPEN
    """What the button of the mail says."""

    @property
    def kind(self) -> Kind:
        """Return what has to be known to tell it."""
        facts, optional = ({fact.name: fact.type for fact in some} for some in (self.facts, self.optional))
        return Kind(facts, optional, secret_link=bool(self.letter))


_AMONG_DOCUMENTS = _l("You will find it among your documents.")

_EACH = (
    Notice(
        "invitation",
        facts=(NAME, INVITER, EXPIRES_AT),
        subject=_l("You are invited"),
        sentence=_l("%(inviter)s invites you."),
        letter=(
            _l("Dear %(name)s,"),
            _l(
                "%(inviter)s invites you to %(brand)s. "
                "Choose a password with this link; it works once, until %(expires_at)s."
            ),
        ),
        action=_l("Choose a password"),
    ),
    Notice(
        "invitation_elsewhere",
        facts=(COMPANY,),
        subject=_l("You have an account already"),
        sentence=_l("%(company)s invites you, and your address has an account already. Nothing was changed."),
        then=_l("If you work for %(company)s now, let headquarters know."),
    ),
    Notice(
        "password_reset",
        facts=(NAME, EXPIRES_AT),
        subject=_l("Your new password"),
        sentence=_l("Somebody asked for a new password for your account."),
        letter=(
            _l("Dear %(name)s,"),
            _l(
                "Somebody asked for a new password for your account. "
                "With this link you choose one; it works once, until %(expires_at)s."
            ),
            _l("If it was not you, do nothing: your password stays as it is."),
        ),
        action=_l("Choose a new password"),
    ),
    Notice(
        "order_submitted",
        facts=(NUMBER, PO_NUMBER, COMPANY, LINES, TOTAL),
        subject=_l("Order %(number)s submitted"),
        sentence=_l("%(company)s submitted order %(number)s (%(po_number)s) over %(total)s."),
        then=_l("It waits for review."),
    ),
    Notice(
        "order_approved",
        facts=(NUMBER, PO_NUMBER, TOTAL),
        subject=_l("Order %(number)s approved"),
        sentence=_l("Order %(number)s (%(po_number)s) is approved."),
        then=_l("The parts will be allocated and shipped; the portal shows how far they are."),
    ),
    Notice(
        "order_passed_up",
        facts=(NUMBER, NAME),
        subject=_l("Order %(number)s passed to you"),
        sentence=_l("%(name)s passed order %(number)s to you."),
        then=_l("Gather it into an order of your own, or send it back."),
    ),
    Notice(
        "order_sent_back",
        facts=(NUMBER, REASON),
        subject=_l("Order %(number)s sent back"),
        sentence=_l("Your general distributor sent order %(number)s back: %(reason)s"),
        then=_l("It is a draft again; change it and pass it on, or submit it to headquarters."),
    ),
    Notice(
        "order_rejected",
        facts=(NUMBER, PO_NUMBER, REASON),
        subject=_l("Order %(number)s rejected"),
        sentence=_l("Order %(number)s (%(po_number)s) is rejected: %(reason)s"),
        then=_l("You may copy it to a new draft and change it."),
    ),
    Notice(
        "order_changes_requested",
        facts=(NUMBER, PO_NUMBER, ASKS),
        optional=(ANSWER_BY, COMMENT),
        subject=_l("Order %(number)s: changes requested"),
        sentence=_l("Headquarters requests changes to order %(number)s (%(po_number)s)."),
        then=_l("Please look at the questions, answer them, and submit the order again."),
    ),
    Notice(
        "order_backordered",
        facts=(NUMBER, PO_NUMBER, LINES),
        optional=(PROMISED_ON,),
        subject=_l("Order %(number)s: parts backordered"),
        sentence=_l("Some lines of order %(number)s (%(po_number)s) are backordered."),
        then=_l(
            "They keep their place and are shipped as soon as stock comes. "
            "In the portal you see the promised date of each line."
        ),
    ),
    Notice(
        "order_waits_whole",
        facts=(NUMBER, PO_NUMBER, LINES),
        optional=(PROMISED_ON,),
        subject=_l("Order %(number)s: waits until all of it is there"),
        sentence=_l("Some lines of order %(number)s (%(po_number)s) are backordered, and it ships only whole."),
        then=_l(
            "The order keeps its place and waits until all of it is there. In the portal you may let it ship in parts."
        ),
    ),
    Notice(
        "order_short",
        facts=(NUMBER, COMPANY, ORDER_TYPE, LINES, PIECES),
        subject=_l("Order %(number)s: stock is short"),
        sentence=counted(
            "%(order_type)s %(number)s of %(company)s is released, and %(pieces)s piece is short.",
            "%(order_type)s %(number)s of %(company)s is released, and %(pieces)s pieces are short.",
            by="pieces",
        ),
        then=_l("The distributor is told the first promised dates. Look for stock, or revise the promise."),
    ),
    Notice(
        "order_rest_cancelled",
        facts=(NUMBER, PO_NUMBER, LINES, PIECES),
        subject=_l("Order %(number)s: what was not there in time is cancelled"),
        sentence=counted(
            "%(pieces)s piece of order %(number)s (%(po_number)s) was not there in time and is cancelled.",
            "%(pieces)s pieces of order %(number)s (%(po_number)s) were not there in time and are cancelled.",
            by="pieces",
        ),
        then=_l(
            "So it was agreed for this order. What is allocated or shipped stays ordered; what you still need, please "
            "order anew."
        ),
    ),
    Notice(
        "order_rest_gone",
        facts=(NUMBER, COMPANY, ORDER_TYPE, LINES, PIECES),
        subject=_l("Order %(number)s: backorders cancelled"),
        sentence=counted(
            "%(order_type)s %(number)s of %(company)s let go of %(pieces)s piece that was not there in time.",
            "%(order_type)s %(number)s of %(company)s let go of %(pieces)s pieces that were not there in time.",
            by="pieces",
        ),
        then=_l("Stock on its way for them serves those who wait behind, or stays free."),
    ),
    Notice(
        "order_promise_revised",
        facts=(NUMBER, PO_NUMBER, LINE, PART, PROMISED_ON, CAUSE),
        optional=(PROMISED_BEFORE, COMMENT),
        subject=_l("Order %(number)s: promised date revised"),
        sentence=_l(
            "Line %(line)s of order %(number)s (%(po_number)s), %(part)s, is now promised for %(promised_on)s."
        ),
        then=_l(
            "The first date promised stays on record beside the new one. "
            "In the portal you see every date and its reason."
        ),
    ),
    Notice(
        "order_promises_moved",
        facts=(NUMBER, PO_NUMBER, LINES, PROMISED_ON),
        subject=_l("Order %(number)s: promised dates changed"),
        sentence=counted(
            "The promised date of %(lines)s line of order %(number)s (%(po_number)s) changed; the last one is "
            "%(promised_on)s.",
            "The promised dates of %(lines)s lines of order %(number)s (%(po_number)s) changed; the last one is "
            "%(promised_on)s.",
            by="lines",
        ),
        then=_l("Stock came, or comes at another time than planned. In the portal you see the dates of each line."),
    ),
    Notice(
        "shipment_dispatched",
        facts=(NUMBER, CARTONS),
        optional=(CARRIER, TRACKING, EXPECTED_ON, ORDERS),
        subject=_l("Shipment %(number)s is on its way"),
        sentence=counted(
            "Shipment %(number)s is on its way: %(cartons)s carton.",
            "Shipment %(number)s is on its way: %(cartons)s cartons.",
            by="cartons",
        ),
        then=_l("Please confirm the receipt in the portal when it arrives."),
    ),
    Notice(
        "receipt_confirmed",
        facts=(NUMBER, COMPANY),
        optional=(DIFFERENCES,),
        subject=_l("Receipt of %(number)s confirmed"),
        sentence=_l("%(company)s confirmed the receipt of shipment %(number)s."),
    ),
    Notice(
        "claim_submitted",
        facts=(NUMBER, COMPANY, LINES),
        subject=_l("Claim %(number)s filed"),
        sentence=_l("%(company)s filed claim %(number)s."),
        then=_l("It waits for a decision."),
    ),
    Notice(
        "claim_decided",
        facts=(NUMBER, DECISION),
        optional=(REASON,),
        subject=_l("Claim %(number)s decided"),
        sentence=_l("Claim %(number)s is decided: %(decision)s"),
    ),
    Notice(
        "work_taken_over",
        facts=(NUMBER, NAME, REASON),
        subject=_l("%(number)s taken over"),
        sentence=_l("%(name)s took over %(number)s, which you had in hand: %(reason)s"),
    ),
    Notice(
        "credit_note_issued",
        facts=(NUMBER, TOTAL),
        optional=(CLAIM,),
        subject=_l("Credit note %(number)s"),
        sentence=_l("Credit note %(number)s over %(total)s is issued."),
        then=_AMONG_DOCUMENTS,
    ),
    Notice(
        "invoice_issued",
        facts=(NUMBER, TOTAL, DUE_ON),
        optional=(PO_NUMBER,),
        subject=_l("Invoice %(number)s"),
        sentence=_l("Invoice %(number)s over %(total)s is issued, due on %(due_on)s."),
        then=_AMONG_DOCUMENTS,
    ),
    Notice(
        "payment_received",
        facts=(NUMBER, TOTAL, RECEIVED_ON, BANK_REFERENCE),
        subject=_l("Payment %(number)s received"),
        sentence=_l("Your payment of %(total)s was received on %(received_on)s (%(number)s)."),
        then=_l("Among your invoices you see which are paid, and how much credit is left."),
    ),
    Notice(
        "payment_reversed",
        facts=(NUMBER, TOTAL, REASON),
        subject=_l("Payment %(number)s reversed"),
        sentence=_l("Payment %(number)s of %(total)s was reversed: %(reason)s"),
        then=_l("The invoices it had settled are owed again."),
    ),
    Notice(
        "second_person_asked",
        facts=(CHANGE, NAME, ASKED_BY, REASON),
        subject=_l("A change waits for a second person"),
        sentence=_l("%(asked_by)s asks a second person to agree to a change (%(change)s, %(name)s): %(reason)s"),
        then=_l("Nothing is changed before somebody else agrees."),
    ),
    Notice(
        "change_approved",
        facts=(CHANGE, NAME, DECIDED_BY),
        subject=_l("The change you asked for is approved"),
        sentence=_l("The change you asked for was approved by %(decided_by)s and is in force: %(change)s, %(name)s."),
    ),
    Notice(
        "change_refused",
        facts=(CHANGE, NAME, DECIDED_BY, REASON),
        subject=_l("The change you asked for is refused"),
        sentence=_l("The change you asked for was refused by %(decided_by)s (%(change)s, %(name)s): %(reason)s"),
        then=_l("Nothing was changed. You may ask for it anew."),
    ),
    Notice(
        "change_not_made",
        facts=(CHANGE, NAME, DECIDED_BY),
        subject=_l("The change you asked for could not be made"),
        sentence=_l(
            "%(decided_by)s agreed to the change you asked for, and it could not be made: %(change)s, %(name)s."
        ),
        then=_l("Nothing was changed. The page of the change says why."),
    ),
    Notice(
        "bank_accounts_changed",
        facts=(NAME, DECIDED_BY),
        subject=_l("Bank accounts of who sells have changed"),
        sentence=_l("%(decided_by)s agreed that papers ask to be paid at other accounts: %(name)s."),
        then=_l("Papers issued from now on name the accounts as they are; those issued before stay."),
    ),
    Notice(
        "list_file_made",
        facts=(LIST, ROWS),
        subject=_l("Your file is ready"),
        sentence=counted(
            "Your file is ready: %(list)s, %(rows)s row.",
            "Your file is ready: %(list)s, %(rows)s rows.",
            by="rows",
        ),
        then=_l("It is kept for a week among your downloads."),
    ),
    Notice(
        "list_file_refused",
        facts=(LIST,),
        subject=_l("Your file could not be made"),
        sentence=_l("Your file could not be made: %(list)s"),
        then=_l("Its page says why, and leads back to the list."),
    ),
)
NOTICES: Mapping[str, Notice] = MappingProxyType({notice.name: notice for notice in _EACH})

for _notice in _EACH:
    declare(_notice.name, _notice.kind)
