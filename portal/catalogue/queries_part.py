"""One part as its page tells it: facts, names in all languages, what it replaced and what replaces it."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from portal.catalogue.lists.models import PartList
from portal.catalogue.lists.queries import own_lists_select
from portal.catalogue.models import (
    Bulletin,
    BulletinPart,
    BulletinTitle,
    MarketRestriction,
    Part,
    PartAlias,
    PartFitment,
    PartText,
    Supersession,
)
from portal.catalogue.photos.models import PartPhoto
from portal.catalogue.photos.queries import PHOTO, Photo, photos_select
from portal.catalogue.queries import PartFacts, facts_from, facts_select
from portal.catalogue.replaced.rules_chain_picture import Link
from portal.catalogue.rules_part_numbers import norm
from portal.catalogue.vehicles.rules_fitment import Fitment
from portal.core.data.sessions import db, on_postgresql
from portal.core.errors import NotVisible


@dataclass(frozen=True, slots=True)
class PageReader:
    """For whom a part's page is read: the distributor, the country it is in, the language, and the person."""

    distributor_id: int
    country: str
    locale: str
    user_id: int = 0


@dataclass(frozen=True, slots=True)
class PartBulletin:
    """A bulletin about a part: its number, day, title in the reader's language where it has one, and link."""

    number: str
    issued_on: date
    title: str
    link: str


@dataclass(frozen=True, slots=True)
class PartPage:
    """A part, whether its reader's country may have it, names, own numbers, links, fitments, photos, own lists.

    `bulletins` are those that name it, the latest first.

    `links` are all links around it, planned ones too; of them `backward` lead to this part, `forward` lead on from
    it, each nearest first.
    """

    facts: PartFacts
    restricted: bool
    names: dict[str, str]
    own_numbers: list[str]
    backward: tuple[Link, ...]
    forward: tuple[Link, ...]
    links: tuple[Link, ...]
    fitments: tuple[Fitment, ...]
    photos: tuple[Photo, ...]
    own_lists: tuple[tuple[int, str], ...]
    bulletins: tuple[PartBulletin, ...]


def part_page(number: str, reader: PageReader, today: date) -> PartPage:
    """Return what a part's page tells, in two statements; `NotVisible` for an unknown number."""
    market = (MarketRestriction.part_id == Part.id) & (MarketRestriction.country == reader.country)
    text = aliased(PartText)
    texts = sa.select(_as_object(text.locale, text.name)).where(text.part_id == Part.id).scalar_subquery()
    mine = (PartAlias.part_id == Part.id) & (PartAlias.distributor_id == reader.distributor_id)
    own = sa.select(_as_list(PartAlias.written)).where(mine).scalar_subquery()
    photos = photos_select(_as_list(_as_row(*PHOTO))).where(PartPhoto.part_id == Part.id).scalar_subquery()
    kept = own_lists_select(_as_list(_as_row(PartList.id, PartList.name)), reader.user_id, reader.distributor_id)
    asked_for = (texts, own, photos, kept.scalar_subquery(), _bulletins(reader.locale), _fitments())
    lists = (sa.type_coerce(each, sa.JSON) for each in asked_for)
    told = (sa.exists().where(market), *lists)
    asked = facts_select(reader.locale).add_columns(*told).where(Part.id == _meant(number))
    row = db.session.execute(asked).one_or_none()
    if row is None:
        raise NotVisible(number)
    *values, restricted, named, called, pictured, kept_lists, bulletins, fitments = row
    facts = facts_from(values)
    links = _links_around(facts.id, reader.locale, today)
    return PartPage(
        facts,
        restricted,
        named or {},
        sorted(called or []),
        _walk(facts.id, links, forward=False),
        _walk(facts.id, links, forward=True),
        tuple(links),
        tuple(Fitment(*each) for each in sorted(fitments or [], key=lambda one: (one[0], one[1]))),
        tuple(sorted((Photo(*each) for each in pictured or []), key=lambda one: one.place)),
        tuple((list_id, name) for list_id, name in sorted(kept_lists or [], key=lambda one: one[1])),
        tuple(
            PartBulletin(number, date.fromisoformat(day), title, link)
            for number, day, title, link in sorted(bulletins or [], key=lambda one: one[1], reverse=True)
        ),
    )


def _meant(number: str) -> sa.ScalarSelect[int]:
    """Return the part a number leads to: its own, or the one that part turned out to be."""
    called = aliased(Part)
    asked = sa.select(sa.func.coalesce(called.merged_into_id, called.id)).where(called.norm == norm(number))
    return asked.scalar_subquery()


def _fitments() -> sa.ScalarSelect[object]:
    told = _as_row(*(getattr(PartFitment, name) for name in Fitment.__dataclass_fields__))
    return sa.select(_as_list(told)).where(PartFitment.part_id == Part.id).correlate(Part).scalar_subquery()


def _bulletins(locale: str) -> sa.ScalarSelect[object]:
    said = aliased(BulletinTitle)
    title = sa.func.coalesce(said.title, Bulletin.title)
    told = _as_row(Bulletin.number, sa.cast(Bulletin.issued_on, sa.String), title, Bulletin.address)
    return (
        sa.select(_as_list(told))
        .select_from(BulletinPart)
        .join(Bulletin, Bulletin.id == BulletinPart.bulletin_id)
        .outerjoin(said, (said.bulletin_id == Bulletin.id) & (said.locale == locale))
        .where(BulletinPart.part_id == Part.id)
        .correlate(Part)
        .scalar_subquery()
    )


def _as_object(key: object, value: object) -> sa.Function[object]:
    return (sa.func.json_object_agg if on_postgresql() else sa.func.json_group_object)(key, value)


def _as_list(value: object) -> sa.Function[object]:
    return (sa.func.json_agg if on_postgresql() else sa.func.json_group_array)(value)


def _as_row(*values: object) -> sa.Function[object]:
    return (sa.func.json_build_array if on_postgresql() else sa.func.json_array)(*values)


def _links_around(part_id: int, locale: str, today: date) -> list[Link]:
    """Return every link reached from a part, forward along the new ones and back along the old, planned ones too."""
    old_id, new_id = Supersession.old_part_id, Supersession.new_part_id
    reached = []
    for start, onward in ((old_id, new_id), (new_id, old_id)):
        name = "onward" if onward is new_id else "back"
        seen = sa.select(sa.literal(part_id).label("part_id")).cte(name, recursive=True)
        further = sa.select(onward).join(seen, start == seen.c.part_id)
        seen = seen.union(further)
        reached.append(start.in_(sa.select(seen.c.part_id)))
    old, new, old_text, text = aliased(Part), aliased(Part), aliased(PartText), aliased(PartText)
    rows = (
        sa.select(
            old_id,
            old.number,
            sa.func.coalesce(old_text.name, old.name),
            old.use_up_old,
            new_id,
            new.number,
            sa.func.coalesce(text.name, new.name),
            Supersession.kind,
            Supersession.ratio,
            Supersession.valid_from,
            Supersession.valid_from > today,
        )
        .join(old, old.id == old_id)
        .join(new, new.id == new_id)
        .outerjoin(old_text, (old_text.part_id == old.id) & (old_text.locale == locale))
        .outerjoin(text, (text.part_id == new.id) & (text.locale == locale))
        .where(sa.or_(*reached))
        .order_by(Supersession.id)
    )
    return [Link(*row) for row in db.session.execute(rows)]


def _walk(part_id: int, links: list[Link], *, forward: bool) -> tuple[Link, ...]:
    """Return the links met when walking from a part in one direction, each once, nearest first."""
    met: list[Link] = []
    queue, seen = [part_id], {part_id}
    for at in queue:
        for link in links:
            start, end = (link.old_id, link.new_id) if forward else (link.new_id, link.old_id)
            if start == at and link not in met:
                met.append(link)
                if end not in seen:
                    seen.add(end)
                    queue.append(end)
    return tuple(met)
