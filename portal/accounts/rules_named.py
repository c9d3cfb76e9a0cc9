"""Which company is meant by what somebody typed. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Named:
    """A company as it is named where one is chosen."""

    id: int
    code: str
    name: str


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
