"""What headquarters asks for: drafted from what was found, and whether everything is answered."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeVar

from portal.core.errors import Refused
from portal.orders.checks.rules_facts import Severity
from portal.settings.rules import Unit, setting

ANSWER_DAYS = setting("answer_days", Unit.DAYS, 3, 1, 90)
"""How long a distributor is given to answer what headquarters asks, where nobody says another day."""
ASKABLE_FIELDS = (
    "",
    "order_type",
    "po_number",
    "ship_to_id",
    "consignee_id",
    "incoterm",
    "incoterm_place",
    "mode",
    "requested_on",
    "vin",
    "repair_order",
    "odometer_km",
    "stopped_on",
    "campaign",
    "reason",
    "note",
)
_SPOKEN_OF = {"purchase_order": "po_number", "street": "consignee_id", "consignee": "consignee_id"}
"""Fields of the form that findings call by another name."""


class Found(Protocol):
    """A finding as far as it can be asked about."""

    @property
    def severity(self) -> str:
        """Return how much it weighs."""

    @property
    def line_no(self) -> int | None:
        """Return its line, None where it speaks of the head."""

    @property
    def field(self) -> str:
        """Return what it speaks of."""

    @property
    def waived_at(self) -> datetime | None:
        """Return when somebody let it pass."""


F = TypeVar("F", bound=Found)


@dataclass(frozen=True, slots=True)
class FieldAsk:
    """A request as its form has it: the subject (`line:3`, `field:vin`, `field:` for the whole order) and its text."""

    subject: str
    text: str


def asks_of(findings: Iterable[F]) -> list[tuple[str, F]]:
    """Return what a distributor can be asked about, each with its subject: blocks and warnings nobody let pass.

    What holds an order is for the owner of that hold to settle.
    """
    open_ones = (one for one in findings if one.waived_at is None and one.severity != Severity.HOLD)
    return [(_subject(one), one) for one in open_ones]


def _subject(found: Found) -> str:
    if found.line_no is not None:
        return f"line:{found.line_no}"
    name = _SPOKEN_OF.get(found.field or "", found.field or "")
    return f"field:{name if name in ASKABLE_FIELDS else ''}"


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
