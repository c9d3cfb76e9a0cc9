"""What a kind of master data is: its fields, where its rows stand, what more must hold of them, who writes them."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from portal.core.actor import Actor
from portal.core.errors import NotVisible
from portal.core.permissions import Permission
from portal.masterdata.queries_became import became
from portal.masterdata.rules_active import Owed, Use
from portal.masterdata.rules_changes import Action, Change, Objection, strange_codes
from portal.masterdata.rules_fields import Fields, Row

Judge = Callable[[Sequence[Change]], Iterable[Objection]]
Orders = sa.Select[int]
"""A select of the ids of orders."""
Fill = Callable[[Sequence[Change]], Sequence[Change]]
Write = Callable[[Sequence[Change], Actor, datetime], None]


def _as_they_are(changes: Sequence[Change]) -> Sequence[Change]:
    return changes


def no_objection(_changes: Sequence[Change]) -> Iterable[Objection]:
    """Let any changes pass."""
    return ()


def _nothing(_row: Row) -> Sequence[str]:
    return ()


@dataclass(frozen=True, slots=True, eq=False)
class Kind:
    """A kind of master data.

    `rows` is the statement of all its rows, each column called as its field.
    `search` are the fields a search looks into, `gaps` what is missing in a row, by name, as conditions over `rows`.
    `in_use` tells which rows are: one out of use, or of whom is, lacks nothing.
    `found_by` are codes beside those of the key by which rows name others, and by which a list is narrowed to them.
    `judge` says what speaks against changes beyond what a field may hold, when they are checked and once more when they
    are made; `fill` gives rows before that what they leave open and something else tells, as the currency of their
    list; `write` makes them, in the transaction of whoever calls. Rows may go where `may_go`; `second` wants another
    person than the one who asks, who `agrees` by what that permission says. A file said to be whole is whole for those
    values of the first field that it holds where `whole_by_first`, else for all rows.
    `touches` tells which orders would be priced anew by changes of rows with some keys (each in its parts), that day.
    `beside` are pages that show more of all its rows, or of one row (`?part=` and its key), by what they show.
    `uses` tells what uses a row by its key, where rows are deactivated instead of deleted; `used_by` where they go.
    `owed` tells what is owed still by rows with some keys, which is no reason to keep them in use and is told first.
    `leans_on` are kinds of which nothing goes out of use while rows of this one, which name theirs, are written.
    `in_latin` names the fields of a row that customs papers need in Latin letters too and that have none: told, not
    refused.
    `typed` says what speaks against what is typed or sent now, and not against taking back what was typed before.
    `remarks` tells what is to be known of changes that were checked, and stops none of them.
    `stays` is why nothing of it is taken back once it was applied, as the code of its words; "" where it may be.
    `empties` is a field of pieces that may be lowered in a row of a part that turned out to be another one.
    `related` are kinds whose rows name a row of this one, by their names, each with the field that holds its key.
    """

    name: str
    fields: Fields
    rows: Callable[[], sa.Select[*tuple[Any, ...]]]
    write: Write
    judge: Judge = no_objection
    fill: Fill = _as_they_are
    search: tuple[str, ...] = ()
    gaps: Mapping[str, Callable[[Any], sa.ColumnElement[bool]]] = field(default_factory=dict)
    found_by: tuple[str, ...] = ()
    in_use: Callable[[Any], sa.ColumnElement[bool]] | None = None
    may_go: bool = False
    second: bool = False
    whole_by_first: bool = False
    touches: Callable[[Sequence[Sequence[str]], date], Orders] | None = None
    uses: Callable[[str], Sequence[Use]] | None = None
    used_by: Callable[[str], Sequence[Use]] | None = None
    owed: Callable[[Collection[str]], Sequence[Owed]] | None = None
    leans_on: tuple[str, ...] = ()
    related: tuple[tuple[str, str], ...] = ()
    beside: Mapping[str, str] = field(default_factory=dict)
    typed: Judge = no_objection
    remarks: Judge = no_objection
    stays: str = ""
    in_latin: Callable[[Row], Sequence[str]] = _nothing
    empties: str = ""
    views: Permission = Permission.MASTERDATA_VIEW
    edits: Permission = Permission.MASTERDATA_EDIT
    agrees: Permission = Permission.APPROVAL_DECIDE

    def against(self, changes: Sequence[Change]) -> list[Objection]:
        """Return what speaks against changes as they are typed or sent: odd codes, merged parts, what its kind says."""
        merged = list(became(changes, self.fields, self.empties))
        told = {(one.key, one.field) for one in merged}
        others = [*strange_codes(changes, self.fields), *self.typed(changes), *self.judge(changes)]
        return [*merged, *(one for one in others if (one.key, one.field) not in told)]

    def against_now(self, changes: Sequence[Change], *, back: bool) -> Iterator[Objection]:
        """Yield what speaks by now against changes that were checked before, or against taking them back (`back`).

        What is taken back may put right a row of a part that was merged since; it brings none back, nor such a part.
        """
        revived = changes if self.name == "parts" else [one for one in changes if one.action is Action.NEW]
        yield from became(revived if back else changes, self.fields, self.empties)
        yield from self.judge(changes)

    def lacks(self, gap: str, row: Any) -> sa.ColumnElement[bool]:
        """Return the condition that a row of `rows` lacks something, by the name of the gap, and is in use."""
        condition = self.gaps[gap](row)
        return condition if self.in_use is None else sa.and_(condition, self.in_use(row))


_kinds: dict[str, Kind] = {}


def known(kind: Kind) -> Kind:
    """Make a kind known under its name; return it."""
    _kinds[kind.name] = kind
    return kind


def kinds_there_are() -> list[Kind]:
    """Return all kinds, in the order in which they are set up."""
    return list(_kinds.values())


def kinds_for(actor: Actor) -> list[Kind]:
    """Return the kinds somebody may see, in the order in which they are set up."""
    return [kind for kind in _kinds.values() if actor.may(kind.views)]


def kinds_to_agree_to(actor: Actor) -> list[Kind]:
    """Return the kinds whose changes somebody may agree to as the second person."""
    return [kind for kind in kinds_for(actor) if kind.second and actor.may(kind.agrees)]


def kind_named(name: str, actor: Actor) -> Kind:
    """Return a kind by its name; `NotVisible` for one that is not there, or not for this person."""
    kind = _kinds.get(name)
    if kind is None or not actor.may(kind.views):
        raise NotVisible(name)
    return kind
