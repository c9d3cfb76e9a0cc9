"""A chain of replacements as a picture: where the boxes of its parts stand and how arrows lead between them. Pure.

The oldest parts stand at the top, each part below all it replaces, so that the way down is the way of time in every
script; what stands beside each other is mirrored where one reads from the right.
"""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from portal.catalogue.replaced.rules_supersession import SupersessionKind

MOST_BOXES = 24
"""A chain of more parts is told as a list only."""
BOX_WIDTH, BOX_HEIGHT = 172, 80
BESIDE, BELOW = 16, 66
LETTERS, FIGURES, LINES = 25, 19, 2
"""Letters of a name in a line, signs of a number, and lines of a name that go into a box; a Han sign counts for two."""


@dataclass(frozen=True, slots=True)
class Link:
    """One old part replaced by one new one; `ratio` new pieces stand for one old piece.

    `uses_up`: the old part is sold until its stock is used up; `planned`: it counts from a later day on.
    """

    old_id: int
    old_number: str
    old_name: str
    uses_up: bool
    new_id: int
    new_number: str
    new_name: str
    kind: SupersessionKind
    ratio: int
    valid_from: date
    planned: bool = False


@dataclass(frozen=True, slots=True)
class Box:
    """A part: its number, its name in lines as the box holds them, where the box stands; `asked` is the page's own."""

    id: int
    number: str
    written: str
    lines: tuple[str, ...]
    full_name: str
    uses_up: bool
    asked: bool
    x: int
    y: int

    @property
    def middle(self) -> int:
        """Return where the middle of the box is, across."""
        return self.x + BOX_WIDTH // 2


@dataclass(frozen=True, slots=True)
class Arrow:
    """A link, from the lower edge of the old part to the upper one of the new, and where its words stand."""

    link: Link
    from_x: int
    from_y: int
    to_x: int
    to_y: int
    words_x: int
    words_y: int


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of so many units across and down."""

    width: int
    height: int
    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]
    box_width: int = BOX_WIDTH
    box_height: int = BOX_HEIGHT


def picture_of(links: Sequence[Link], asked: int, *, mirrored: bool = False) -> Picture | None:
    """Return the picture of the links around a part; None without links, and for more than a picture can show."""
    ids = dict.fromkeys(part for link in links for part in (link.old_id, link.new_id))
    if not links or len(ids) > MOST_BOXES:
        return None
    rows = _rows(_levels(ids, links), links)
    width = max(len(row) for row in rows) * (BOX_WIDTH + BESIDE) - BESIDE
    height = len(rows) * (BOX_HEIGHT + BELOW) - BELOW
    boxes: dict[int, Box] = {}
    for place, row in enumerate(rows):
        left = (width - len(row) * (BOX_WIDTH + BESIDE) + BESIDE) // 2
        for at, part in enumerate(reversed(row) if mirrored else row):
            x, y = left + at * (BOX_WIDTH + BESIDE), place * (BOX_HEIGHT + BELOW)
            boxes[part] = _box(part, links, asked, x, y)
    arrows = tuple(_arrow(link, boxes, links) for link in links)
    return Picture(width, height, tuple(boxes.values()), arrows)


def _levels(parts: Iterable[int], links: Sequence[Link]) -> dict[int, int]:
    """How far down each part stands: below all it replaces; a loop ends where every part was lowered once a part."""
    level = dict.fromkeys(parts, 0)
    for _ in level:
        lowered = False
        for link in links:
            if level[link.new_id] <= level[link.old_id] < len(level) - 1:
                level[link.new_id] = level[link.old_id] + 1
                lowered = True
        if not lowered:
            break
    return level


def _rows(level: dict[int, int], links: Sequence[Link]) -> list[list[int]]:
    """The parts of each level, each near below those it replaces."""
    rows: list[list[int]] = []
    place: dict[int, float] = {}
    for depth in sorted(set(level.values())):
        row = [part for part, at in level.items() if at == depth]
        above = {
            part: [place[one.old_id] for one in links if one.new_id == part and one.old_id in place] for part in row
        }
        row.sort(key=lambda part: sum(above[part]) / len(above[part]) if above[part] else 0)
        place |= {part: at - len(row) / 2 for at, part in enumerate(row)}
        rows.append(row)
    return rows


def _box(part: int, links: Sequence[Link], asked: int, x: int, y: int) -> Box:
    old = next((one for one in links if one.old_id == part), None)
    if old is not None:
        number, name, uses_up = old.old_number, old.old_name, old.uses_up
    else:
        new = next(one for one in links if one.new_id == part)
        number, name, uses_up = new.new_number, new.new_name, False
    return Box(
        part, number, shortened(number, FIGURES), wrapped(name, LETTERS, LINES), name, uses_up, part == asked, x, y
    )


def _arrow(link: Link, boxes: dict[int, Box], links: Sequence[Link]) -> Arrow:
    """Words stand above the new part where one way leads there, below the old where one leads off, else between."""
    old, new = boxes[link.old_id], boxes[link.new_id]
    top, bottom = old.y + BOX_HEIGHT, new.y
    arriving = sum(1 for one in links if one.new_id == link.new_id)
    leaving = sum(1 for one in links if one.old_id == link.old_id)
    if arriving == 1:
        words_x, words_y = new.middle, bottom - BELOW // 2
    elif leaving == 1:
        words_x, words_y = old.middle, top + BELOW // 2
    else:
        words_x, words_y = (old.middle + new.middle) // 2, (top + bottom) // 2
    return Arrow(link, old.middle, top, new.middle, bottom, words_x, words_y)


def shortened(text: str, most: int) -> str:
    """Return a text of so many letters at most, what is cut off told by an ellipsis; wide signs count for two."""
    room, kept = most, ""
    for sign in text:
        room -= _width(sign)
        if room < 0:
            return kept[:-1].rstrip() + "…"
        kept += sign
    return text


def wrapped(text: str, most: int, lines: int) -> tuple[str, ...]:
    """Return a text in so many lines at most of so many letters, broken between words or, if there are none, signs.

    Only what finds no room in the last line is cut off.
    """
    told: list[str] = []
    rest = text.strip()
    while rest and len(told) < lines - 1 and _width(rest) > most:
        fits = max(at for at in range(1, len(rest) + 1) if _width(rest[:at]) <= most)
        space = rest.rfind(" ", 0, fits + 1)
        end = space if space > 0 else fits
        told.append(rest[:end].rstrip())
        rest = rest[end:].lstrip()
    return (*told, *([shortened(rest, most)] if rest else ()))


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)
