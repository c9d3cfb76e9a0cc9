"""The rows of a list and the sums under them as markup, from cells that know where they stand."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from portal.core.web.apart import isolated_words
from portal.core.web.quick.templating import shown

Draws = Callable[[Any, Any], Any]
"""What draws a cell: of a row (or a sum) and its reader, as text or markup."""


@dataclass(frozen=True, slots=True)
class Place:
    """One column of a page: how its cells begin, what draws them, and what draws its sums (None: it has none)."""

    opened: str
    cell: Draws
    total: Draws | None


def rows_of(
    places: Sequence[Place], rows: Iterable[Any], reader: Any, attributes: Callable[[Any], Mapping[str, str]]
) -> Markup:
    """Return rows of a page; `attributes` returns those of a row, before its cells are drawn."""
    parts: list[str] = []
    for row in rows:
        parts.append("<tr")
        parts += (f' {name}="{shown(value)}"' for name, value in attributes(row).items())
        parts.append(">")
        for place in places:
            parts += (place.opened, shown(isolated_words(place.cell(row, reader))), "</td>\n")
        parts.append("</tr>\n")
    return Markup("".join(parts))  # noqa: S704 - each cell is markup or was escaped


def sums_of(places: Sequence[Place], sums: Iterable[Any], summed: Draws, reader: Any) -> Markup:
    """Return sums under their columns, each beginning with what `summed` says; nothing where none has a column."""
    span = next((at for at, place in enumerate(places) if place.total is not None), 0)
    if not span:
        return Markup("")
    parts: list[str] = []
    for each in sums:
        parts.append(f'<tr><th scope="row" colspan="{span}">{shown(isolated_words(summed(each, reader)))}</th>\n')
        blank = 0
        for place in places[span:]:
            if place.total is None:
                blank += 1
                continue
            parts += (_blank(blank), place.opened, shown(place.total(each, reader)), "</td>\n")
            blank = 0
        parts += (_blank(blank), "</tr>\n")
    return Markup("".join(parts))  # noqa: S704 - each cell is markup or was escaped


def _blank(columns: int) -> str:
    """Return one empty cell over so many columns, nothing over none."""
    return f'<td colspan="{columns}"></td>' if columns else ""
