"""The job that answers several chosen rows: one transaction each, so that a refusal stops only its own."""

from typing import Any

from portal.accounts.queries_actor import actor_of
from portal.core.actor import Actor
from portal.core.clock import utc_now
from portal.core.data.sessions import perform
from portal.core.errors import NotVisible, Refused
from portal.core.jobs.queue import Running, handles
from portal.review.rules_bulk import KIND, Answer, Chosen, Outcome, Wish, kept
from portal.review.service_bulk import approve_one, take_one

TOLD_EVERY = 10
COMMANDS = {Wish.TAKE: take_one, Wish.APPROVE: approve_one}


@handles(KIND)
def answer_each(running: Running) -> dict[str, Any]:
    """Do what was wished with each row, and keep each answer. Safe to repeat: what is done stays done."""
    wish, rows = Wish(running.payload["wish"]), running.payload["chosen"]
    actor, outcomes = actor_of(running.payload["actor"]), []
    for done, (number, version) in enumerate(rows, start=1):
        outcomes.append(kept(answered(wish, Chosen(number, version), actor)))
        if done % TOLD_EVERY == 0 and done < len(rows):
            running.progress(done, len(rows))
    return {"outcomes": outcomes}


def answered(wish: Wish, chosen: Chosen, actor: Actor | None) -> Outcome:
    """Return what became of one row; a refusal is an answer too."""
    if actor is None:
        return Outcome(chosen.number, Answer.REFUSED, Refused("review.not_yours_to_take"))
    try:
        return perform(COMMANDS[wish], chosen, actor, utc_now())
    except NotVisible:
        return Outcome(chosen.number, Answer.REFUSED, Refused("review.gone", number=chosen.number))
    except Refused as refused:
        return Outcome(chosen.number, Answer.REFUSED, refused)
