"""Parts by name: in the reader's language where they have a name in it, page by page, over an index on both engines."""

from itertools import chain
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.catalogue.models import Part, PartState, PartText
from portal.catalogue.search import queries_listing
from portal.catalogue.search.queries import FILTERS, SORTS, Reader, all_parts, parts_list
from portal.catalogue.service_merge import merge_parts
from portal.catalogue.service_parts import add_parts, change_parts, named_in, set_names
from portal.core.data.sessions import db, on_postgresql, perform
from portal.core.tables import Page, list_state
from tests.catalogue.factories import fitted, make_part, make_parts
from tests.plans import planned

NAMES = ("Öl", "bolt", "Bolt", "éclat", "Zug", "зуб", "轴", "axle", "axle")


def page_of(args: dict[str, str], locale: str = "de") -> Page:
    return parts_list(list_state(args, sorts=SORTS, filters=FILTERS), Reader(0, locale))


def numbers(page: Page) -> list[str]:
    rows: Any = page.rows
    return [part.number for part in rows]


def asked_for(query: str) -> dict[str, str]:
    return dict(pair.split("=") for pair in query.split("&"))


def many_parts() -> None:
    """Ninety parts, of which some have a name in German, some in French alone, some in both, some in none."""
    for at in range(90):
        name = f"{NAMES[at % len(NAMES)]} {at % 7}"
        texts = {"de": f"{NAMES[(at + 4) % len(NAMES)]} {at % 5}"} if at % 3 else {}
        texts |= {"fr": f"fr {name}"} if at % 2 else {}
        make_part(f"{at * 37 % 90:03d}", names={"en": name, **texts})


def as_they_follow(locale: str, *, descending: bool) -> list[str]:
    """The numbers of all parts as Python sorts their names, by the codes of their signs."""
    named = {text.part_id: text.name for text in db.session.scalars(sa.select(PartText).filter_by(locale=locale))}
    parts = sorted(db.session.scalars(sa.select(Part)), key=lambda part: (named.get(part.id, part.name), part.id))
    return [part.number for part in parts][:: -1 if descending else 1]


@pytest.mark.parametrize("locale", ["de", "fr", "th"])
@pytest.mark.parametrize("sort", ["name", "-name"])
def test_every_page_follows_the_one_before_in_each_language(app: Flask, locale: str, sort: str) -> None:
    many_parts()
    expected = as_they_follow(locale, descending=sort == "-name")
    by_page = [numbers(page_of({"sort": sort, "size": "25", "page": str(at)}, locale)) for at in range(1, 5)]

    page, onward = page_of({"sort": sort, "size": "25"}, locale), list[list[str]]()
    for _page in range(4):
        onward.append(numbers(page))
        page = page_of(asked_for(page.onward), locale) if page.further else page
    back = page_of(asked_for(page.back), locale)

    assert [*chain(*by_page)] == [*chain(*onward)] == expected
    assert numbers(back) == expected[50:75]
    assert numbers(page_of({"sort": sort, "size": "25", "page": "last"}, locale)) == expected[75:]
    whole = all_parts(list_state({"sort": sort}, sorts=SORTS, filters=FILTERS), Reader(0, locale))
    told: Any = list(whole.rows())
    assert [part.number for part in told] == expected


def test_a_part_that_is_gone_leads_to_its_page_by_count(app: Flask) -> None:
    many_parts()

    page = page_of({"sort": "name", "size": "25", "page": "2", "after": "NOSUCH"})

    assert numbers(page) == as_they_follow("de", descending=False)[25:50]


@pytest.mark.parametrize("few", [True, False])
@pytest.mark.parametrize("sort", ["name", "-name", "number", "-number"])
def test_filters_leave_the_same_parts_gathered_or_asked_one_by_one(
    app: Flask, monkeypatch: pytest.MonkeyPatch, sort: str, few: bool
) -> None:
    many_parts()
    make_part("A1", names={"en": "aaa"}, un_number="UN3480", state=PartState.DISCONTINUED, system="brakes")
    make_part("A2", names={"en": "aab"}, system="brakes", state=PartState.DISCONTINUED)
    fitted(id_of("A1"), "Lyra V5", 2022)
    fitted(id_of("A1"), "Lyra V5", 2024)
    monkeypatch.setattr(queries_listing, "FEW", 1_000 if few else -1)
    queries_listing._listing.cache_clear()

    for chosen, left in (
        ({"state": "discontinued"}, ["A1", "A2"]),
        ({"system": "brakes"}, ["A1", "A2"]),
        ({"dangerous": "yes"}, ["A1"]),
        ({"dangerous": "no", "system": "brakes"}, ["A2"]),
        ({"model": "Lyra V5"}, ["A1"]),
        ({"model": "Lyra V5", "dangerous": "yes"}, ["A1"]),
        ({"model": "Lyra V5", "dangerous": "no"}, []),
        ({"availability": "free", "system": "brakes"}, []),
    ):
        page = page_of({"sort": sort, **chosen}, "fr")
        assert (page.total, numbers(page)) == (len(left), left[::-1] if sort[0] == "-" else left), chosen
    assert page_of({"sort": sort, "dangerous": "no"}, "fr").total == 91


def id_of(number: str) -> int:
    return db.session.execute(sa.select(Part.id).where(Part.number == number)).scalar_one()


def kept() -> dict[str, str]:
    return dict(db.session.execute(sa.select(Part.number, Part.named_in)).all())


def as_told() -> dict[str, str]:
    """The languages of each part's names, read off the names themselves."""
    texts = db.session.execute(sa.select(Part.number, PartText.locale).outerjoin(PartText)).all()
    return {number: named_in(each for one, each in texts if one == number and each) for number, _locale in texts}


def test_whoever_writes_names_keeps_in_which_languages_a_part_has_one(app: Flask) -> None:
    perform(add_parts, [{"number": one, "name": one} for one in ("P1", "P2", "P3")])
    assert kept() == as_told() == {"P1": "", "P2": "", "P3": ""}

    perform(set_names, [("P1", "zh", "轴"), ("P1", "de", "Achse"), ("P2", "zh", "轴")])
    assert kept() == as_told() == {"P1": "de zh", "P2": "zh", "P3": ""}

    perform(set_names, [("P1", "zh", None), ("P2", "de", "Rad")])
    assert kept() == as_told() == {"P1": "de", "P2": "de zh", "P3": ""}

    perform(change_parts, [{"number": "P2", "name": "Wheel"}], ["P2"])
    assert kept() == as_told() == {"P1": "de", "P2": "de zh", "P3": ""}

    perform(merge_parts, id_of("P2"), id_of("P3"))
    assert kept() == as_told() == {"P1": "de", "P2": "", "P3": "de zh"}


@pytest.mark.parametrize("query", ["sort=name", "sort=-name", "sort=name&after=21000100", "sort=name&page=last"])
def test_a_page_by_name_is_read_off_indexes_and_sorts_no_more_than_it_shows(app: Flask, query: str) -> None:
    make_parts([f"21{number:06d}" for number in range(300)])
    many_parts()

    with planned() as plans:
        page_of(asked_for(query), "de")

    listing = plans[-1]
    assert "ix_part_text_named" in listing and "ix_part_named" in listing
    if on_postgresql():
        assert "Presorted Key" not in listing and "Seq Scan" not in listing, listing
    else:
        assert not [line for line in listing.splitlines() if line in {"SCAN part", "SCAN part_text"}], listing


@pytest.mark.parametrize(("chosen", "index"), [("system=brakes", "ix_part_system"), ("state=active", "ix_part_state")])
def test_parts_of_a_system_or_a_state_are_read_in_their_order(app: Flask, chosen: str, index: str) -> None:
    many_parts()

    with planned() as plans:
        page_of(asked_for(chosen), "de")

    assert index in plans[-1]
    assert plans[-1].count("TEMP B-TREE FOR ORDER BY") == (0 if on_postgresql() else 1), "only what is shown is sorted"
