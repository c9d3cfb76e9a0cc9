"""What the portal answers to each row of a draft: pure, from what is known of the parts named.

A row keeps the text that was typed. Its answer says what the portal understood, and what one may
do about it; rows of one part are added up and answered together, at the first of them.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any, Protocol

from portal.catalogue.replaced.rules_supersession import SupersessionKind, is_rest
from portal.catalogue.rules_packs import round_up_to_pack
from portal.orders.types.states import PackRule

MOST_LINES = 5_000


class RowAnswer(StrEnum):
    """What the portal says to a row, most pressing first."""

    NO_PART = "no_part"
    UNKNOWN = "unknown"
    BAD_QUANTITY = "bad_quantity"
    NOT_RELEASED = "not_released"
    DISCONTINUED = "discontinued"
    NO_PRICE = "no_price"
    SUPERSEDED = "superseded"
    BELOW_MINIMUM = "below_minimum"
    NOT_WHOLE_PACKS = "not_whole_packs"
    DUPLICATE = "duplicate"
    LAST_PIECES = "last_pieces"
    SPLIT = "split"
    LATER = "later"
    FOUND = "found"


STOPPING = frozenset(
    {
        RowAnswer.NO_PART,
        RowAnswer.UNKNOWN,
        RowAnswer.BAD_QUANTITY,
        RowAnswer.NOT_RELEASED,
        RowAnswer.DISCONTINUED,
        RowAnswer.NO_PRICE,
    }
)
"""Answers with which an order cannot be submitted: the row must be changed or removed."""

ROUNDED_UP = frozenset({RowAnswer.BELOW_MINIMUM, RowAnswer.NOT_WHOLE_PACKS})
"""Answers that offer the next right quantity."""

NEEDING = STOPPING | ROUNDED_UP | {RowAnswer.SUPERSEDED}
"""Answers after which somebody has something to do: to change the row, or to take what it is offered."""

REQUANTIFIED = ROUNDED_UP | {RowAnswer.LAST_PIECES}
"""Answers that offer another quantity of the same part: the next right one, or what is left."""


@dataclass(frozen=True, slots=True)
class Offer:
    """One part of what is offered instead, with so many pieces for one of the old part."""

    part: str
    ratio: int = 1


@dataclass(frozen=True, slots=True)
class PartAnswer:
    """What is known of the part a row names, on the day of the check.

    `free` pieces may be promised now, `one_depot` of them where all must come from one depot (None: they need not), as
    for an order that ships only whole; `next_on` is the next planned receipt; `offers` replace the part (one for a
    single successor, all of a kit, any one of a choice).
    """

    id: int
    number: str
    minimum: int = 1
    pack: int = 1
    free: int = 0
    one_depot: int | None = None
    next_on: date | None = None
    lead_time_days: int = 0
    discontinued: bool = False
    use_up_old: bool = False
    restricted: bool = False
    kind: SupersessionKind | None = None
    offers: tuple[Offer, ...] = ()

    @property
    def at_hand(self) -> int:
        """Return the pieces an order can have now."""
        return self.free if self.one_depot is None else self.one_depot

    @property
    def spread(self) -> dict[str, int]:
        """Return what is told where one depot must give all: the most one has, and all together; else nothing."""
        return {} if self.one_depot is None or not self.free else {"one_depot": self.one_depot, "free": self.free}

    def coming(self, today: date) -> date | None:
        """Return the day of the next planned receipt; None where none is planned from this day on."""
        return self.next_on if self.next_on is not None and self.next_on >= today else None

    def ended(self, today: date) -> bool:
        """Tell whether nothing follows what is on the shelf from this day on."""
        return is_rest(self.discontinued, replaced=bool(self.offers), planned_on=self.coming(today))

    def keeps_old(self, quantity: int) -> bool:
        """Tell whether the old part may still be sold: used up first, or fully interchangeable."""
        keep = self.use_up_old or self.kind is SupersessionKind.TWO_WAY
        return keep and self.at_hand >= quantity


@dataclass(frozen=True, slots=True)
class TypedRow:
    """A row as typed, its part found or not, its quantity read or refused (code and facts).

    `damage` names what a spreadsheet made of the part number, where it is none any more. `read_as` is the number of the
    part where something else was typed, `respelled` in what they differ; nothing where it is the company's own number.
    """

    id: int
    position: int
    part_text: str
    part_id: int | None
    quantity: int | None
    quantity_fault: tuple[str, Mapping[str, Any]] | None = None
    near: tuple[str, ...] = ()
    damage: str | None = None
    read_as: str = ""
    respelled: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RowVerdict:
    """The answer to one row, its figures (plain JSON values), and its part and quantity."""

    row_id: int
    answer: RowAnswer
    facts: dict[str, Any]
    part_id: int | None
    quantity: int | None


@dataclass(slots=True)
class _Group:
    """All rows of one part: their total, asked for at the first of them."""

    head: int
    total: int = 0
    positions: list[int] = field(default_factory=list)


def totals_of(rows: Sequence[TypedRow]) -> dict[int, int]:
    """Return the pieces asked for per part, rows of one part added up, in the order of the rows."""
    return {part: group.total for part, group in _groups(rows).items()}


def _groups(rows: Sequence[TypedRow]) -> dict[int, _Group]:
    groups: dict[int, _Group] = {}
    for row in rows:
        if row.part_id is not None and row.quantity is not None:
            group = groups.setdefault(row.part_id, _Group(row.id))
            group.total += row.quantity
            group.positions.append(row.position)
    return groups


def answers_of(
    rows: Sequence[TypedRow],
    parts: Mapping[int, PartAnswer],
    prices: Mapping[int, Mapping[str, Any] | None],
    pack_rule: PackRule,
    today: date,
) -> list[RowVerdict]:
    """Answer each row, in the order given; `prices` holds the explained price per part."""
    groups = _groups(rows)
    verdicts = []
    for row in rows:
        part = parts.get(row.part_id) if row.part_id is not None else None
        said = list(_said(row, part, groups, prices, pack_rule, today))
        said.sort(key=lambda pair: _RANK[pair[0]])
        facts: dict[str, Any] = {}
        for _, found in reversed(said):
            facts |= found
        also = [answer.value for answer, _ in said[1:]]
        if also:
            facts["also"] = also
        if row.read_as and part is not None:
            facts |= {"read_as": row.read_as, "respelled": list(row.respelled)}
        part_id = None if part is None else part.id
        verdicts.append(RowVerdict(row.id, said[0][0], facts, part_id, row.quantity))
    return verdicts


_RANK = {answer: rank for rank, answer in enumerate(RowAnswer)}
Said = tuple[RowAnswer, dict[str, Any]]


def _said(
    row: TypedRow,
    part: PartAnswer | None,
    groups: Mapping[int, _Group],
    prices: Mapping[int, Mapping[str, Any] | None],
    pack_rule: PackRule,
    today: date,
) -> Iterator[Said]:
    if row.quantity_fault is not None:
        code, facts = row.quantity_fault
        yield RowAnswer.BAD_QUANTITY, {"fault": code, "fault_facts": dict(facts)}
    if part is None:
        blank = not row.part_text.strip()
        damage = {"damage": row.damage} if row.damage else {}
        yield (RowAnswer.NO_PART, {}) if blank else (RowAnswer.UNKNOWN, {"near": list(row.near)} | damage)
        return
    group = groups.get(part.id)
    settled = dict(_part_said(part, group.total if group else 1, today))
    if row.quantity is None or group is None:
        yield from settled.items()
    elif group.head != row.id:
        yield from settled.items()
        yield RowAnswer.DUPLICATE, {"row": group.positions[0], "total": group.total}
    elif settled:
        price = prices.get(part.id) if part.free > 0 and STOPPING.isdisjoint(settled) else None
        figures = _figures(group, price)
        yield from ((answer, facts | figures) for answer, facts in settled.items())
    else:
        yield from _head_said(group, part, prices.get(part.id), pack_rule, today)


def _part_said(part: PartAnswer, total: int, today: date) -> Iterator[Said]:
    """Return what the part itself settles: then its stock, packs and price are no longer the question.

    A superseded part of which nothing is left has no amount either: it will not be delivered as it stands.
    One that is used up first keeps (`keep`) what is left of it, and its successor fills the rest.
    """
    if part.restricted:
        yield RowAnswer.NOT_RELEASED, {}
    if part.offers and not part.keeps_old(total):
        kind = part.kind.value if part.kind else SupersessionKind.ONE_WAY.value
        offers = [{"part": one.part, "ratio": one.ratio} for one in part.offers]
        first = {"keep": part.at_hand} if part.use_up_old and 0 < part.at_hand < total else {}
        yield RowAnswer.SUPERSEDED, {"kind": kind, "offers": offers, "stock": part.free} | first
    elif part.ended(today) and part.free == 0:
        yield RowAnswer.DISCONTINUED, {"stock": 0}


def _figures(group: _Group, price: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return the pieces of a group, the rows they stand in where they are several, and their price if there is one."""
    facts: dict[str, Any] = {"total": group.total}
    if len(group.positions) > 1:
        facts["rows"] = group.positions
    return facts if price is None else facts | {"price": dict(price)}


def _head_said(
    group: _Group,
    part: PartAnswer,
    price: Mapping[str, Any] | None,
    pack_rule: PackRule,
    today: date,
) -> Iterator[Said]:
    facts = _figures(group, price)
    if price is None:
        yield RowAnswer.NO_PRICE, {}
    if pack_rule is not PackRule.EXEMPT:
        yield from _pack_said(group.total, part, today)
    yield from _stock_said(group.total, part, today, facts)


def _pack_said(total: int, part: PartAnswer, today: date) -> Iterator[Said]:
    """Return what is against the quantity; the last pieces of a part are not held to packs they do not fill."""
    suggested = round_up_to_pack(total, part.minimum, part.pack)
    facts = {"suggested": suggested, "minimum": part.minimum, "pack": part.pack}
    if part.ended(today) and suggested > part.free:
        return
    if total < part.minimum:
        yield RowAnswer.BELOW_MINIMUM, facts
    elif total % part.pack:
        yield RowAnswer.NOT_WHOLE_PACKS, facts


def _stock_said(total: int, part: PartAnswer, today: date, facts: dict[str, Any]) -> Iterator[Said]:
    if part.ended(today):
        left = {"now": min(total, part.at_hand), "stock": part.free}
        rest = {"suggested": part.at_hand} if 0 < part.at_hand < total and "rows" not in facts else {}
        yield RowAnswer.LAST_PIECES, facts | left | rest | (part.spread if part.at_hand < total else {})
        return
    if part.at_hand >= total:
        yield RowAnswer.FOUND, facts | {"now": total}
        return
    planned = part.coming(today)
    on = planned or today + timedelta(days=part.lead_time_days)
    when = {"later": total - part.free, "on": on.isoformat(), "planned": planned is not None}
    if part.one_depot is not None:
        yield RowAnswer.LATER, facts | when | part.spread | {"later": total}
    elif part.free > 0:
        yield RowAnswer.SPLIT, facts | when | {"now": part.free}
    else:
        yield RowAnswer.LATER, facts | when


@dataclass(frozen=True, slots=True)
class DraftSums:
    """What the rows of a draft come to: lines, pieces and amount, of the rows that can be ordered."""

    lines: int
    pieces: int
    amount: Decimal

    def instead(self, gone: "DraftSums", come: "DraftSums") -> "DraftSums":
        """Return the sums with some rows in the place of others."""
        return DraftSums(
            lines=self.lines - gone.lines + come.lines,
            pieces=self.pieces - gone.pieces + come.pieces,
            amount=self.amount - gone.amount + come.amount,
        )


class Answer(Protocol):
    """What a row was answered, worked out now or stored before."""

    @property
    def answer(self) -> str:
        """The answer, a `RowAnswer` or its value."""

    @property
    def facts(self) -> Mapping[str, Any]:
        """Its figures."""


def sums_of(answers: Iterable[Answer]) -> DraftSums:
    """Return the sums of the rows answered; rows that cannot be ordered count for nothing."""
    heads = [one.facts for one in answers if one.answer not in STOPPING and "price" in one.facts]
    return DraftSums(
        lines=len(heads),
        pieces=sum(int(facts["total"]) for facts in heads),
        amount=sum((Decimal(facts["price"]["amount"]) for facts in heads), Decimal(0)),
    )
