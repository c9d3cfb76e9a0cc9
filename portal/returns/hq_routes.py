"""Returns at the door of headquarters: all claims, one decision each, goods back, the credit note."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from flask import Blueprint, Response, flash, request, url_for
from flask_babel import gettext as _

from portal.accounts.pages_several import offers_companies
from portal.core.actor import Turn
from portal.core.clock import utc_now
from portal.core.data.sessions import perform
from portal.core.errors import FieldRefused, Refused
from portal.core.numerals import whole_number
from portal.core.permissions import Permission
from portal.core.web.commands import carry_out
from portal.core.web.downloads import wanted_export
from portal.core.web.guards import current_actor, requires
from portal.core.web.languages import language
from portal.core.web.pages import go, respond
from portal.core.web.refusals import words_of
from portal.core.web.typed import this_turn, typed_text
from portal.orders.rules_taking import LONGEST_WHY
from portal.returns import forms_decision as forms
from portal.returns import pages, pages_list, service_credit, service_decision, service_goods, service_hands
from portal.returns.labels import STATE_WORDS
from portal.returns.queries_credit import credits_of
from portal.returns.states import WAITING, ClaimState
from portal.settings.queries import figures_at

blueprint = Blueprint("hq_returns", __name__, url_prefix="/hq")
NOTE_LENGTH = 2_000
LONGEST_PART = 60
VERDICTS = ("approve", "reject")


@dataclass(frozen=True, slots=True)
class Came:
    """Parts that came back instead of what was shipped, as typed by claim line; what is wrong, with which (0: all)."""

    typed: Mapping[int, str] = field(default_factory=dict)
    line: int = 0
    problem: str = ""


AS_SHIPPED = Came()


@blueprint.get("/returns")
@requires(Permission.HQ_CLAIM_VIEW)
@offers_companies
def index() -> Response:
    """List the claims of all distributors."""
    state = pages_list.claims_state()
    if kind := wanted_export():
        return pages_list.claims_file(kind, state)
    return pages_list.claims_list("returns/hq_list.html", state)


@blueprint.get("/returns/<number>")
@requires(Permission.HQ_CLAIM_VIEW)
def show(number: str) -> Response:
    """Show one claim, with the decision form while it waits for one."""
    context = pages.claim_context(number, internal=True)
    return _claim_page(context, _proposed(context))


@blueprint.post("/returns/<number>/decide")
@requires(Permission.CLAIM_DECIDE)
def decide(number: str) -> Response:
    """Approve line by line, or reject the whole claim; what is refused comes back as typed."""
    context = pages.claim_context(number, internal=True)
    rows = forms.typed_answers(_proposed(context), request.form, language())
    typed = request.form.get("note", "")
    try:
        note = typed_text(typed, NOTE_LENGTH, "note")
    except FieldRefused as refusal:
        return _claim_page(context, rows, note=typed, problem=words_of(refusal), status=422)
    if request.form.get("verdict") not in VERDICTS:
        return _claim_page(context, rows, note=note, problem=words_of(Refused("returns.no_verdict")), status=422)
    rejecting = request.form.get("verdict") == "reject"
    if not rejecting and any(row.errors for row in rows):
        return _claim_page(context, rows, note=note, status=422)

    def again(refusal: FieldRefused) -> Response:
        problem = words_of(refusal) if refusal.field == "note" else ""
        return _claim_page(context, forms.with_refusal(rows, refusal), note=note, problem=problem, status=422)

    return carry_out(
        partial(_decided, number, rows, note, rejecting),
        told=partial(_state_told, number),
        to=url_for("hq_returns.show", number=number),
        again=again,
        when=FieldRefused,
    )


def _state_told(number: str, state: ClaimState) -> str:
    return _("Claim %(number)s: %(state)s.", number=number, state=STATE_WORDS[state])


@blueprint.post("/returns/<number>/preview")
@requires(Permission.CLAIM_DECIDE)
def preview(number: str) -> Response:
    """Show what the answers, as typed, would credit; nothing is decided."""
    context = pages.claim_context(number, internal=True)
    if context["claim"].state not in WAITING:
        raise Refused("claim.not_open")
    rows = forms.typed_answers(_proposed(context), request.form, language())
    return _claim_page(context, rows, note=request.form.get("note", ""))


def _proposed(context: Mapping[str, Any]) -> list[forms.AnswerRow]:
    claim = context["claim"]
    return forms.proposed_answers(context["lines"], figures_at(claim.submitted_at or utc_now()), language())


def _decided(number: str, rows: list[forms.AnswerRow], note: str, rejecting: bool) -> ClaimState:
    actor, now, version = current_actor(), utc_now(), _version()
    if rejecting:
        return service_decision.reject(number, note, Turn(actor, version, now))
    decision = forms.decision_of(rows, note, version, language())
    return service_decision.decide(number, decision, actor, now)


def _version() -> int:
    return whole_number(request.form.get("version")) or 0


def _claim_page(
    context: dict[str, Any],
    answers: list[forms.AnswerRow],
    note: str = "",
    problem: str = "",
    status: int = 200,
    taking: tuple[str, str] | None = None,
    came: Came = AS_SHIPPED,
) -> Response:
    """Show a claim to headquarters; `taking` is why it was to be taken over, as typed, and what stands against that."""
    claim = context["claim"]
    if claim.state in WAITING:
        answered = forms.answered_lines(answers, language())
        answers = forms.with_credits(answers, credits_of(claim.id, claim.currency, answered))
    return respond(
        "returns/hq_claim.html",
        "returns/_credit.html",
        status=status,
        answers=answers,
        note=note,
        problem=problem,
        hands=pages.hands_of(claim, current_actor()),
        taking=taking,
        came=came,
        credit_total=forms.credit_total(answers),
        **context,
    )


@blueprint.post("/returns/<number>/take")
@requires(Permission.CLAIM_DECIDE)
def take(number: str) -> Response:
    """Take a claim nobody has."""
    return _passed(number, _("%(number)s is yours.", number=number), service_hands.take)


@blueprint.post("/returns/<number>/hand-back")
@requires(Permission.CLAIM_DECIDE)
def hand_back(number: str) -> Response:
    """Put a claim back into the queue."""
    return _passed(number, _("%(number)s waits for anyone again.", number=number), service_hands.hand_back)


@blueprint.post("/returns/<number>/take-over")
@requires(Permission.CLAIM_DECIDE)
def take_over(number: str) -> Response:
    """Take a claim out of a colleague's hands, who is told why."""
    typed = request.form.get("why", "")
    try:
        why = typed_text(typed, LONGEST_WHY, "why")
        perform(service_hands.take_over, number, why, this_turn())
    except FieldRefused as refused:
        context = pages.claim_context(number, internal=True)
        answers = _proposed(context)
        return _claim_page(context, answers, status=422, taking=(typed, words_of(refused)))
    flash(_("%(number)s is yours.", number=number), "ok")
    return go(url_for("hq_returns.show", number=number))


def _passed(number: str, told: str, command: Callable[[str, Turn], None]) -> Response:
    perform(command, number, this_turn())
    flash(told, "ok")
    return go(url_for("hq_returns.show", number=number))


@blueprint.post("/returns/<number>/goods")
@requires(Permission.STOCK_MOVE)
def goods(number: str) -> Response:
    """Receive the goods of a claim as approved: what was returned goes into quarantine."""
    context = pages.claim_context(number, internal=True)
    typed = {line.id: request.form.get(f"part-{line.id}", "") for line in context["lines"]}

    def received() -> ClaimState:
        written = {line: typed_text(part, LONGEST_PART, f"part-{line}") for line, part in typed.items()}
        return service_goods.take_back(number, current_actor(), utc_now(), written)

    def again(refusal: Refused) -> Response:
        if refusal.code == "claim.move_not_allowed":
            raise refusal
        field = refusal.field if isinstance(refusal, FieldRefused) else ""
        told = Came(typed, whole_number(field.removeprefix("part-")) or 0, words_of(refusal))
        return _claim_page(context, _proposed(context), came=told, status=422)

    return carry_out(
        received,
        told=partial(_state_told, number),
        to=url_for("hq_returns.show", number=number),
        again=again,
    )


@blueprint.post("/returns/<number>/credit")
@requires(Permission.CREDIT_NOTE_ISSUE)
def credit(number: str) -> Response:
    """Issue the credit note of a claim somebody else decided."""
    paper = perform(service_credit.issue_credit, number, current_actor(), utc_now())
    flash(_("Credit note %(paper)s is issued.", paper=paper), "ok")
    return go(url_for("hq_returns.show", number=number))


@blueprint.get("/returns/<number>/photos/<public_id>")
@requires(Permission.HQ_CLAIM_VIEW)
def photo(number: str, public_id: str) -> Response:
    """Hand over one photo of a claim."""
    return pages.photo_response(number, public_id)
