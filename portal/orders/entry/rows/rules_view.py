"""The view of a draft's rows: the answer shown, the page, and whether they stand as they were sent. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from portal.core.numerals import whole_number
from portal.orders.entry.rows.rules_answers import RowAnswer

SHEET = "sheet"
"""What `?order=` says where rows stand as in the sheet they were sent in; without it problems come first."""


@dataclass(frozen=True, slots=True)
class View:
    """Which rows are shown; `sheet` keeps those that need something where they were sent."""

    answer: RowAnswer | None = None
    page: int = 1
    sheet: bool = False

    @property
    def text(self) -> str:
        """Return the view as a form says it."""
        said = f"{self.answer.value if self.answer else ''}:{self.page}"
        return f"{said}:{SHEET}" if self.sheet else said

    @property
    def order(self) -> dict[str, Any]:
        """Return what an address says of the order of the rows."""
        return {"order": SHEET} if self.sheet else {}

    @property
    def parameters(self) -> dict[str, str]:
        """Return what an address says of the view; nothing of what is so without being said."""
        answer = {"answer": self.answer.value} if self.answer else {}
        page = {"page": str(self.page)} if self.page != 1 else {}
        return answer | page | self.order


def view_in(text: str) -> View:
    """Return the view a form or a button speaks of: answer, page and order."""
    answer, page, order = [*text.split(":"), "", ""][:3] if text else ("", "", "")
    return view_asked({"answer": answer, "page": page, "order": order})


def view_asked(parameters: Mapping[str, Any]) -> View:
    """Return the view an address asks for; what it says wrongly counts as not said."""
    chosen = str(parameters.get("answer", ""))
    answer = RowAnswer(chosen) if chosen in set(RowAnswer) else None
    return View(answer, whole_number(parameters.get("page")) or 1, parameters.get("order") == SHEET)
