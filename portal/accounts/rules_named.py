"""Which company is meant by what somebody typed. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Named:
    """A company as it is named where one is chosen; a region has nothing of its own, and is none to choose."""

    id: int
    code: str
    name: str
    region: bool = False

    def called(self, text: str) -> bool:
        """Tell whether a text is its code or its name."""
        return text.strip().casefold() in (self.code.strip().casefold(), self.name.strip().casefold())


LONGEST_CALLED = 240
"""Signs of the longest text that names a company: its name, its code and a dot between."""
_BETWEEN = "·"


def code_and_name(text: str) -> list[tuple[str, str]]:
    """Return what code and name a text says together, as choices write them (`NILE · Nile Motors`, or turned round)."""
    first, dot, rest = (each.strip() for each in text.partition(_BETWEEN))
    front, _dot, last = (each.strip() for each in text.rpartition(_BETWEEN))
    return [pair for pair in ((first, rest), (last, front)) if dot and all(pair)]


def meant(text: str, found: Sequence[Named]) -> Named | None:
    """Return which of the companies found by a text it means: the one of this code, else this name, or the only one.

    None where nothing was found, or several fit alike. Case and blanks around the text say nothing.
    """
    typed = text.strip().casefold()
    for said in ("code", "name"):
        same = [each for each in found if getattr(each, said).strip().casefold() == typed]
        if len(same) == 1:
            return same[0]
    return found[0] if len(found) == 1 else None
