"""Bulletin titles: what a bulletin is called in each language."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from portal.catalogue import service_bulletins
from portal.catalogue.models import Bulletin, BulletinTitle
from portal.catalogue.service_rows import Edited
from portal.core.actor import Actor
from portal.masterdata.ports import Kind, known
from portal.masterdata.rules_changes import Change, Objection, named_in, rows_by_action, strangers
from portal.masterdata.rules_fields import Field, Fields, Shape
from portal.masterdata.rules_limits import LONGEST_NUMBER, NAMED_IN


def _rows() -> sa.Select[*tuple[Any, ...]]:
    return sa.select(
        Bulletin.number.label("bulletin"), BulletinTitle.locale.label("language"), BulletinTitle.title
    ).join(Bulletin, Bulletin.id == BulletinTitle.bulletin_id)


def _judge(changes: Sequence[Change]) -> Iterable[Objection]:
    return strangers(changes, "bulletin", service_bulletins.bulletin_ids(named_in(changes, "bulletin")))


def _write(changes: Sequence[Change], _actor: Actor, _now: datetime) -> None:
    service_bulletins.set_bulletin_titles(Edited(*rows_by_action(changes)))


BULLETIN_TITLES = known(
    Kind(
        "bulletin_titles",
        Fields(
            (
                Field("bulletin", Shape.CODE, needed=True, longest=LONGEST_NUMBER),
                Field("language", Shape.CHOICE, needed=True, choices=NAMED_IN),
                Field("title", needed=True),
            ),
            ("bulletin", "language"),
        ),
        _rows,
        _write,
        _judge,
        search=("bulletin", "title"),
        may_go=True,
    )
)
"""A bulletin without a title in a language is called by its own."""
