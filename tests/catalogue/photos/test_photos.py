"""Photos of parts: sent many at once by their files' names, put in order, described, removed, swept, seen."""

import io
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from PIL import Image

from portal.audit.models import AuditRow
from portal.catalogue.models import Part
from portal.catalogue.photos import service
from portal.catalogue.photos.forms import take_photos
from portal.catalogue.photos.models import PartPhoto, PartPhotoFile, PartPhotoUpload
from portal.catalogue.photos.queries import thumbnails
from portal.core import storage
from portal.core.actor import Actor
from portal.core.data.sessions import db, perform, transaction
from portal.core.errors import Refused
from portal.core.jobs.models import Job
from portal.core.jobs.queue import enqueue, run_due
from portal.core.scope import EVERYONE, scoped
from tests.catalogue.factories import make_part
from tests.factories import actor_of, make_dealer_user, make_distributor, make_hq_user
from tests.web import Browser, Page

pytestmark = pytest.mark.both_engines
NOW = datetime(2026, 3, 17, 8, 0, tzinfo=UTC)


def picture(colour: str = "navy", size: tuple[int, int] = (320, 200), kind: str = "PNG", **more: Any) -> bytes:
    target = io.BytesIO()
    Image.new("RGB", size, colour).save(target, kind, **more)
    return target.getvalue()


@pytest.fixture(autouse=True)
def parts(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "STORAGE_URL", f"file://{tmp_path}")
    make_part("48815-0E010")
    make_part("0023410011", names={"en": "Oil filter"})


def somebody() -> Actor:
    return actor_of(make_hq_user(role="hq_steward"))


def take(*uploads: tuple[bytes, str], number: str = "") -> list[tuple[str, int | None, str]]:
    """Send files; return of each its outcome or why not, the place, and the part's number."""
    with scoped(EVERYONE):
        told = take_photos(uploads, somebody(), NOW, number)
    db.session.remove()
    return [(one.refusal.code if one.refusal else one.outcome.value, one.place, one.number) for one in told]


def kept(number: str = "48815-0E010") -> list[tuple[int, str, str]]:
    db.session.remove()
    found = sa.select(PartPhoto.place, PartPhoto.name, PartPhoto.words).join(Part, Part.id == PartPhoto.part_id)
    rows = db.session.execute(found.where(Part.number == number).order_by(PartPhoto.place))
    return [(place, name, words) for place, name, words in rows]


def steward(app: Flask) -> Browser:
    return Browser(app).sign_in(make_hq_user(role="hq_steward"))


def sent(browser: Browser, *files: tuple[bytes, str], path: str = "/hq/data/parts/photos", status: int = 200) -> Page:
    browser.page(path)
    fields = {"photos": [(io.BytesIO(data), name) for data, name in files]} if files else {}
    return browser.send(fields, button="Send", status=status)


def test_files_dropped_at_once_are_told_one_by_one(app: Flask) -> None:
    first = picture()
    assert take((first, "48815-0E010.png")) == [("taken", 1, "48815-0E010")]

    told = take(
        (first, "488150e010.png"),
        (picture("red"), "48815-0E010_2.jpg"),
        (picture("green"), "48815-0E010 (2).jpg"),
        (picture("red"), "nobody.png"),
        (b"no picture", "0023410011.png"),
        (b"", "0023410011_2.png"),
        (picture(), "0023410011_13.png"),
    )

    assert told == [
        ("same", 1, "48815-0E010"),
        ("taken", 2, "48815-0E010"),
        ("photo.place_twice", 2, "48815-0E010"),
        ("photo.no_part", None, ""),
        ("photo.not_a_photo", 1, "0023410011"),
        ("photo.empty", 2, "0023410011"),
        ("photo.no_such_place", 13, "0023410011"),
    ]
    assert kept() == [(1, "48815-0E010.png", ""), (2, "48815-0E010_2.jpg", "")] and kept("0023410011") == []


def test_a_photo_takes_the_place_of_another_and_what_was_said_of_it_stays(app: Flask) -> None:
    take((picture(), "0023410011.png"))
    old = db.session.scalars(sa.select(PartPhoto.public_id)).one()
    perform(service.describe_photo, old, "Filter from above", somebody(), NOW)

    assert take((picture("red"), "0023410011.png")) == [("replaced", 1, "0023410011")]

    assert kept("0023410011") == [(1, "0023410011.png", "Filter from above")]
    assert db.session.scalar(sa.select(PartPhoto.public_id)) != old
    assert db.session.scalar(sa.select(sa.func.count()).select_from(PartPhotoFile)) == 2


def test_it_is_drawn_anew_in_two_sizes_without_what_hid_in_the_file(app: Flask) -> None:
    exif = Image.Exif()
    exif[0x010E], exif[0x0112] = "secret place", 6
    take((picture(size=(2_000, 1_000), kind="JPEG", exif=exif), "0023410011.jpg"))

    files = db.session.execute(sa.select(PartPhotoFile).order_by(PartPhotoFile.kind)).scalars().all()

    assert [(one.kind, one.width, one.height) for one in files] == [("large", 800, 1_600), ("small", 80, 160)]
    for one in files:
        stored = Image.open(io.BytesIO(storage.get(one.storage_key, one.sha256)))
        assert (stored.format, stored.size, dict(stored.getexif())) == ("JPEG", (one.width, one.height), {})


def test_photos_of_one_part_stand_behind_its_others_whatever_their_files_are_called(app: Flask) -> None:
    red = picture("red")
    told = take((picture(), "IMG_1.png"), (red, "IMG_2.png"), (red, "again.png"), number="48815-0E010")
    assert [one[:2] for one in told] == [("taken", None), ("taken", None), ("photo.place_twice", None)]
    assert [name for _place, name, _words in kept()] == ["IMG_1.png", "IMG_2.png"]

    many = [(picture(size=(20 + at, 20)), f"{at}.png") for at in range(12)]
    assert [one[0] for one in take(*many, number="48815-0E010")][9:] == ["taken", *["photo.enough_places"] * 2]
    assert take((red, "0023410011.png"), number="48815-0E010") == [("same", 2, "48815-0E010")]
    with pytest.raises(Refused, match="none_sent"):
        take()


def test_a_death_between_leaves_no_photo_without_its_bytes_and_nothing_that_is_not_swept(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def dies(*_given: Any) -> None:
        raise MemoryError

    for at in ("store", "name_photos"):
        with monkeypatch.context() as cut, pytest.raises(MemoryError):
            cut.setattr(service, at, dies)
            take((picture(), "0023410011.png"))
    take((picture("red"), "48815-0E010.png"))

    assert kept("0023410011") == [] and len(list(storage.keys("partphotos"))) == 4
    assert swept() == 0
    perform(db.session.execute, sa.delete(PartPhotoUpload))
    assert swept() == 2
    assert set(storage.keys("partphotos")) == set(db.session.scalars(sa.select(PartPhotoFile.storage_key)))
    assert take((picture(), "0023410011.png")) == [("taken", 1, "0023410011")]


def swept() -> Any:
    with transaction():
        job_id = enqueue("catalogue.photos", {}, now=NOW)
    run_due()
    db.session.remove()
    return (db.session.get_one(Job, job_id).result or {})["removed"]


def test_the_steward_sends_describes_orders_and_removes(app: Flask) -> None:
    browser = steward(app)
    assert browser.page("/hq/data/parts?gap=photo").has("0023410011")
    page = sent(
        browser, (picture(), "0023410011.png"), (picture("red"), "0023410011_2.png"), (b"x", "0023410011_3.png")
    )
    assert [row[1:] for row in page.rows()] == [
        ["0023410011", "1", "Taken"],
        ["0023410011", "2", "Taken"],
        ["0023410011", "3", "Not taken 0023410011_3.png is not a JPEG, PNG or WebP photo."],
    ]
    assert not browser.page("/hq/data/parts?gap=photo").has("0023410011")
    assert sent(browser, status=422).has("Choose the photos first.")

    own = "/hq/data/parts/photos?part=0023410011"
    browser.page(own)
    browser.send({"words": "From above"}, button="Save")
    browser.page(own)
    browser.send(button="Move forward")
    assert kept("0023410011") == [(1, "0023410011_2.png", ""), (2, "0023410011.png", "From above")]
    browser.page(own)
    browser.send(button="Remove")

    assert kept("0023410011") == [(2, "0023410011.png", "From above")]
    assert browser.page("/hq/data/parts/row?key=0023410011").select(f"//a[@href='{own}']")
    with scoped(EVERYONE):
        recorded = set(db.session.scalars(sa.select(AuditRow.action)))
    assert {f"catalogue.photo_{one}" for one in ("named", "described", "moved", "removed")} <= recorded


def test_words_that_are_too_long_and_photos_that_are_none_are_refused(app: Flask) -> None:
    browser = steward(app)
    take((picture(), "0023410011.png"))
    public_id = db.session.scalar(sa.select(PartPhoto.public_id))

    assert browser.post(f"/hq/data/parts/photos/{public_id}", {"words": "x" * 201}).status_code == 422
    assert browser.post("/hq/data/parts/photos/none", {"do": "remove"}).status_code == 404
    assert browser.open("/hq/data/parts/photos/none/large").status_code == 404
    assert browser.open(f"/hq/data/parts/photos/{public_id}/huge").status_code == 404
    assert browser.open("/hq/data/parts/photos?part=none").status_code == 404
    looking = Browser(app).sign_in(make_hq_user(role="hq_manager"))
    assert not {"Send", "Save", "Remove"} & set(looking.page("/hq/data/parts/photos?part=0023410011").buttons())
    assert looking.post("/hq/data/parts/photos", {}).status_code == 403


def test_a_distributor_sees_them_on_the_parts_page_and_small_in_the_list(app: Flask) -> None:
    browser = Browser(app).sign_in(make_dealer_user(make_distributor(locale="en")))
    take((picture(), "0023410011.png"), (picture("red"), "0023410011_2.png"))

    page = browser.page("/catalogue/0023410011")
    assert page.select("//*[@id='catalogue-photos']//img/@alt") == ["Photo 1 of Oil filter", "Photo 2 of Oil filter"]
    address = page.select("//*[@id='catalogue-photos']//a/@href")[0]
    answer = browser.open(address)
    assert (answer.status_code, answer.mimetype, answer.headers["Cache-Control"]) == (
        200,
        "image/jpeg",
        "private, max-age=3600",
    )
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["Content-Disposition"] == "inline; filename=large.jpg; filename*=UTF-8''0023410011.jpg"
    assert Image.open(io.BytesIO(answer.data)).size == (320, 200)

    small = browser.page("/catalogue").select("//table//img")
    assert [(one.get("alt"), one.get("width"), one.get("height")) for one in small] == [("", "160", "100")]
    assert Image.open(io.BytesIO(browser.open(small[0].get("src")).data)).size == (160, 100)
    assert not browser.page("/catalogue/48815-0E010").select("//*[@id='catalogue-photos']")


def test_the_small_picture_is_of_the_first_photo_there_is(app: Flask) -> None:
    take((picture(size=(40, 20)), "0023410011_3.png"), (picture(size=(20, 40)), "0023410011_2.png"))
    ids = list(db.session.scalars(sa.select(Part.id)))

    assert [(one.width, one.height) for one in thumbnails(ids).values()] == [(20, 40)]
    assert thumbnails([]) == {}


def test_a_file_that_is_refused_for_another_names_the_other(app: Flask) -> None:
    page = sent(steward(app), (picture("red"), "48815-0E010_2.jpg"), (picture("green"), "48815-0E010 (2).jpg"))

    assert page.has("It is the same photo of the same part as 48815-0E010_2.jpg, sent with it.")
