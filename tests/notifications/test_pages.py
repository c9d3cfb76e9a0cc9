"""The inbox of both doors, and headquarters' outbox."""

import re
from collections.abc import Iterable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.audit.models import AuditRow
from portal.core.config import ROOT
from portal.core.counted import Counted
from portal.core.data.sessions import db, perform, transaction
from portal.core.jobs.queue import run_due
from portal.notifications import labels_facts
from portal.notifications.labels import kind_label, sentence_of
from portal.notifications.labels_notices import NOTICES, Notice
from portal.notifications.models import Notice as NoticeRow
from portal.notifications.queries import latest_notices, unread_count
from portal.notifications.rules_kinds import KINDS, declare
from portal.notifications.service import notify
from tests.factories import make_dealer_user, make_hq_user
from tests.notifications.test_mails import NOW, facts_of, mail_of
from tests.web import Browser


def facts_named(*texts: Any) -> set[str]:
    """Return the facts that texts, plain or counted, ask for."""
    told = " ".join(text.singular + text.plural if isinstance(text, Counted) else str(text) for text in texts)
    return set(re.findall(r"%\((\w+)\)s", told))


def unfounded(notice: Notice) -> set[str]:
    """Return what the sentences of a kind name and its facts need not hold."""
    always = {fact.name for fact in notice.facts}
    told = facts_named(notice.subject, notice.sentence)
    return (told - always) | (facts_named(notice.then, *notice.letter) - always - {"brand"})


@pytest.mark.parametrize("notice", NOTICES.values(), ids=NOTICES)
def test_the_sentences_of_a_kind_name_only_facts_it_always_has(app: Flask, notice: Notice) -> None:
    with app.test_request_context("/"):
        assert unfounded(notice) == set()


def test_a_sentence_about_a_fact_that_may_lack_would_be_found() -> None:
    planted = Notice("planted", (labels_facts.NUMBER,), "%(number)s", "%(reason)s", optional=(labels_facts.REASON,))

    assert unfounded(planted) == {"reason"}


def untold(kinds: Iterable[str]) -> set[str]:
    """Return the kinds that nothing of the portal names but the table that words them."""
    sources = [
        path for path in (ROOT / "portal").rglob("*.py") if path.name not in ("labels_notices.py", "labels_facts.py")
    ]
    told = "\n".join(path.read_text("utf-8") for path in sources)
    return {kind for kind in kinds if f'"{kind}"' not in told}


def test_every_kind_is_told_by_somebody() -> None:
    assert untold(NOTICES) == set()


def test_a_kind_that_is_told_by_nobody_would_be_found() -> None:
    assert untold(["invoice_issued", "birthday"]) == {"birthday"}


def test_a_kind_is_declared_once() -> None:
    assert list(KINDS) == list(NOTICES)
    with pytest.raises(LookupError):
        declare("order_approved", KINDS["order_approved"])


def test_a_notice_stands_in_the_inbox_of_each_receiver_once(app: Flask) -> None:
    mona, karim, stranger = make_dealer_user(), make_dealer_user(), make_dealer_user()

    perform(notify, [mona.id, karim.id, mona.id], "order_approved", facts_of("order_approved"), "/account", NOW)

    assert [unread_count(user.id) for user in (mona, karim, stranger)] == [1, 1, 0]
    assert [notice.kind for notice in latest_notices(mona.id, 5)] == ["order_approved"]


def test_notices_are_read_in_the_readers_language_and_zone(app: Flask) -> None:
    user = make_dealer_user(locale="ar", zone="Africa/Cairo")
    facts = {"number": "INV-1", "total": {"amount": "1234.50", "currency": "USD"}, "due_on": "2026-03-09"}
    perform(notify, [user.id], "invoice_issued", facts, "", NOW)

    page = Browser(app).sign_in(user).page("/inbox")

    assert "INV-1" in page.main and "1,234.50" in page.main
    assert page.tree.getroot().get("dir") == "rtl"


@pytest.mark.both_engines
def test_opening_a_notice_marks_it_as_read_and_leads_on(app: Flask) -> None:
    user = make_dealer_user()
    perform(notify, [user.id], "order_approved", facts_of("order_approved"), "/account", NOW)
    perform(notify, [user.id], "claim_decided", facts_of("claim_decided"), "", NOW)
    browser = Browser(app).sign_in(user)

    page = browser.page("/inbox")
    assert page.has("2 unread")
    assert len(page.rows()) == 2
    page = browser.send(button="Open Order SO-2026-000001 (SO-2026-000001) is approved.")

    assert page.path == "/account"
    page = browser.page("/inbox")
    assert [row[0].startswith("New") for row in page.rows()] == [True, False]
    assert len(browser.page("/inbox?show=unread").rows()) == 1
    page = browser.send(button="Mark all as read")
    assert page.has("0 unread")


def csv_of(browser: Browser, address: str) -> list[str]:
    """Return the lines of a list as a file, its headings first."""
    return browser.open(address).get_data(as_text=True).lstrip("\ufeff").splitlines()


@pytest.mark.both_engines
def test_notices_are_searched_sorted_and_handed_out_like_any_list(app: Flask) -> None:
    user = make_dealer_user()
    for number in ("SO-2026-000001", "SO-2026-000002"):
        perform(notify, [user.id], "order_approved", {**facts_of("order_approved"), "number": number}, "", NOW)
    browser = Browser(app).sign_in(user)

    assert len(browser.page("/inbox?q=000002").rows()) == 1
    assert browser.page("/inbox?q=000003").has("No message fits this search")
    first = [browser.page(f"/inbox?sort={sort}").rows()[0][0] for sort in ("created_at", "-created_at")]
    assert ["SO-2026-000001" in first[0], "SO-2026-000002" in first[1]] == [True, True]
    heads = browser.page("/inbox?also=read_at").select("//main//thead//th[normalize-space()='Read']")
    assert len(heads) == 1
    file = csv_of(browser, "/inbox?q=000002&export=csv")
    assert len(file) == 2 and file[0].startswith("Message,Time") and "SO-2026-000002" in file[1]


@pytest.mark.both_engines
def test_the_outbox_is_handed_out_whole(app: Flask) -> None:
    for number in range(55):
        mail_of("order_approved", to=f"person{number}@nile.example")
    browser = Browser(app).sign_in(make_hq_user(role="hq_admin"))

    file = csv_of(browser, "/hq/outbox?export=csv&sort=to")

    assert len(file) == 56 and file[0].startswith("Subject,Kind,To,State,Language,Time")
    assert "person0@nile.example" in file[1]
    assert len(csv_of(browser, "/hq/outbox?export=csv&q=person12%40")) == 2


@pytest.mark.both_engines
def test_kinds_of_mail_are_told_apart_where_they_are_chosen(app: Flask) -> None:
    with app.test_request_context():
        told = [kind_label(kind) for kind in KINDS]

    assert len(set(told)) == len(told)


def test_a_sentence_that_ends_with_a_name_with_its_own_full_stop_has_one(app: Flask) -> None:
    facts = {"decided_by": "Li Na", "change": "Credit limit", "name": "Siam Auto Co., Ltd."}

    with app.test_request_context():
        told = sentence_of("change_approved", facts, facts)

    assert told.endswith("Siam Auto Co., Ltd.") and not told.endswith("..")


def test_nobody_opens_or_reads_anothers_notice(app: Flask) -> None:
    owner, other = make_dealer_user(), make_hq_user()
    perform(notify, [owner.id], "order_approved", facts_of("order_approved"), "/account", NOW)
    notice_id = db.session.scalars(sa.select(NoticeRow.id)).one()
    browser = Browser(app).sign_in(other)

    assert browser.post(f"/hq/inbox/{notice_id}/open").status_code == 404
    browser.post("/hq/inbox/read-all")

    assert not browser.page("/hq/inbox").has("approved")
    assert unread_count(owner.id) == 1


@pytest.mark.both_engines
def test_a_notice_to_nobody_is_no_statement(app: Flask) -> None:
    with transaction():
        notify([], "order_approved", facts_of("order_approved"), "", NOW)

    assert db.session.scalar(sa.select(sa.func.count()).select_from(NoticeRow)) == 0


@pytest.mark.both_engines
def test_the_outbox_lists_mails_and_shows_one_as_text(app: Flask) -> None:
    for number in range(55):
        mail_of("order_approved", to=f"person{number}@nile.example")
    mail_id = mail_of("order_rejected", reason="<script>alert(1)</script>")
    browser = Browser(app).sign_in(make_hq_user(role="hq_admin"))

    assert browser.page("/hq/outbox").rows()[0][2] == "Waiting"
    browser.page(f"/hq/outbox/{mail_id}")
    run_due()

    assert len(browser.page("/hq/outbox").rows()) == 50
    assert len(browser.page("/hq/outbox?kind=order_rejected&state=kept").rows()) == 1
    assert len(browser.page("/hq/outbox?q=person12%40&sort=to").rows()) == 1
    assert browser.page("/hq/outbox?state=failed").has("No mails")
    page = browser.page(f"/hq/outbox/{mail_id}")
    assert "<script>alert(1)</script>" in page.main
    assert "<script>alert" not in page.html
    browser.page("/hq/outbox/99999", status=404)


@pytest.mark.parametrize("role", ["hq_clerk", "hq_auditor", "hq_manager"])
def test_only_administrators_read_mails(app: Flask, role: str) -> None:
    mail_id = mail_of("order_approved")
    browser = Browser(app).sign_in(make_hq_user(role=role))

    assert browser.open("/hq/outbox").status_code == 403
    assert browser.open(f"/hq/outbox/{mail_id}").status_code == 403


@pytest.mark.both_engines
@pytest.mark.parametrize("kind", ["password_reset", "invitation"])
@pytest.mark.parametrize(("production", "shown"), [(True, False), (False, True)])
def test_a_link_that_opens_an_account_is_hidden_in_production_and_its_reading_recorded(
    app: Flask, monkeypatch: pytest.MonkeyPatch, kind: str, production: bool, shown: bool
) -> None:
    mail_id = mail_of(kind)
    run_due()
    browser = Browser(app).sign_in(make_hq_user(role="hq_admin"))
    monkeypatch.setattr("portal.notifications.hq_routes._in_production", lambda: production)

    page = browser.page(f"/hq/outbox/{mail_id}")

    assert page.has("/orders/SO-2026-000001") is shown
    assert page.has("it is not shown here") is not shown
    read = db.session.execute(sa.select(AuditRow.action, AuditRow.subject_id).where(AuditRow.subject_kind == "mail"))
    assert read.all() == [("mail.read", str(mail_id))]


@pytest.mark.both_engines
def test_other_mails_are_shown_whole_and_leave_no_record(app: Flask) -> None:
    mail_id = mail_of("order_approved")
    run_due()

    page = Browser(app).sign_in(make_hq_user(role="hq_admin")).page(f"/hq/outbox/{mail_id}")

    assert page.has("/orders/SO-2026-000001")
    assert db.session.scalar(sa.select(sa.func.count()).where(AuditRow.subject_kind == "mail")) == 0
