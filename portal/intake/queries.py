"""Reads files that are kept for a person, and what a company chose for a layout."""

import json
import zlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from portal.core.actor import Actor
from portal.core.data.lists import among
from portal.core.data.sessions import db
from portal.core.errors import NotVisible
from portal.core.sheets.model import Book
from portal.intake.models import KeptBook, SheetLayout
from portal.intake.rules_find import Choice
from portal.intake.rules_headings import Field
from portal.intake.rules_layout import choice_of, layouts_of


@dataclass(frozen=True, slots=True)
class Kept:
    """A kept file: its address, name and tables, how it was read last, if it was, and what is told of it."""

    public_id: str
    name: str
    book: Book
    choice: Choice | None
    told: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Remembered:
    """A choice made before for a layout, moved to where the layout stands in a book."""

    layout_id: int
    choice: Choice


def kept_book(public_id: str, purpose: str, actor: Actor, now: datetime) -> Kept:
    """Return a file one has sent oneself and that is still kept; `NotVisible` for any other."""
    found = db.session.execute(
        sa.select(KeptBook.public_id, KeptBook.name, KeptBook.content, KeptBook.choice, KeptBook.told).where(
            KeptBook.public_id == public_id,
            KeptBook.purpose == purpose,
            KeptBook.user_id == actor.user_id,
            KeptBook.distributor_id == actor.distributor_id,
            KeptBook.expires_at > now,
        )
    ).first()
    if found is None:
        raise NotVisible(public_id)
    book = Book.of_plain(json.loads(zlib.decompress(found.content)))
    choice = None if found.choice is None else choice_of(found.choice)
    return Kept(found.public_id, found.name, book, choice, found.told or {})


def told_of_books(about: str, purpose: str, actor: Actor, now: datetime) -> list[tuple[str, Mapping[str, Any]]]:
    """Return what is told of the files one sent about this, the oldest first: (what the file is asked for by, told)."""
    found = db.session.execute(
        sa.select(KeptBook.public_id, KeptBook.told)
        .where(
            KeptBook.user_id == actor.user_id,
            KeptBook.distributor_id == actor.distributor_id,
            KeptBook.purpose == purpose,
            KeptBook.about == about,
            KeptBook.expires_at > now,
        )
        .order_by(KeptBook.id)
    )
    return [(public_id, told) for public_id, told in found if told]


def waits_for(about: str, purpose: str, actor: Actor, now: datetime) -> bool:
    """Tell whether a file one sent about this is kept whose columns have not been chosen yet."""
    waiting = sa.select(sa.func.count()).where(
        KeptBook.user_id == actor.user_id,
        KeptBook.purpose == purpose,
        KeptBook.about == about,
        KeptBook.layout_id.is_(None),
        KeptBook.expires_at > now,
    )
    return bool(db.session.scalar(waiting))


def remembered_choices(book: Book, purpose: str, distributor_id: int) -> list[Remembered]:
    """Return the choices a company made before for the layouts of a book, one a table; one statement."""
    layouts = list(layouts_of(book))
    known = _choices(purpose, {layout for layout, _sheet, _heading in layouts}, distributor_id)
    first: dict[int, Remembered] = {}
    for layout, sheet, heading in layouts:
        if layout in known and sheet not in first:
            found = known[layout]
            choice = Choice(sheet, heading, found.choice.columns, found.choice.unseen)
            first[sheet] = Remembered(found.layout_id, choice)
    return list(first.values())


def remembered_columns(purpose: str, layouts: Collection[str], distributor_id: int) -> dict[str, dict[str, int]]:
    """Return the columns a company chose before for tables of these layouts, by layout: field to column, from 0."""
    found = db.session.execute(_chosen(purpose, layouts, distributor_id))
    return {row.layout: {name: int(index) for name, index in row.columns.items()} for row in found}


def _chosen(purpose: str, layouts: Collection[str], distributor_id: int) -> sa.Select[*tuple[Any, ...]]:
    return sa.select(SheetLayout.id, SheetLayout.layout, SheetLayout.columns, SheetLayout.unseen).where(
        SheetLayout.distributor_id == distributor_id,
        SheetLayout.purpose == purpose,
        among(SheetLayout.layout, layouts),
    )


def _choices(purpose: str, layouts: set[str], distributor_id: int) -> Mapping[str, Remembered]:
    found = db.session.execute(_chosen(purpose, layouts, distributor_id))
    return {
        row.layout: Remembered(
            row.id, Choice(0, None, {Field(name): index for name, index in row.columns.items()}, row.unseen)
        )
        for row in found
    }
