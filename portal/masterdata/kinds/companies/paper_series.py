"""Series of papers: how the numbers of each kind of a seller's papers begin, from which day on."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from portal.accounts.sellers.queries import seller_ids
from portal.core.actor import Actor
from portal.documents.kinds import KINDS, kind_named
from portal.documents.models import PaperSeries
from portal.documents.queries_series import have_given_numbers
from portal.documents.rules_series import LONGEST, is_prefix, tidy_prefix, usual_prefix
from portal.documents.service_series import set_series
from portal.masterdata import queries
from portal.masterdata.ports import Kind, known
from portal.masterdata.rules_changes import Change, Objection, strangers
from portal.masterdata.rules_fields import Field, Fields, Row, Shape
from portal.masterdata.rules_spans import as_they_will_be


def _rows() -> sa.Select[*tuple[Any, ...]]:
    return sa.select(
        PaperSeries.seller.label("of_seller"),
        sa.cast(PaperSeries.kind, sa.String).label("paper"),
        PaperSeries.valid_from,
        PaperSeries.prefix,
    )


def _judge(changes: Sequence[Change]) -> Iterable[Objection]:
    """The seller is there, and no numbers of another seller, of another kind or of anything else begin so."""
    yield from strangers(changes, "of_seller", seller_ids())
    there = queries.present(PAPER_SERIES, None)
    rows = as_they_will_be(changes, there)
    whose: dict[str, set[tuple[str, str]]] = {}
    for row in [*there.values(), *rows.values()]:
        whose.setdefault(str(row["prefix"]), set()).add(_of(row))
    wanted = {str(one.now["prefix"]) for one in changes if one.after}
    given = have_given_numbers(wanted - {str(row["prefix"]) for row in there.values()})
    usual = {usual_prefix(kind.series, code): (code, kind.code) for code in seller_ids() for kind in KINDS.values()}
    for one in changes:
        if not one.after:
            continue
        prefix, mine = str(one.now["prefix"]), _of(one.now)
        if not is_prefix(prefix):
            yield Objection(one.key, "prefix", "masterdata.series_shape")
            continue
        own_usual = prefix == usual_prefix(kind_named(mine[1]).series, mine[0])
        anothers = whose[prefix] != {mine} or usual.get(prefix, mine) != mine
        if anothers or (prefix in given and not own_usual) or (_may_be_usual(prefix) and not own_usual):
            yield Objection(one.key, "prefix", "masterdata.series_taken")


def _of(row: Row) -> tuple[str, str]:
    return str(row["of_seller"]), str(row["paper"])


def _may_be_usual(prefix: str) -> bool:
    """Numbers of a seller that is not here yet would begin so."""
    return any(
        prefix.startswith(f"{kind.series}-") and "-" not in prefix[len(kind.series) + 1 :] for kind in KINDS.values()
    )


def _write(changes: Sequence[Change], _actor: Actor, _now: datetime) -> None:
    def told(row: Row) -> dict[str, Any]:
        return {**row, "seller": row["of_seller"]}

    set_series(
        [told(one.now) for one in changes if one.after], [told(one.before or {}) for one in changes if not one.after]
    )


PAPER_SERIES = known(
    Kind(
        "paper_series",
        Fields(
            (
                Field("of_seller", Shape.CODE, needed=True, longest=6),
                Field("paper", Shape.CHOICE, needed=True, choices=tuple(KINDS)),
                Field("valid_from", Shape.DAY, needed=True),
                Field(
                    "prefix", Shape.CODE, needed=True, longest=LONGEST, tidy=tidy_prefix, examples=("INV-CN", "EXP2")
                ),
            ),
            ("of_seller", "paper", "valid_from"),
        ),
        _rows,
        _write,
        _judge,
        search=("of_seller", "prefix"),
        may_go=True,
        whole_by_first=True,
    )
)
"""Without a row numbers begin with the letters of the kind and the seller's code, as CI-CN01."""
