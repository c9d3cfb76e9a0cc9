"""The decision form as it was typed: one answer a line, proposed by rule, checked beside each field."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from werkzeug.datastructures import MultiDict

from portal.core import formats
from portal.core.errors import FieldRefused, Refused
from portal.core.typed_numbers import parse_count, parse_decimal
from portal.core.web.refusals import words_of
from portal.core.web.typed import typed_text
from portal.returns.queries import ClaimLineFacts
from portal.returns.queries_credit import AnsweredLine
from portal.returns.rules import REASON_RULES, Credit, default_outcome
from portal.returns.rules_claims import default_fee
from portal.returns.service_decision import Decision, Judgement
from portal.returns.states import Liability, Outcome
from portal.settings.rules import Figures

NOTE_LENGTH = 400
_CHOSEN = ("outcome", "liability")


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """A claim line with the answer proposed or typed for it, as text, and what it is worth where it can be read."""

    line: ClaimLineFacts
    approved: str
    outcome: str
    liability: str
    fee: str
    note: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)
    credit: Credit | None = None


def proposed_answers(lines: Sequence[ClaimLineFacts], figures: Figures, locale: str) -> list[AnswerRow]:
    """Return the answers the rules propose: all pieces, the usual outcome, liability and fee."""
    return [
        AnswerRow(
            line,
            str(line.quantity),
            default_outcome(line.reason, line.lithium).value,
            REASON_RULES[line.reason].liability.value,
            formats.number(default_fee(line.reason, figures), locale),
        )
        for line in lines
    ]


def typed_answers(rows: Sequence[AnswerRow], form: MultiDict[str, str], locale: str) -> list[AnswerRow]:
    """Return the answers as they were typed, with what is wrong beside each."""
    return [_typed(row, form, locale) for row in rows]


def _typed(row: AnswerRow, form: MultiDict[str, str], locale: str) -> AnswerRow:
    key = row.line.id
    outcome, liability = form.get(f"outcome-{key}", ""), form.get(f"liability-{key}", "")
    typed = replace(
        row,
        approved=form.get(f"approved-{key}", row.approved).strip(),
        outcome=outcome if outcome in set(Outcome) else "",
        liability=liability if liability in set(Liability) else "",
        fee=form.get(f"fee-{key}", row.fee).strip(),
        note=form.get(f"answer-{key}", "").strip(),
    )
    errors = {name: words_of(Refused("returns.not_chosen")) for name in _CHOSEN if not getattr(typed, name)}
    try:
        typed = replace(typed, note=typed_text(typed.note, NOTE_LENGTH, "answer"))
    except Refused as refusal:
        errors["answer"] = words_of(refusal)
    for column, read in (("approved", _approved_of), ("fee", _fee_of)):
        try:
            read(typed, locale)
        except Refused as refusal:
            errors[column] = words_of(refusal)
    return replace(typed, errors=errors)


def _approved_of(row: AnswerRow, locale: str) -> int:
    approved = pieces_of(row.approved, locale)
    if approved > row.line.quantity:
        raise Refused("claim.approved_over_asked", asked=row.line.quantity, approved=approved)
    return approved


def _fee_of(row: AnswerRow, locale: str) -> Decimal:
    return percent_of(row.fee, locale)


def pieces_of(text: str, locale: str) -> int:
    """Return a whole number of pieces, zero allowed; refuses as `parse_count` does."""
    return parse_count(text, locale, minimum=0)


def percent_of(text: str, locale: str) -> Decimal:
    """Return a fee in percent, at most four decimals; refuses `number.empty`, `returns.fee_out_of_range`."""
    value = parse_decimal(text, locale)
    exponent = value.as_tuple().exponent
    if not 0 <= value <= 100 or (isinstance(exponent, int) and exponent < -4):
        raise Refused("returns.fee_out_of_range", percent=value)
    return value


def decision_of(rows: Sequence[AnswerRow], note: str, seen_version: int, locale: str) -> Decision:
    """Return the decision the typed answers amount to."""
    return Decision(tuple(_judgement(row, locale) for row in rows), note, seen_version)


_WORTH = frozenset({"approved", "outcome", "fee"})


def answered_lines(rows: Sequence[AnswerRow], locale: str) -> list[AnsweredLine]:
    """Return the answers that can be read as far as money goes; the others have an error beside them."""
    return [
        AnsweredLine(
            row.line.id,
            row.line.shipment_line_id,
            row.line.reason,
            pieces_of(row.approved, locale),
            Outcome(row.outcome),
            percent_of(row.fee, locale),
        )
        for row in rows
        if _WORTH.isdisjoint(row.errors)
    ]


def with_credits(rows: Sequence[AnswerRow], credits: Mapping[int, Credit | FieldRefused]) -> list[AnswerRow]:
    """Return the answers with what each is credited, or with what stands against it beside its field."""
    return [_with_credit(row, credits.get(row.line.id)) for row in rows]


def _with_credit(row: AnswerRow, credit: Credit | FieldRefused | None) -> AnswerRow:
    if isinstance(credit, FieldRefused):
        return with_refusal([row], credit)[0]
    return replace(row, credit=credit)


def credit_total(rows: Sequence[AnswerRow]) -> Decimal:
    """Return the sum of what the answers are credited, as far as they can be read."""
    return sum((row.credit.amount for row in rows if row.credit), Decimal(0))


def _judgement(row: AnswerRow, locale: str) -> Judgement:
    return Judgement(
        row.line.id,
        pieces_of(row.approved, locale),
        Outcome(row.outcome),
        Liability(row.liability),
        percent_of(row.fee, locale),
        row.note,
    )


def with_refusal(rows: Sequence[AnswerRow], refusal: FieldRefused) -> list[AnswerRow]:
    """Return the answers with a refusal's words beside the field it belongs to."""
    column, _, key = refusal.field.rpartition("-")
    return [
        replace(row, errors={**row.errors, column: words_of(refusal)}) if str(row.line.id) == key else row
        for row in rows
    ]
