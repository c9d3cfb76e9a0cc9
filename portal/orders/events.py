"""What can be said of an order after the fact."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OrderEvent:
    """The order it happened to."""

    order_id: int
    number: str
    distributor_id: int


@dataclass(frozen=True, slots=True)
class OrderSubmitted(OrderEvent):
    """A distributor handed an order in; `again` after changes were asked for."""

    again: bool = False


@dataclass(frozen=True, slots=True)
class OrderPassedUp(OrderEvent):
    """A dealer passed it to its general distributor."""

    general_id: int = 0


@dataclass(frozen=True, slots=True)
class OrderSentBack(OrderEvent):
    """The general distributor sent it back to its dealer, and why."""

    reason: str = ""


@dataclass(frozen=True, slots=True)
class OrderTaken(OrderEvent):
    """Somebody reviews it now; `taken_from` a colleague, where they took it over, and why they did."""

    reviewer_id: int = 0
    reviewer_name: str = ""
    taken_from: int | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class OrderHandedBack(OrderEvent):
    """A reviewer put it back into the queue."""


@dataclass(frozen=True, slots=True)
class ChangesRequested(OrderEvent):
    """Headquarters asks for changes; the review clock pauses."""


@dataclass(frozen=True, slots=True)
class OrderApproved(OrderEvent):
    """A reviewer approved it."""


@dataclass(frozen=True, slots=True)
class OrderRejected(OrderEvent):
    """A reviewer rejected it, with a reason code and a note."""

    reason: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class OrderCancelled(OrderEvent):
    """It was withdrawn or cancelled as a whole."""


@dataclass(frozen=True, slots=True)
class RestCancelled(OrderEvent):
    """What waited of it longer than its customer wants is cancelled: (line no, part number, pieces), and the parts."""

    lines: tuple[tuple[int, str, int], ...] = ()
    part_ids: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class OrderReleased(OrderEvent):
    """It may be allocated: approved, and no blocking hold is open; `doer_id` is who approved it, or lifted the last."""

    doer_id: int | None = None


@dataclass(frozen=True, slots=True)
class HoldPlaced(OrderEvent):
    """A hold was placed."""

    kind: str = ""


@dataclass(frozen=True, slots=True)
class HoldReleased(OrderEvent):
    """A hold was released; `doer_id` is who did."""

    kind: str = ""
    doer_id: int | None = None


@dataclass(frozen=True, slots=True)
class PartsAllowed(OrderEvent):
    """An order that shipped only whole may ship in parts from now on; `doer_id` is who said so."""

    doer_id: int | None = None


@dataclass(frozen=True, slots=True)
class FindingWaived(OrderEvent):
    """A blocking finding was let pass."""

    code: str = ""


@dataclass(frozen=True, slots=True)
class LinesAllocated(OrderEvent):
    """A run tied stock to some of its lines."""

    pieces: int = 0


@dataclass(frozen=True, slots=True)
class LinesBackordered(OrderEvent):
    """Some lines wait for stock; each has a first promise: (line no, part number, pieces, ISO date).

    `unasked` tells that no planner started the run; `doer_id` is whose decision or press it followed.
    """

    lines: tuple[tuple[int, str, int, str], ...] = ()
    unasked: bool = False
    doer_id: int | None = None


@dataclass(frozen=True, slots=True)
class PromisesMoved(OrderEvent):
    """A run promised lines other days than before: (line no, part number, ISO date before, ISO date now)."""

    lines: tuple[tuple[int, str, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class PromiseRevised(OrderEvent):
    """A line that waits was promised another day (ISO dates; `before` empty where there was none), and why."""

    line_no: int = 0
    part_number: str = ""
    promised_on: str = ""
    before: str = ""
    cause: str = ""
    note: str = ""
