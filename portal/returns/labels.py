"""Words of claims: states, reasons, outcomes, liability, what happened, and every refusal."""

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _lp

from portal.accounts.kept.labels import Named, name_typed
from portal.audit.labels_facts import register_values
from portal.core.counted import counted
from portal.core.web.labels import doer_text
from portal.core.web.refusals import register_refusals
from portal.returns.states import ClaimState, Liability, Outcome, Reason

STATE_WORDS = {
    ClaimState.DRAFT: _l("Draft"),
    ClaimState.SUBMITTED: _l("Submitted"),
    ClaimState.INFO_REQUESTED: _l("Information requested"),
    ClaimState.APPROVED: _l("Approved"),
    ClaimState.PARTIALLY_APPROVED: _l("Partially approved"),
    ClaimState.REJECTED: _lp("claim", "Rejected"),
    ClaimState.AWAITING_RETURN: _l("Awaiting return"),
    ClaimState.IN_TRANSIT: _l("In transit"),
    ClaimState.RECEIVED: _l("Received"),
    ClaimState.INSPECTED: _l("Inspected"),
    ClaimState.CREDIT_PENDING: _l("Credit pending"),
    ClaimState.CREDITED: _l("Credited"),
    ClaimState.EXPIRED: _l("Expired"),
    ClaimState.CLOSED: _l("Closed"),
}
STATE_TONES = {
    ClaimState.DRAFT: "mute",
    ClaimState.SUBMITTED: "info",
    ClaimState.INFO_REQUESTED: "warn",
    ClaimState.APPROVED: "ok",
    ClaimState.PARTIALLY_APPROVED: "warn",
    ClaimState.REJECTED: "bad",
    ClaimState.AWAITING_RETURN: "warn",
    ClaimState.IN_TRANSIT: "info",
    ClaimState.RECEIVED: "info",
    ClaimState.INSPECTED: "info",
    ClaimState.CREDIT_PENDING: "info",
    ClaimState.CREDITED: "ok",
    ClaimState.EXPIRED: "bad",
    ClaimState.CLOSED: "mute",
}

REASON_WORDS = {
    Reason.SHORT: _l("Shortage"),
    Reason.OVER: _l("More than shipped"),
    Reason.WRONG: _l("Wrong part"),
    Reason.LABEL: _l("Wrong label"),
    Reason.DMG_V: _l("Transit damage, seen on delivery"),
    Reason.DMG_H: _l("Transit damage, found on unpacking"),
    Reason.DEFECT: _l("Manufacturing defect"),
    Reason.COUNTERFEIT: _l("Suspected counterfeit"),
    Reason.ORDERERR: _l("Ordered by mistake"),
    Reason.SURPLUS: _l("Surplus, yearly return"),
    Reason.CORE: _l("Core return"),
    Reason.DOC: _l("Wrong documents"),
    Reason.PRICE: _l("Price difference"),
}
OUTCOME_WORDS = {
    Outcome.CREDIT_ONLY: _l("Credit, goods stay"),
    Outcome.SCRAP: _l("Scrap on site and credit"),
    Outcome.RETURN: _l("Send back, then credit"),
    Outcome.REPLACE: _l("Replace"),
    Outcome.REPAIR: _l("Send back for repair"),
    Outcome.REJECT: _lp("claim", "Rejected"),
}
LIABILITY_WORDS = {
    Liability.HQ: _l("Headquarters"),
    Liability.CARRIER: _l("Carrier"),
    Liability.SUPPLIER: _l("Supplier"),
    Liability.DEALER: _l("Distributor"),
}
HISTORY_WORDS = {
    **{state.value: words for state, words in STATE_WORDS.items()},
    "filed": _l("Claim filed"),
    "taken": _l("In review"),
    "handed_back": _l("Put back into the queue"),
    "handed_over": _l("Handed over to a colleague"),
    "taken_over": _l("Taken over from a colleague"),
    ClaimState.AWAITING_RETURN.value: _l("Return authorised"),
    ClaimState.RECEIVED.value: _l("Goods came back"),
    ClaimState.INSPECTED.value: _l("Goods inspected"),
    ClaimState.CREDIT_PENDING.value: _l("Waiting for its credit note"),
    ClaimState.CREDITED.value: _l("Credit note issued"),
    ClaimState.EXPIRED.value: _l("Return authorisation expired"),
}
HANDS_WORDS = {"mine": _l("Mine"), "unassigned": _l("Unassigned")}
"""What the list of claims is narrowed to by who has them in hand."""
NEXT_STEPS = {
    ClaimState.SUBMITTED: _l("Headquarters decides it."),
    ClaimState.AWAITING_RETURN: _l("The distributor sends the goods back, and the depot receives them."),
    ClaimState.CREDIT_PENDING: _l("Finance issues the credit note."),
}

register_values("claim", state=lambda code: str(STATE_WORDS[ClaimState(code)]))
name_typed(
    "portal.returns",
    Named(
        choices={
            (field, code.value): words
            for field, table in (("reason", REASON_WORDS), ("outcome", OUTCOME_WORDS), ("liability", LIABILITY_WORDS))
            for code, words in table.items()
        }
    ),
)
register_refusals(
    {
        "claim.already_taken": _l("Claim %(number)s was already taken by %(who)s, %(when)s. Nothing was changed now."),
        "claim.not_in_your_hands": _l("Claim %(number)s is in the hands of %(who)s. Take it over first."),
    },
    who=doer_text,
)
register_refusals(
    {
        "claim.not_taken": _l("Nobody has taken claim %(number)s yet."),
        "claim.already_yours": _l("Claim %(number)s is in your hands already."),
        "claim.not_received": _l("Confirm the receipt of %(shipment)s first; a claim starts from the count."),
        "claim.no_lines": _l("Nothing is claimed yet: enter a quantity and a reason for at least one line."),
        "claim.too_many_lines": counted(
            "A claim takes at most %(most)s line. File a second claim for the rest.",
            "A claim takes at most %(most)s lines. File a second claim for the rest.",
            by="most",
        ),
        "claim.too_many_photos": counted(
            "A claim takes at most %(most)s photo.", "A claim takes at most %(most)s photos.", by="most"
        ),
        "claim.unknown_line": _l("This line is not part of the shipment."),
        "claim.line_twice": _l("This part is claimed twice for the same reason. Put the quantities together."),
        "claim.over_left": _l("%(asked)s asked, but only %(left)s can still be claimed for this reason."),
        "claim.quantity_missing": _l("Write how many pieces, or empty this line."),
        "claim.line_missing": _l("Choose the part this line is about."),
        "claim.reason_missing": _l("Choose a reason for this line."),
        "claim.photo_needed": _l("This reason needs at least one photo."),
        "claim.photo_gone": _l("%(name)s was kept for some days and is gone. Choose the photo again."),
        "claim.note_needed": _l("This reason needs a note: vehicle, fault code and job card."),
        "claim.already_decided": _l("%(who)s already decided this claim, %(when)s."),
        "claim.not_open": _l("This claim does not wait for a decision."),
        "claim.move_not_allowed": _l("The claim has moved on; this step is not possible now."),
        "claim.late_manager_only": _l("This claim is out of time: only a manager may approve it."),
        "claim.above_limit": _l("%(amount)s is above your limit of %(limit)s. A manager may approve it."),
        "claim.no_limit": _l("No limit of approval is set for you in %(currency)s. A manager may approve this."),
        "claim.judge_each_line": _l("Answer each line of the claim, each once."),
        "claim.approved_over_asked": _l("%(approved)s is more than the %(asked)s asked for."),
        "claim.reason_needed": _l("Write why this is rejected; the distributor reads it."),
        "claim.outcome_rejects": _l("Choose what happens with the approved pieces, or approve none."),
        "claim.depot_shut": _l(
            "The depot %(depot)s is not in use any more: choose an outcome without goods coming back."
        ),
        "claim.not_invoiced": _l("This line was not invoiced yet, so nothing can be credited."),
        "claim.filed_by_you": _l("You filed this claim; somebody else decides it."),
        "claim.four_eyes": _l("You decided this claim; somebody else issues its credit note."),
        "claim.nothing_to_credit": _l("There is no amount to credit in this claim."),
        "returns.quantity_negative": _l("A quantity cannot be below zero."),
        "returns.no_deposit": _l(
            "No deposit for an old unit was charged with this line, so none is credited. Answer it otherwise."
        ),
        "returns.credit_over_invoiced": counted(
            "%(quantity)s piece cannot be credited; invoiced: %(invoiced)s, credited: %(credited)s.",
            "%(quantity)s pieces cannot be credited; invoiced: %(invoiced)s, credited: %(credited)s.",
            by="quantity",
        ),
        "returns.not_chosen": _l("Choose one of the answers offered."),
        "returns.no_verdict": _l("Choose whether the claim is approved or rejected."),
        "returns.fee_out_of_range": _l("A fee is between 0 and 100 percent."),
        "shipping.claimed_beyond": _l("More pieces would be claimed than arrived or are missing."),
        "photo.empty": _l("%(name)s is empty."),
        "photo.too_much_sent": _l(
            "The photos together are larger than %(most)s MB. Send fewer at once, or smaller ones."
        ),
        "photo.too_many_pixels_sent": counted(
            "The photos together have more than %(most)s million pixel. Send fewer at once, or smaller ones.",
            "The photos together have more than %(most)s million pixels. Send fewer at once, or smaller ones.",
            by="most",
        ),
        "photo.too_large": _l("%(name)s is larger than %(most)s MB."),
        "photo.not_a_photo": _l("%(name)s is not a JPEG, PNG or WebP photo."),
        "photo.too_many_pixels": counted(
            "%(name)s has more than %(most)s megapixel. Make it smaller first.",
            "%(name)s has more than %(most)s megapixels. Make it smaller first.",
            by="most",
        ),
        "photo.busy": _l("The portal is drawing the photos of others. Nothing is lost; send these again in a moment."),
        "photo.enough_for_now": counted(
            "You may send %(most)s photo an hour, and it was sent. Send these again later.",
            "You may send %(most)s photos an hour, and they were sent. Send these again later.",
            by="most",
        ),
        "photo.enough_for_today": _l(
            "Your company may send %(most)s MB of photos a day, and they were sent. Send these again tomorrow."
        ),
        "photo.damaged": _l("%(name)s is damaged and cannot be read."),
        "number.empty": _l("Enter a number."),
        "number.not_a_number": _l("“%(text)s” is not a number."),
        "number.infinite": _l("“%(text)s” is not a number."),
        "number.exponent": _l("Write “%(text)s” without an exponent."),
        "number.ambiguous": _l("“%(text)s” can be read in two ways. Write it without separators."),
    }
)
