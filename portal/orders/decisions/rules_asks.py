"""Whether everything headquarters asked for is answered."""

from collections.abc import Iterable
from dataclasses import dataclass

from portal.core.errors import Refused


@dataclass(frozen=True, slots=True)
class AskAnswer:
    """The distributor's answer to one thing asked for: done, or declined with a word why."""

    ask_id: int
    done: bool
    note: str = ""


def answer_faults(asked: Iterable[int], answers: Iterable[AskAnswer]) -> dict[int, str]:
    """Return what is wrong by the id of what was asked: `order.ask_unanswered`, `order.decline_without_note`."""
    given = {answer.ask_id: answer for answer in answers}
    faults = {ask_id: "order.ask_unanswered" for ask_id in asked if ask_id not in given}
    silent = (one.ask_id for one in given.values() if not one.done and not one.note.strip())
    return faults | dict.fromkeys(silent, "order.decline_without_note")


def check_answers(asked: Iterable[int], answers: Iterable[AskAnswer]) -> None:
    """Refuse `order.asks_unanswered` and `order.decline_without_note`."""
    codes = list(answer_faults(asked, answers).values())
    left = codes.count("order.ask_unanswered")
    if left:
        raise Refused("order.asks_unanswered", count=left)
    if codes:
        raise Refused("order.decline_without_note")
