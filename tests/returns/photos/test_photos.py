"""Photos sent with a claim: so many an hour and a day, each under a key of its own and its sender's name."""

import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from PIL import Image

from portal.core import storage
from portal.core.actor import Actor
from portal.core.data.sessions import db, perform, transaction
from portal.core.errors import Refused
from portal.core.jobs.models import Job
from portal.core.jobs.queue import enqueue, run_due
from portal.core.pictures.reader import turn
from portal.core.pictures.sent import MOST_BYTES, file_name
from portal.core.scope import scoped
from portal.returns.models import PhotoUpload
from portal.returns.photos import service as service_photos
from portal.returns.photos.forms import Sender, take_photos
from portal.returns.photos.service import Allowance, StoredPhoto
from tests import factories
from tests.returns.factories import Counted
from tests.returns.test_pages import buyer, claims, just_received, key, photo

NOW = datetime(2026, 3, 17, 8, 0, tzinfo=UTC)
PLENTY = Allowance(per_hour=100, mib_per_day=500)


def sent(name: str = "part.png") -> tuple[bytes, str]:
    data, _name = photo(name)
    return data.getvalue(), name


def take(actor: Actor, *uploads: tuple[bytes, str], now: datetime = NOW, allowance: Allowance = PLENTY) -> list[Any]:
    with scoped(actor.scope):
        return take_photos(uploads, Sender(actor, now, allowance))


def somebody(distributor: Any = None) -> Actor:
    return factories.actor_of(factories.make_dealer_user(distributor or factories.make_distributor()))


@pytest.mark.both_engines
def test_each_photo_has_a_key_of_its_own_and_is_written_down(app: Flask) -> None:
    actor = somebody()

    first, second = take(actor, sent(), sent())

    assert isinstance(first, StoredPhoto) and isinstance(second, StoredPhoto)
    assert first.storage_key != second.storage_key and first.sha256 == second.sha256
    stored = storage.get(first.storage_key, first.sha256)
    assert Image.open(io.BytesIO(stored)).size == (320, 200) and len(stored) == first.size
    folders = {service_photos.folder_of(one.storage_key) for one in (first, second)}
    assert folders == set(db.session.scalars(sa.select(PhotoUpload.folder)))
    with scoped(actor.scope):
        assert service_photos.held_photos([first.storage_key, "photos/no/x.jpg"]) == {first.storage_key}
    with scoped(somebody().scope):
        assert service_photos.held_photos([first.storage_key]) == frozenset()


def test_what_cannot_be_a_photo_is_refused_by_itself(app: Flask) -> None:
    empty, large, good, torn = take(
        somebody(),
        (b"", "none.jpg"),
        (b"\xff\xd8" + b"0" * MOST_BYTES, "big.jpg"),
        sent(),
        (sent()[0][:99], "torn.png"),
    )

    assert isinstance(good, StoredPhoto)
    assert [one.code for one in (empty, large, torn)] == ["photo.empty", "photo.too_large", "photo.damaged"]
    assert [one.facts["name"] for one in (empty, large, torn)] == ["none.jpg", "big.jpg", "torn.png"]
    with pytest.raises(Refused, match="too_much_sent"):
        take(somebody(), *[(b"x" * (7 * 2**20), "a.png")] * 3)


def test_a_person_sends_so_many_an_hour_good_or_not(app: Flask) -> None:
    actor, few = somebody(), Allowance(per_hour=2, mib_per_day=1)
    take(actor, sent(), (b"no photo", "x.png"), allowance=few)

    with pytest.raises(Refused) as refused:
        take(actor, sent(), now=NOW + timedelta(minutes=59), allowance=few)

    assert (refused.value.code, refused.value.facts) == ("photo.enough_for_now", {"most": 2})
    (later,) = take(actor, sent(), now=NOW + timedelta(hours=1), allowance=few)
    assert isinstance(later, StoredPhoto)


@pytest.mark.both_engines
def test_a_company_sends_so_many_megabytes_a_day(app: Flask) -> None:
    company, noise = factories.make_distributor(), b"x" * 600_000
    one_a_day = Allowance(per_hour=100, mib_per_day=1)
    take(somebody(company), (noise, "first"), allowance=one_a_day)

    with pytest.raises(Refused) as refused:
        take(somebody(company), (noise, "second"), now=NOW + timedelta(hours=23), allowance=one_a_day)

    assert (refused.value.code, refused.value.facts) == ("photo.enough_for_today", {"most": 1})
    assert take(somebody(), (noise, "other"), allowance=one_a_day)[0].code == "photo.not_a_photo"
    assert take(somebody(company), (noise, "next"), now=NOW + timedelta(days=1), allowance=one_a_day)


def test_beyond_the_allowance_is_said_beside_the_row_and_all_that_was_typed_stays(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = just_received(Counted(shipped=10, counts={"wrong": 1}))
    browser, row = buyer(app, made), key(made, "wrong")
    monkeypatch.setitem(app.extensions, "settings", replace(app.extensions["settings"], photos_per_hour=1))
    browser.page(f"/returns/new?shipment={made.number}")

    page = browser.send(
        {f"photos-{row}": [photo("a.png"), photo("b.png")], f"note-{row}": "label"}, button="File claim", status=422
    )

    assert page.has("You may send 1 photo an hour, and it was sent. Send these again later.")
    assert page.has("a.png: choose again") and page.has("b.png: choose again")
    assert page.fields(button="File claim")[f"note-{row}"] == "label" and claims() == 0
    browser.send({f"photos-{row}": photo("a.png")}, button="File claim")
    assert claims() == 1


def test_who_comes_while_others_are_at_it_is_told_and_sends_again(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    made = just_received(Counted(shipped=10, counts={"wrong": 1}))
    browser, row = buyer(app, made), key(made, "wrong")
    monkeypatch.setattr("portal.returns.photos.forms.turn", lambda: turn(patience=0))
    browser.page(f"/returns/new?shipment={made.number}")

    with turn():
        page = browser.send({f"photos-{row}": photo()}, button="File claim", status=422)

    assert page.has("The portal is drawing the photos of others.") and page.has("part.png: choose again")
    browser.send({f"photos-{row}": photo()}, button="File claim")
    assert claims() == 1


def test_a_photo_swept_while_the_form_lay_open_is_named_and_chosen_again(app: Flask) -> None:
    made = just_received(Counted(shipped=10, counts={"wrong": 1}))
    browser, row = buyer(app, made), key(made, "wrong")
    browser.page(f"/returns/new?shipment={made.number}")
    browser.send({f"photos-{row}": photo("box.png"), f"quantity-{row}": "x"}, button="File claim", status=422)
    perform(db.session.execute, sa.delete(PhotoUpload))

    page = browser.send({f"quantity-{row}": "1"}, button="File claim", status=422)

    assert page.has("box.png was kept for some days and is gone. Choose the photo again.")
    assert page.has("box.png: choose again") and not page.select(f"//input[@name='kept-{row}']")
    browser.send({f"photos-{row}": photo("box.png")}, button="File claim")
    assert claims() == 1


def swept() -> Any:
    """Run the daily job, and return how many files it removed."""
    with transaction():
        job_id = enqueue("returns.photos", {}, now=NOW)
    run_due()
    db.session.remove()
    job = db.session.get_one(Job, job_id)
    return (job.result or {})["removed"]


@pytest.mark.both_engines
def test_photos_no_claim_names_and_no_form_waits_with_are_removed(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "STORAGE_URL", f"file://{tmp_path}")
    made = just_received(Counted(counts={"wrong": 1}))
    browser = buyer(app, made)
    browser.page(f"/returns/new?shipment={made.number}")
    shown = browser.send({f"photos-{key(made, 'wrong')}": photo()}, button="File claim")
    waiting, left = take(somebody(), sent("a.png"), sent("b.png"))
    old, _digest = storage.put(b"from before photos were written down", "photos", ".jpg")
    paper, digest = storage.put(b"a paper", "papers", ".pdf")
    assert swept() == 1 and old not in set(storage.keys("photos"))

    gone = sa.delete(PhotoUpload).where(PhotoUpload.folder != service_photos.folder_of(waiting.storage_key))
    perform(db.session.execute, gone)

    assert swept() == 1
    assert left.storage_key not in set(storage.keys("photos")) and len(set(storage.keys("photos"))) == 2
    assert storage.get(waiting.storage_key, waiting.sha256) and storage.get(paper, digest)
    assert browser.open(shown.select("//img/@src")[0]).status_code == 200
    assert not (tmp_path / service_photos.folder_of(left.storage_key)).exists()
    assert swept() == 0


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/pass.jpg", "pass.jpg"),
        ("C:\\Photos\\a b.png", "a b.png"),
        ("\u202egnp.exe", "gnp.exe"),
        ("", "photo"),
        ("x\r\nSet-Cookie: a", "xSet-Cookie: a"),
    ],
)
def test_a_file_name_is_made_harmless(given: str, kept: str) -> None:
    assert file_name(given) == kept


@pytest.mark.parametrize(
    ("given", "header"),
    [
        ("box 7.png", "box%207.jpg"),
        ("كرتونة.webp", "%D9%83%D8%B1%D8%AA%D9%88%D9%86%D8%A9.jpg"),
        ("a'b;c.jpg", "a%27b%3Bc.jpg"),
    ],
)
def test_a_photo_is_downloaded_under_the_name_its_sender_gave_it(app: Flask, given: str, header: str) -> None:
    made = just_received(Counted(counts={"wrong": 1}))
    browser = buyer(app, made)
    browser.page(f"/returns/new?shipment={made.number}")
    shown = browser.send({f"photos-{key(made, 'wrong')}": photo(given)}, button="File claim")

    answer = browser.open(shown.select("//img/@src")[0])

    number = shown.path.rsplit("/", 1)[1]
    assert answer.headers["Content-Disposition"] == f"inline; filename={number}.jpg; filename*=UTF-8''{header}"
