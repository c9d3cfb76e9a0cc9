"""Bulletins: what the maker tells the trade about parts, by number, day and title."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from portal.catalogue import service_bulletins
from portal.catalogue.models import Bulletin, BulletinPart
from portal.catalogue.service_rows import Edited
from portal.core.actor import Actor
from portal.masterdata.ports import Kind, known
from portal.masterdata.rules_changes import Change, Objection, rows_by_action
from portal.masterdata.rules_fields import Field, Fields, Shape
from portal.masterdata.rules_limits import LONGEST_NUMBER
from portal.masterdata.rules_swapped import words_for_numbers

LONGEST_LINK = 400
SAFE = "https://"


def _rows() -> sa.Select[*tuple[Any, ...]]:
    return sa.select(
        Bulletin.number.label("bulletin"), Bulletin.issued_on, Bulletin.title, Bulletin.address.label("link")
    )


def _judge(changes: Sequence[Change]) -> Iterable[Objection]:
    """A link, where there is one, leads to a page over https."""
    for one in changes:
        link = str(one.now["link"]) if one.after else ""
        if link and (not link.startswith(SAFE) or len(link.split()) > 1 or link == SAFE):
            yield Objection(one.key, "link", "masterdata.not_a_link")


def _write(changes: Sequence[Change], _actor: Actor, _now: datetime) -> None:
    service_bulletins.set_bulletins(Edited(*rows_by_action(changes)))


def _without_parts(row: Any) -> sa.ColumnElement[bool]:
    parts = sa.select(BulletinPart.bulletin_id).join(Bulletin).where(Bulletin.number == row.bulletin)
    return ~parts.exists()


BULLETINS = known(
    Kind(
        "bulletins",
        Fields(
            (
                Field("bulletin", Shape.CODE, needed=True, longest=LONGEST_NUMBER),
                Field("issued_on", Shape.DAY, needed=True),
                Field("title", needed=True),
                Field("link", longest=LONGEST_LINK),
            ),
            ("bulletin",),
        ),
        _rows,
        _write,
        _judge,
        search=("bulletin", "title"),
        typed=lambda changes: words_for_numbers(changes, "bulletin", "title"),
        gaps={"bulletin_parts": _without_parts},
        may_go=True,
        related=(("bulletin_titles", "bulletin"), ("bulletin_parts", "bulletin")),
    )
)
"""Told on the page of every part it names; its title in the reader's language where it has one."""
