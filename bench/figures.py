"""What was measured beside what was to be reached: printed as a table, kept as bench/figures.json."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

PLACE = Path(__file__).with_name("figures.json")


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: its name, value and unit, and the most it may be (None: told, not judged)."""

    name: str
    value: float
    unit: str
    most: float | None = None
    note: str = ""

    @property
    def met(self) -> bool | None:
        """Tell whether the figure is within its target; None where there is none."""
        return None if self.most is None else self.value <= self.most


def table(figures: list[Figure]) -> str:
    """Return the figures as lines of text."""
    lines = [f"{'figure':<52}{'value':>10} {'unit':<10}{'at most':>9}  met"]
    words = {True: "yes", False: "NO", None: ""}
    for one in figures:
        most = "" if one.most is None else f"{one.most:g}"
        lines.append(
            f"{one.name:<52}{one.value:>10.2f} {one.unit:<10}{most:>9}  {words[one.met]:<4}{one.note}".rstrip()
        )
    return "\n".join(lines)


def keep(figures: list[Figure], engine: str) -> None:
    """Write the figures of one engine, with the day; the other engine's stay."""
    known = json.loads(PLACE.read_text()) if PLACE.exists() else {}
    known[engine] = {
        "measured_on": datetime.now(UTC).date().isoformat(),
        "figures": [
            {"name": one.name, "value": round(one.value, 3), "unit": one.unit, "at_most": one.most, "met": one.met}
            for one in figures
        ],
    }
    PLACE.write_text(json.dumps(known, indent=1, ensure_ascii=False) + "\n")
