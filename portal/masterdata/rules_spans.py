"""Rows of which one is to hold on each day: which of the changed ones overlap others, or leave a gap. Pure."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from portal.masterdata.rules_changes import Change, Objection
from portal.masterdata.rules_fields import Row
from portal.pricing.rules_terms import Clash, Fault, Span, clashes


@dataclass(frozen=True, slots=True)
class Clashing:
    """A change that brings two rows to clash: how, and the row it clashes with."""

    change: Change
    clash: Clash
    other: Row

    @property
    def facts(self) -> dict[str, str | None]:
        """Return from which day to which they clash (None: until further notice)."""
        first, last = self.clash.first, self.clash.last
        return {"first": first.isoformat(), "last": last.isoformat() if last else None}


def span_of(key: str, row: Row) -> Span:
    """Return the days of a row with `valid_from` and `valid_to`."""
    last = row["valid_to"]
    return Span(key, date.fromisoformat(str(row["valid_from"])), date.fromisoformat(str(last)) if last else None)


def as_they_will_be(changes: Sequence[Change], there: Mapping[str, Row]) -> dict[str, Row]:
    """Return all rows by their keys once the changes are made."""
    gone = {one.key for one in changes if not one.after}
    return {key: row for key, row in there.items() if key not in gone} | {
        one.key: one.now for one in changes if one.after
    }


def clashing(
    changes: Sequence[Change], there: Mapping[str, Row], group_of: Callable[[Row], tuple[str, ...]]
) -> Iterator[Clashing]:
    """Yield the changes by which rows of one group overlap, or leave a day between them."""
    by_key = {one.key: one for one in changes}
    rows = as_they_will_be(changes, there)
    groups: dict[tuple[str, ...], list[Span]] = {}
    for key, row in rows.items():
        groups.setdefault(group_of(row), []).append(span_of(key, row))
    for group, spans in groups.items():
        for clash in clashes(spans):
            change = _whose(clash, by_key) or _gone_between(clash, changes, group, group_of)
            if change is not None:
                other = clash.earlier if change.key != clash.earlier.key else clash.later
                yield Clashing(change, clash, rows[other.key])


def against(found: Iterable[Clashing], codes: Mapping[Fault, str]) -> Iterator[Objection]:
    """Yield what speaks against changes that clash: at the first day of the row, or at the row that goes."""
    for one in found:
        if one.clash.fault in codes:
            field = "valid_from" if one.change.after else ""
            yield Objection(one.change.key, field, codes[one.clash.fault], one.facts)


def _whose(clash: Clash, changes: Mapping[str, Change]) -> Change | None:
    return next((changes[span.key] for span in (clash.later, clash.earlier) if span.key in changes), None)


def _gone_between(
    clash: Clash, changes: Sequence[Change], group: tuple[str, ...], group_of: Callable[[Row], tuple[str, ...]]
) -> Change | None:
    """Return the row that goes and leaves the gap: one that held on a day of it."""
    if clash.fault is not Fault.GAP:
        return None
    gone = (one for one in changes if one.before and not one.after and group_of(one.before) == group)
    return next((one for one in gone if held_in(span_of(one.key, one.before or {}), clash)), None)


def held_in(span: Span, gap: Clash) -> bool:
    """Tell whether a span holds on a day of a gap."""
    return (gap.last is None or span.first <= gap.last) and (span.last is None or span.last >= gap.first)
