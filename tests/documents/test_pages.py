"""The pages of papers at both doors: lists, one paper, its file, and nobody else's."""

import io
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import pytest
from flask import Flask
from openpyxl import load_workbook
from structlog.testing import capture_logs

from portal.accounts.models import Distributor, UserAccount
from portal.core.data.counters import Counter
from portal.core.data.sessions import db, perform, transaction
from portal.core.jobs.queue import run_due
from portal.core.permissions import Permission
from portal.documents import service
from portal.documents.kinds import KINDS
from portal.documents.kinds.packing_list import PACKING_LIST
from portal.documents.models import Document
from tests import factories
from tests.documents.factories import issue, printed
from tests.queries import counted
from tests.web import Browser


def person_of(distributor: Distributor) -> UserAccount:
    return factories.make_dealer_user(distributor, role="dealer_finance")


def browser_of(app: Flask, user: UserAccount) -> Browser:
    return Browser(app).sign_in(user)


def path_of(app: Flask, document: Document) -> Path:
    db.session.remove()
    key = db.session.get_one(Document, document.id).storage_key
    return Path(app.config["STORAGE_URL"].removeprefix("file://")) / key


def test_the_list_shows_papers_and_finds_them_by_number_and_shipment(app: Flask) -> None:
    mine = factories.make_distributor()
    issue(mine, subject_number="SH-2026-000077")
    issue(mine, PACKING_LIST, subject_number="SH-2026-000078")
    with transaction() as session:
        session.add(Counter(series="SH-2026", last=78))
    browser = browser_of(app, person_of(mine))

    everything = browser.page("/documents")
    by_shipment = browser.page("/documents?q=000078")
    by_spelling = browser.page("/documents?q=sh+2026+78")
    by_kind = browser.page("/documents?kind=commercial_invoice")

    assert [row[0] for row in everything.rows()] == ["PL-CN01-2026-000001", "CI-CN01-2026-000001"]
    assert (
        [row[3] for row in by_shipment.rows()] == ["Shipment SH-2026-000078"] == [row[3] for row in by_spelling.rows()]
    )
    assert [row[1] for row in by_kind.rows()] == ["Commercial invoice"]
    assert browser.page("/documents?q=%25").has("No paper fits this search")


def test_an_empty_list_says_what_will_come(app: Flask) -> None:
    assert browser_of(app, factories.make_dealer_user(role="dealer_finance")).page("/documents").has("No papers yet")


def test_a_paper_page_waits_with_progress_and_then_offers_the_file(app: Flask) -> None:
    mine = factories.make_distributor()
    document = issue(mine)
    browser = browser_of(app, person_of(mine))

    waiting = browser.page(f"/documents/{document.public_id}")
    assert waiting.has("Being printed") and waiting.select("//progress") and not waiting.has("Download PDF")
    assert waiting.select("//*[@id='documents-state']/@hx-trigger") == ["every 2s"]
    assert browser.open(f"/documents/{document.public_id}/pdf").status_code == 503

    run_due()
    ready = browser.page(f"/documents/{document.public_id}")
    assert ready.has("Ready") and not ready.select("//*[@id='documents-state']/@hx-trigger")
    assert ready.links()["Download PDF"] == f"/documents/{document.public_id}/pdf"
    part = browser.open(f"/documents/{document.public_id}", headers={"HX-Request": "true"})
    assert part.get_data(as_text=True).lstrip().startswith('<section class="panel" id="documents-state"')


def test_the_file_comes_as_a_safe_attachment_with_ranges_and_a_tag(app: Flask) -> None:
    mine = factories.make_distributor()
    document = printed(mine)
    browser, address = browser_of(app, person_of(mine)), f"/documents/{document.public_id}/pdf"
    data = path_of(app, document).read_bytes()

    whole = browser.open(address)
    part = browser.open(address, headers={"Range": "bytes=0-7"})
    again = browser.open(address, headers={"If-None-Match": whole.headers["ETag"]})

    assert (whole.status_code, whole.data, whole.mimetype) == (200, data, "application/pdf")
    assert whole.headers["Content-Disposition"] == f"attachment; filename={document.number}.pdf"
    assert whole.headers["X-Content-Type-Options"] == "nosniff"
    assert whole.headers["Content-Security-Policy"].startswith("sandbox")
    assert (part.status_code, part.data) == (206, data[:8])
    assert (again.status_code, again.data) == (304, b"")


def test_a_damaged_or_missing_file_is_a_plain_page_and_logged(app: Flask) -> None:
    mine = factories.make_distributor()
    document = printed(mine)
    path = path_of(app, document)
    browser = browser_of(app, person_of(mine))
    data = path.read_bytes()

    for harm in (lambda: path.write_bytes(data[:-1] + b"x"), path.unlink):
        harm()
        with capture_logs() as logged:
            page = browser.page(f"/documents/{document.public_id}/pdf", status=503)
        assert page.has("The stored file of this paper cannot be read just now")
        assert [entry["number"] for entry in logged if entry["event"] == "paper_unreadable"] == [document.number]
    path.write_bytes(data)


def test_somebody_elses_paper_is_not_there(app: Flask) -> None:
    mine, other = factories.make_distributor(), factories.make_distributor()
    document = printed(mine)
    stranger = browser_of(app, person_of(other))

    for address in (f"/documents/{document.public_id}", f"/documents/{document.public_id}/pdf"):
        stranger.page(address, status=404)
    assert document.number not in stranger.page("/documents").html
    assert stranger.page(f"/documents?q={quote(document.number)}").has("No paper fits this search")
    assert stranger.open(f"/hq/documents/{document.public_id}/pdf").status_code in (303, 403)
    assert browser_of(app, person_of(mine)).open(f"/documents/{document.public_id}/pdf").status_code == 200


def test_a_dealer_below_is_seen_by_the_one_above_only(app: Flask) -> None:
    above = factories.make_distributor()
    below = factories.make_distributor(parent=above)
    of_above, of_below = issue(above), issue(below)

    lower = browser_of(app, person_of(below))

    assert lower.open(f"/documents/{of_above.public_id}").status_code == 404
    assert lower.open(f"/documents/{of_below.public_id}").status_code == 200


def test_a_kind_that_one_may_not_read_is_nowhere(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    mine = factories.make_distributor()
    invoice, packing = printed(mine), printed(mine, kind=PACKING_LIST)
    browser = browser_of(app, person_of(mine))
    assert browser.open(f"/documents/{packing.public_id}/pdf").status_code == 200

    monkeypatch.setitem(KINDS, "packing_list", replace(PACKING_LIST, readers=frozenset({Permission.AUDIT_VIEW})))

    page = browser.page("/documents")
    assert [row[0] for row in page.rows()] == [invoice.number]
    offered = page.select("//select[@name='kind']/option/@value")
    assert "commercial_invoice" in offered and "packing_list" not in offered
    assert packing.number not in browser.open("/documents?export=csv").get_data(as_text=True)
    for address in (f"/documents/{packing.public_id}", f"/documents/{packing.public_id}/pdf"):
        browser.page(address, status=404)


def test_headquarters_sees_all_papers_and_why_one_is_not_printed(app: Flask) -> None:
    document = issue()
    perform(service.keep_problem, document.id, "PdfUnavailable: missing libpango")
    browser = browser_of(app, factories.make_hq_user(role="hq_finance"))

    page = browser.page(f"/hq/documents/{document.public_id}")

    assert page.has("PdfUnavailable: missing libpango")
    assert browser.page("/hq/documents?state=failed").rows()[0][0] == document.number
    assert browser.page("/hq/documents?state=ready").has("No paper fits this search")


@pytest.mark.both_engines
def test_the_list_is_exported(app: Flask) -> None:
    mine = factories.make_distributor()
    document = issue(mine)
    browser = browser_of(app, person_of(mine))

    sheet = load_workbook(io.BytesIO(browser.open("/documents?export=xlsx").data)).active
    text = browser.open("/documents?export=csv").get_data(as_text=True)

    assert [cell.value for cell in sheet[2]][:4] == [
        document.number,
        "Commercial invoice",
        "Nile Motors Trading S.A.E.",
        "SH-2026-000045",
    ]
    assert document.number in text


@pytest.mark.parametrize(
    "path", ["/documents?page=999", "/documents?sort=nonsense&size=7", "/documents?kind=%0a&state='"]
)
def test_odd_addresses_fall_back_to_the_list(app: Flask, path: str) -> None:
    mine = factories.make_distributor()
    issue(mine)

    browser_of(app, person_of(mine)).page(path)


def test_lists_ask_a_constant_number_of_questions(app: Flask) -> None:
    mine = factories.make_distributor()
    for _ in range(12):
        issue(mine)
    browser = browser_of(app, person_of(mine))
    browser.page("/documents")

    with counted() as statements:
        browser.page("/documents")
    assert len(statements) <= 8, statements
    document = issue(mine)
    with counted() as statements:
        browser.page(f"/documents/{document.public_id}")
    assert len(statements) <= 8, statements


def test_the_page_reads_in_arabic(app: Flask) -> None:
    mine = factories.make_distributor()
    document = issue(mine, locale="ar")
    user = factories.make_dealer_user(mine, role="dealer_finance", locale="ar")

    page = browser_of(app, user).page(f"/documents/{document.public_id}")

    assert page.tree.getroot().get("dir") == "rtl"
