"""A seller's logo: taken as a picture, drawn anew, shown and removed, and printed by the papers of its day alone."""

import io

import pytest
import sqlalchemy as sa
from flask import Flask
from PIL import Image
from pypdf import PdfReader

from portal.accounts.models import SellingEntity
from portal.accounts.sellers.service_logos import set_logo
from portal.audit.models import AuditRow
from portal.billing.service import issue_papers_for
from portal.core.data.sessions import db, perform, transaction
from portal.core.jobs.models import Job, JobState
from portal.core.jobs.queue import run_due
from portal.core.pictures.reader import Picture
from portal.documents.models import Document, PaperPicture, PaperState
from portal.documents.queries import bytes_of, papers_of
from tests import factories
from tests.billing.factories import NOW, make_order, make_trade, part, ship
from tests.orders.factories import hq_actor
from tests.web import Browser

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"><script>alert(1)</script></svg>'


def drawing(kind: str = "PNG", *, colour: str = "navy", size: tuple[int, int] = (1200, 300)) -> bytes:
    target = io.BytesIO()
    picture = Image.new("RGBA" if kind == "PNG" else "RGB", size, colour)
    exif = Image.Exif()
    exif[0x010E] = "taken in the yard"
    picture.save(target, kind, exif=exif)
    return target.getvalue()


def logo_of(entity: SellingEntity) -> str:
    db.session.remove()
    return db.session.get_one(SellingEntity, entity.id).logo


def test_a_logo_is_drawn_anew_shown_and_removed_and_who_did_so_is_kept(app: Flask) -> None:
    entity = factories.make_selling_entity(code="CN01")
    steward = Browser(app).sign_in(factories.make_hq_user(role="hq_steward"))
    page = steward.page(f"/hq/sellers/{entity.id}")
    assert page.has("Papers are printed without a logo.") and "Remove the logo" not in page.buttons()

    page = steward.send({"logo": (io.BytesIO(drawing()), "logo.png")}, button="Send")

    (shown,) = page.select("//p[contains(@class, 'logo')]/img")
    sent = steward.open(str(shown.get("src")))
    picture = Image.open(io.BytesIO(sent.get_data()))
    assert (sent.mimetype, picture.format, picture.size) == ("image/jpeg", "JPEG", (600, 150))
    assert not picture.getexif() and b"yard" not in sent.get_data()
    assert shown.get("alt") == f"Logo of {entity.name}"
    assert steward.open(f"/hq/sellers/{entity.id}/logo/{'0' * 64}").status_code == 404
    steward.page(f"/hq/sellers/{entity.id}")
    assert steward.send(button="Remove the logo").has("Papers are printed without a logo.")
    assert logo_of(entity) == ""
    kept = db.session.scalars(sa.select(AuditRow).where(AuditRow.action == "seller.logo_changed").order_by(AuditRow.id))
    assert [(row.subject_id, bool(row.after["logo"])) for row in kept] == [("CN01", True), ("CN01", False)]
    assert steward.open(str(shown.get("src"))).status_code == 404


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (SVG, "logo.svg", "logo.svg is not a JPEG, PNG or WebP photo."),
        (drawing()[:400], "cut.png", "cut.png is damaged and cannot be read."),
        (b"%PDF-1.7", "logo.png", "logo.png is not a JPEG, PNG or WebP photo."),
        (b"", "empty.png", "empty.png is empty."),
        (b"\x00" * (8 * 2**20 + 1), "large.png", "large.png is larger than 8 MB."),
    ],
    ids=["svg", "half a file", "another format", "empty", "too large"],
)
def test_what_is_no_picture_is_refused_beside_the_field(app: Flask, data: bytes, name: str, words: str) -> None:
    entity = factories.make_selling_entity()
    steward = Browser(app).sign_in(factories.make_hq_user(role="hq_steward"))
    steward.page(f"/hq/sellers/{entity.id}")

    page = steward.send({"logo": (io.BytesIO(data), name)}, button="Send", status=422)

    (beside,) = page.select("//*[@id='logo-error']")
    assert words in "".join(beside.itertext())
    assert logo_of(entity) == ""


def test_who_only_looks_may_not_change_it(app: Flask) -> None:
    entity = factories.make_selling_entity()
    clerk = Browser(app).sign_in(factories.make_hq_user(role="hq_clerk"))

    page = clerk.page(f"/hq/sellers/{entity.id}")

    assert not page.select("//input[@type='file']")
    assert clerk.post(f"/hq/sellers/{entity.id}/logo", {}).status_code == 403
    assert clerk.post(f"/hq/sellers/{entity.id}/logo/remove", {}).status_code == 403


def pictures_in(pdf: bytes) -> list[tuple[int, int]]:
    return [each.image.size for each in PdfReader(io.BytesIO(pdf)).pages[0].images if each.image]


@pytest.mark.both_engines
def test_papers_print_the_logo_of_the_day_they_were_issued_with_the_sellers_name_for_who_hears_them(app: Flask) -> None:
    trade = make_trade(seller={"code": "CN01"}, locale="ar")
    entity_id, steward = trade.distributor.selling_entity_id or 0, hq_actor("hq_steward")
    (line,) = make_order(trade, (part("A1"), "A1", 10, "100"))

    perform(issue_papers_for, ship(trade, (line, 2)).id, None, NOW)
    perform(set_logo, entity_id, Picture(drawing("JPEG", size=(600, 150)), 600, 150), steward, NOW)
    perform(issue_papers_for, ship(trade, (line, 3)).id, None, NOW)
    perform(set_logo, entity_id, None, steward, NOW)
    perform(issue_papers_for, ship(trade, (line, 4)).id, None, NOW)
    run_due()

    found = db.session.scalars(sa.select(Document).order_by(Document.id)).all()
    assert [paper.state for paper in found] == [PaperState.READY] * 6
    kept = db.session.scalars(sa.select(PaperPicture.sha256)).one()
    assert [paper.snapshot.get("logo") for paper in found] == [None, None, kept, kept, None, None]
    printed = [bytes_of(each) for paper in found[1:4] for each in papers_of("shipment", paper.subject_number)
               if each.number == paper.number]  # fmt: skip
    assert [pictures_in(pdf) for pdf in printed] == [[], [(600, 150)], [(600, 150)]]
    alts = PdfReader(io.BytesIO(printed[1])).trailer["/Root"]["/StructTreeRoot"]
    assert "Chongqing Motors Export" in str(_alts(alts, 0))


def test_a_paper_that_is_printed_asks_for_its_logo_no_more_and_one_that_is_not_says_what_is_wrong(app: Flask) -> None:
    trade = make_trade(seller={"code": "CN01"})
    (line,) = make_order(trade, (part("A1"), "A1", 10, "100"))
    logo = Picture(drawing("JPEG", size=(600, 150)), 600, 150)
    perform(set_logo, trade.distributor.selling_entity_id or 0, logo, hq_actor("hq_steward"), NOW)
    perform(issue_papers_for, ship(trade, (line, 2)).id, None, NOW)
    run_due()
    with transaction() as session:
        session.execute(sa.update(PaperPicture).values(data=b"damaged"))
        session.execute(sa.update(Job).values(state=JobState.WAITING))
    perform(issue_papers_for, ship(trade, (line, 3)).id, None, NOW)

    run_due()

    found = db.session.scalars(sa.select(Document).order_by(Document.id)).all()
    assert [paper.state for paper in found] == [PaperState.READY] * 2 + [PaperState.FAILED] * 2
    assert {paper.problem for paper in found[2:]} == {f"PictureDamaged: {found[2].snapshot['logo']}"}
    printing = sa.select(Job.state).where(Job.kind == "documents.render").order_by(Job.id)
    assert db.session.scalars(printing).all() == [JobState.DONE] * 2 + [JobState.WAITING] * 2


def _alts(node: object, depth: int) -> list[str]:
    """The alternative texts of pictures below a node of the tags of a PDF."""
    told = []
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, dict) and depth < 12:
        told += [str(node["/Alt"])] if "/Alt" in node else []
        below = node.get("/K", [])
        for each in below if isinstance(below, list) else [below]:
            told += _alts(each, depth + 1)
    return told
