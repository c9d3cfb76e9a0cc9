"""Changes to the rows of a draft: typed anew, taken out, offers accepted. Pure; rows are values.

What was typed stays as it was typed until somebody changes it; only then is it read again.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from portal.core.errors import Refused
from portal.orders.entry.rows.rules_answers import MOST_LINES, REQUANTIFIED, RowAnswer

_FAULT = frozenset({"fault", "fault_facts"})
CHOICE = "choice"
"""The kind of an offer of several parts, of which one must be chosen."""
LONGEST_PART, LONGEST_QUANTITY, LONGEST_NOTE = 200, 100, 400


@dataclass(frozen=True, slots=True)
class RowText:
    """What was typed in one row; `source_row` is where it stood in a spreadsheet, from 1."""

    part_text: str
    quantity_text: str = ""
    note: str = ""
    source_row: int | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a draft with its answer; `quantity` None is to be read from the text again."""

    position: int
    part_text: str
    quantity_text: str = ""
    note: str = ""
    source_row: int | None = None
    part_id: int | None = None
    quantity: int | None = None
    answer: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Acceptance:
    """An offer taken at one row; `part` names the chosen one of several."""

    position: int
    part: str = ""


def fitting(texts: Iterable[RowText]) -> list[RowText]:
    """Return rows as given; refuses `order.text_too_long` (row, limit) rather than cut anything."""
    listed = list(texts)
    for number, text in enumerate(listed, 1):
        lengths = (
            (text.part_text, LONGEST_PART),
            (text.quantity_text, LONGEST_QUANTITY),
            (text.note, LONGEST_NOTE),
        )
        for typed, limit in lengths:
            if len(typed) > limit:
                row = text.source_row or number
                raise Refused("order.text_too_long", row=row, limit=limit, found=len(typed))
    return listed


def fits(text: RowText) -> bool:
    """Tell whether a row is short enough to be kept as typed."""
    return (
        len(text.part_text) <= LONGEST_PART
        and len(text.quantity_text) <= LONGEST_QUANTITY
        and len(text.note) <= LONGEST_NOTE
    )


def checked_count(rows: Sequence[Row]) -> None:
    """Refuse `order.too_many_lines` above the limit, whole: no row is left out silently."""
    if len(rows) > MOST_LINES:
        raise Refused("order.too_many_lines", limit=MOST_LINES, found=len(rows))


def with_added(rows: Sequence[Row], texts: Iterable[RowText]) -> list[Row]:
    """Return the rows with new ones after them."""
    position = max((row.position for row in rows), default=0)
    added = [
        Row(position + step, text.part_text, text.quantity_text, text.note, text.source_row)
        for step, text in enumerate(texts, 1)
    ]
    return [*rows, *added]


def retyped(rows: Sequence[Row], texts: Mapping[int, RowText]) -> list[Row]:
    """Return the rows with those typed anew changed; a row left as it was keeps its reading."""
    return [_retyped(row, texts[row.position]) if row.position in texts else row for row in rows]


def _retyped(row: Row, text: RowText) -> Row:
    same_part = text.part_text == row.part_text
    same_quantity = text.quantity_text == row.quantity_text
    return replace(
        row,
        part_text=text.part_text,
        quantity_text=text.quantity_text,
        note=row.note if text.note.split() == row.note.split() else text.note,
        part_id=row.part_id if same_part else None,
        quantity=row.quantity if same_quantity else None,
        facts=_facts_kept(row, same_part, same_quantity),
    )


def _facts_kept(row: Row, same_part: bool, same_quantity: bool) -> Mapping[str, Any]:
    """Return what is still known of a row: of its part, and why its quantity was not understood."""
    if same_part and same_quantity:
        return row.facts
    return {name: value for name, value in row.facts.items() if (same_quantity if name in _FAULT else same_part)}


def one_each(rows: Sequence[Row]) -> list[Row]:
    """Return the rows with one piece in each that names a part and has no quantity at all."""
    return [
        replace(row, quantity_text="1", quantity=None, facts=_facts_kept(row, same_part=True, same_quantity=False))
        if row.part_text.strip() and not row.quantity_text.strip()
        else row
        for row in rows
    ]


def takes_something(rows: Sequence[Row], one: Acceptance) -> bool:
    """Tell whether a row offers what is taken there."""
    return any(row.position == one.position and _taken(row, one) != [row] for row in rows)


def without(rows: Sequence[Row], positions: frozenset[int]) -> list[Row]:
    """Return the rows without those taken out."""
    return [row for row in rows if row.position not in positions]


def all_offers(rows: Sequence[Row], answers: frozenset[RowAnswer]) -> list[Acceptance]:
    """Return an acceptance for each row so answered, except where one of several must be chosen."""
    return [Acceptance(row.position) for row in rows if row.answer in answers and row.facts.get("kind") != CHOICE]


def with_accepted(rows: Sequence[Row], accepted: Iterable[Acceptance], *, renumber: bool) -> list[Row]:
    """Return the rows with offers taken; the parts of a kit follow the row they replace.

    With `renumber` positions run from 1 again; without it further parts get positions at the end.
    """
    wanted = {one.position: one for one in accepted}
    following = max((row.position for row in rows), default=0) + 1
    changed: list[Row] = []
    for row in rows:
        taken = _taken(row, wanted[row.position]) if row.position in wanted else [row]
        changed.append(taken[0])
        for extra in taken[1:]:
            changed.append(replace(extra, position=following))
            following += 1
    return renumbered(changed) if renumber else changed


def renumbered(rows: Sequence[Row]) -> list[Row]:
    """Return the rows with positions 1, 2, 3 ..."""
    return [row if row.position == place else replace(row, position=place) for place, row in enumerate(rows, 1)]


def _taken(row: Row, accepted: Acceptance) -> list[Row]:
    offered = not accepted.part or accepted.part in _offered(row)
    kept = _kept_first(row)
    if kept and row.quantity is not None and offered:
        left = row.quantity - kept
        rest = replace(row, quantity=left, quantity_text=str(left), facts={**row.facts, "keep": 0})
        return [replace(row, quantity=kept, quantity_text=str(kept)), *_taken(rest, accepted)]
    if accepted.part:
        ratio = _offered(row).get(accepted.part)
        return [row] if ratio is None else [_replaced(row, accepted.part, ratio)]
    if row.answer == RowAnswer.SUPERSEDED:
        return [_replaced(row, one["part"], int(one["ratio"])) for one in row.facts["offers"]]
    if row.answer in REQUANTIFIED and "suggested" in row.facts and row.quantity is not None:
        quantity = row.quantity + int(row.facts["suggested"]) - int(row.facts["total"])
        return [replace(row, quantity=quantity, quantity_text=str(quantity))]
    return [row]


def _kept_first(row: Row) -> int:
    """Return the pieces of a superseded part that are used up first; 0 where rows of one part stand together."""
    alone = {"row", "rows"}.isdisjoint(row.facts)
    kept = int(row.facts.get("keep", 0)) if alone and row.answer == RowAnswer.SUPERSEDED else 0
    return kept if row.quantity is not None and row.quantity > kept else 0


def _offered(row: Row) -> dict[str, int]:
    """Return the parts a row is offered, with the pieces of each for one of what was asked for."""
    near = dict.fromkeys(row.facts.get("near", ()), 1)
    return near | {one["part"]: int(one["ratio"]) for one in row.facts.get("offers", ())}


def _replaced(row: Row, part: str, ratio: int) -> Row:
    facts = {"asked": row.facts.get("asked", row.part_text), **_facts_kept(row, same_part=False, same_quantity=True)}
    if row.quantity is None or ratio == 1:
        return replace(row, part_text=part, part_id=None, facts=facts)
    quantity = row.quantity * ratio
    return replace(row, part_text=part, part_id=None, facts=facts, quantity=quantity, quantity_text=str(quantity))
