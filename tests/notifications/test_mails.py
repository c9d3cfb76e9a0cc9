"""Mails: in the receiver's language and zone, sent or kept, never with a header of somebody else's."""

import dataclasses
import email.policy
import json
import smtplib
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.accounts.queries_people import people_of
from portal.core.config import ROOT, Settings
from portal.core.data.sessions import db, perform, transaction
from portal.core.jobs.desk import run_all_again
from portal.core.jobs.failures import MOST_ATTEMPTS
from portal.core.jobs.models import Job, JobState
from portal.core.jobs.queue import run_due
from portal.core.permissions import Permission
from portal.core.release import release
from portal.notifications import jobs_mails, pages_mail_text
from portal.notifications.models import Mail, MailState
from portal.notifications.rules_kinds import KINDS, FactType
from portal.notifications.service import send_mail, send_mails
from tests import factories

NOW = datetime(2026, 3, 9, 8, tzinfo=UTC)
SAMPLES: dict[FactType, Any] = {
    FactType.TEXT: "SO-2026-000001",
    FactType.NUMBER: 1200,
    FactType.DAY: "2026-03-09",
    FactType.INSTANT: "2126-03-09T10:00:00+00:00",
    FactType.LIST: ["SO-2026-000001", "SO-2026-000002"],
    FactType.MONEY: {"amount": "1234.50", "currency": "USD"},
}


def facts_of(kind: str, *, optional: bool = True) -> dict[str, Any]:
    """Return facts that fit a kind."""
    known = KINDS[kind]
    wanted = {**known.facts, **(known.optional if optional else {})}
    return {name: SAMPLES[fact] for name, fact in wanted.items()}


def mail_of(kind: str, locale: str = "en", zone: str = "UTC", to: str = "mona@nile.example", **facts: Any) -> int:
    """Put a mail into the outbox."""
    return perform(send_mail, to, locale, zone, kind, {**facts_of(kind), **facts}, NOW, link="/orders/SO-2026-000001")


def kept(mail_id: int) -> Mail:
    """Return a mail as it is now."""
    db.session.remove()
    found = db.session.get(Mail, mail_id)
    assert found is not None
    return found


@pytest.mark.parametrize("kind", sorted(KINDS))
@pytest.mark.parametrize("locale", ["en", "zh", "ar", "de"])
@pytest.mark.parametrize("optional", [True, False])
def test_every_kind_can_be_written_in_every_language(app: Flask, kind: str, locale: str, optional: bool) -> None:
    facts = {**facts_of(kind, optional=optional), "link": "/x/1"}

    written = pages_mail_text.write(kind, facts, locale, "Africa/Cairo", Settings(public_url="https://portal.example"))

    assert written.subject and "\n" not in written.subject
    for text in (written.subject, written.text, written.html):
        assert "%(" not in text and "{{" not in text and "None" not in text
    assert "https://portal.example/x/1" in written.text
    assert 'href="https://portal.example/x/1"' in written.html
    assert ('dir="rtl"' in written.html) is (locale == "ar")


def test_two_layouts_set_every_mail(app: Flask) -> None:
    settings = Settings(public_url="https://portal.example")
    facts = {"number": "SO-1", "po_number": "P 7", "asks": 2, "comment": "Which mode?", "link": "/orders/SO-1"}

    notice = pages_mail_text.write("order_changes_requested", facts, "en", "UTC", settings)

    assert sorted(path.name for path in (ROOT / "templates" / "emails").iterdir()) == ["mail.html", "mail.txt.jinja"]
    assert notice.subject == "Order SO-1: changes requested"
    assert notice.text.splitlines() == [
        "Headquarters requests changes to order SO-1 (P 7).",
        "",
        "Please look at the questions, answer them, and submit the order again.",
        "",
        "Number: SO-1",
        "Purchase order number: P 7",
        "Questions: 2",
        "Comment: Which mode?",
        "",
        "Open it in the portal:",
        "https://portal.example/orders/SO-1",
        "",
        "--",
        "This mail was sent by Parts Portal. Answers to it are not read.",
    ]
    assert notice.html.count("<tr><td valign") == 4


def test_a_letter_to_one_person_says_its_facts_in_its_sentences(app: Flask) -> None:
    facts = {"name": "Mona", "expires_at": "2026-03-09T10:00:00+00:00", "link": "/reset/x"}

    text = pages_mail_text.write("password_reset", facts, "en", "UTC", Settings()).text

    assert text.startswith("Dear Mona,\n\nSomebody asked for a new password for your account. With this link")
    assert "Choose a new password:\n" in text and "Valid until" not in text and "Name:" not in text


def test_figures_and_times_are_the_receivers(app: Flask) -> None:
    facts = {"name": "Mona", "inviter": "Wei", "expires_at": "2026-03-09T22:30:00+00:00"}
    cairo = pages_mail_text.write("invitation", facts, "en", "Africa/Cairo", Settings()).text
    shanghai = pages_mail_text.write("invitation", facts, "en", "Asia/Shanghai", Settings()).text
    money = pages_mail_text.write(
        "credit_note_issued",
        {"number": "CN-1", "total": {"amount": "1234.5", "currency": "JPY"}},
        "en",
        "UTC",
        Settings(),
    )

    assert "10 Mar 2026" in cairo and "00:30" in cairo and "Cairo" in cairo
    assert "6:30" in shanghai and "Shanghai" in shanghai
    assert "JPY\u00a01,235" in money.text


def test_a_mail_is_written_in_its_receivers_language_whoever_caused_it(app: Flask) -> None:
    mail_id = mail_of("order_approved", locale="zh", zone="Asia/Shanghai")
    with app.test_request_context("/", headers={"Accept-Language": "ar"}):
        run_due()

    assert 'lang="zh-Hans"' in kept(mail_id).html


def test_without_a_mail_server_a_mail_is_kept(app: Flask) -> None:
    mail_id = mail_of("order_approved")
    assert kept(mail_id).state is MailState.WAITING

    run_due()

    mail = kept(mail_id)
    assert (mail.state, mail.sent_at, mail.subject) == (MailState.KEPT, None, "Order SO-2026-000001 approved")
    assert "http://localhost:8000/orders/SO-2026-000001" in mail.body


@pytest.mark.both_engines
def test_a_mail_goes_with_its_transaction_or_not_at_all(app: Flask) -> None:
    with pytest.raises(RuntimeError), transaction():
        send_mail("a@b.example", "en", "UTC", "order_approved", facts_of("order_approved"), NOW)
        raise RuntimeError

    assert db.session.scalar(sa.select(sa.func.count()).select_from(Mail)) == 0
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Job)) == 0


class MailServer(socketserver.ThreadingTCPServer):
    """A mail server of a few lines: takes letters, may refuse the first ones, asks for a password."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(
        self,
        refuse: int = 0,
        auth: bool = False,
        says: bytes = b"451 come again",
        goodbye: bytes = b"221 bye",
        beyond_ascii: bool = False,
    ) -> None:
        super().__init__(("127.0.0.1", 0), _Conversation)
        self.letters: list[bytes] = []
        self.logins: list[bytes] = []
        self.receivers: list[bytes] = []
        self.beyond_ascii = beyond_ascii
        self.refuse, self.auth, self.says, self.goodbye = refuse, auth, says, goodbye

    @property
    def url(self) -> str:
        """Return the address without a user."""
        return f"127.0.0.1:{self.server_address[1]}"


class _Conversation(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        server: Any = self.server
        self._say(b"220 ready")
        while line := self.rfile.readline():
            word = line[:4].upper()
            if word == b"EHLO":
                offered = [b"AUTH PLAIN"] * server.auth + [b"SMTPUTF8"] * server.beyond_ascii
                self._say(b"\r\n".join(b"250-" + each for each in (b"here", *offered)) + b"\r\n250 8BITMIME")
            elif word == b"AUTH":
                server.logins.append(line.strip())
                self._say(b"235 welcome")
            elif word == b"RCPT":
                server.receivers.append(line.strip())
                self._say(b"250 fine")
            elif word == b"DATA":
                self._data(server)
            elif word == b"QUIT":
                if server.goodbye:
                    self._say(server.goodbye)
                return
            else:
                self._say(b"250 fine")

    def _data(self, server: Any) -> None:
        self._say(b"354 go on")
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line.removeprefix(b"."))
        if server.refuse:
            server.refuse -= 1
            self._say(server.says)
            return
        server.letters.append(b"".join(lines))
        self._say(b"250 taken")

    def _say(self, words: bytes) -> None:
        self.wfile.write(words + b"\r\n")


@contextmanager
def mail_server(**options: Any) -> Iterator[MailServer]:
    """Run a mail server for a block."""
    with MailServer(**options) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@contextmanager
def settings_of(app: Flask, **changes: Any) -> Iterator[None]:
    """Put other settings in force for a block."""
    before = app.extensions["settings"]
    app.extensions["settings"] = dataclasses.replace(before, **changes)
    try:
        yield
    finally:
        app.extensions["settings"] = before


def letter(data: bytes) -> EmailMessage:
    """Return a letter as the receiver's program reads it."""
    return message_from_bytes(data, policy=email.policy.default)


def test_a_mail_is_sent_as_text_and_html_with_proper_headers(app: Flask) -> None:
    mail_id = mail_of("order_approved", locale="ar", po_number="طلب ١")
    with (
        mail_server() as server,
        settings_of(
            app,
            smtp_url=f"smtp://{server.url}",
            public_url="https://portal.example",
            mail_from="Ersatz Portal <portal@portal.example>",
        ),
    ):
        run_due()

    sent = letter(server.letters[0])
    mail = kept(mail_id)
    assert mail.state is MailState.SENT and mail.sent_at is not None
    assert sent["To"] == "mona@nile.example"
    assert sent["From"] == "Ersatz Portal <portal@portal.example>"
    assert sent["Message-ID"] == f"<{mail.message_id}@portal.example>"
    assert sent["Date"].datetime == NOW
    assert [part.get_content_type() for part in sent.iter_parts()] == ["text/plain", "text/html"]
    html = sent.get_body(("html",)).get_content()
    assert 'lang="ar" dir="rtl"' in html and "طلب ١" in html
    assert "https://portal.example/orders/SO-2026-000001" in sent.get_body(("plain",)).get_content()


@pytest.mark.both_engines
def test_a_refused_mail_is_tried_again_with_the_same_message_id(app: Flask) -> None:
    mail_id = mail_of("order_approved")
    with mail_server(refuse=1) as server, settings_of(app, smtp_url=f"smtp://{server.url}"):
        run_due()
        assert kept(mail_id).state is MailState.WAITING
        _make_due()
        run_due()
        _make_due(state="waiting")
        run_due()

    assert len(server.letters) == 1
    assert letter(server.letters[0])["Message-ID"].startswith(f"<{kept(mail_id).message_id}@")


def _make_due(state: str = "") -> None:
    values: dict[str, Any] = {"run_after": NOW, **({"state": state} if state else {})}
    with transaction() as session:
        session.execute(sa.update(Job).where(Job.kind == "mail.send").values(**values))


def test_a_mail_that_is_refused_is_marked_as_failed_in_the_end(app: Flask) -> None:
    mail_id = mail_of("order_approved")
    with mail_server(refuse=100, says=b"550 no such box") as server, settings_of(app, smtp_url=f"smtp://{server.url}"):
        for _ in range(8):
            _make_due()
            run_due()

    assert (kept(mail_id).state, server.refuse) == (MailState.FAILED, 92)


def hours_pass(hours: float) -> None:
    """Let so many hours pass for the jobs: by the clock they are judged by, everything of theirs is that much older."""
    ago = timedelta(hours=hours)
    with transaction() as session:
        for job in session.scalars(sa.select(Job).where(Job.state == JobState.WAITING)):
            job.run_after -= ago
            job.away_since = job.away_since and job.away_since - ago


@pytest.mark.both_engines
def test_a_mail_server_that_is_away_for_a_night_costs_no_mail_and_no_link(app: Flask) -> None:
    mails = [mail_of("order_approved"), mail_of("invitation")]
    with settings_of(app, smtp_url="smtp://127.0.0.1:1"):
        tried = 0
        for _quarter in range(4 * 12):
            tried += run_due()
            hours_pass(0.25)
    waits = [kept(mail_id).state for mail_id in mails]
    with mail_server() as server, settings_of(app, smtp_url=f"smtp://{server.url}"):
        run_due()

    assert (waits, tried) == ([MailState.WAITING] * 2, 2 * 48)
    assert [kept(mail_id).state for mail_id in mails] == [MailState.SENT] * 2
    assert b"/orders/SO-2026-000001" in server.letters[1].replace(b"=\r\n", b"")


def test_a_mail_given_up_after_two_days_is_sent_whole_when_it_is_let_go_again(app: Flask) -> None:
    with transaction():
        mail_id = send_mail("m@nile.example", "en", "UTC", "invitation", facts_of("invitation"), NOW, link="/invite/S7")
    with settings_of(app, smtp_url="smtp://127.0.0.1:1"):
        run_due()
        hours_pass(47)
        run_due()
        almost = kept(mail_id).state
        hours_pass(2)
        run_due()
    given_up = kept(mail_id)
    with mail_server() as server, settings_of(app, smtp_url=f"smtp://{server.url}"):
        again = perform(run_all_again, "mail.send", datetime.now(UTC))
        run_due()

    assert (almost, given_up.state, "/invite/S7" in given_up.body) == (MailState.WAITING, MailState.FAILED, False)
    assert (again, kept(mail_id).state, kept(mail_id).facts["link"]) == (1, MailState.SENT, "")
    assert b"/invite/S7" in server.letters[0].replace(b"=\r\n", b"")


@pytest.mark.parametrize("goodbye", [b"250 fine", b"421 too many", b"500 what", b""])
def test_a_letter_that_was_taken_is_sent_whatever_the_server_says_to_the_goodbye(app: Flask, goodbye: bytes) -> None:
    mail_id = mail_of("order_approved")
    with mail_server(goodbye=goodbye) as server, settings_of(app, smtp_url=f"smtp://{server.url}"):
        for _ in range(3):
            run_due()
            _make_due()

    assert (len(server.letters), kept(mail_id).state) == (1, MailState.SENT)


@pytest.mark.parametrize("facts", [{"link": ""}, {"expires_at": "2026-03-10T10:00:00+00:00"}])
def test_an_invitation_whose_link_is_gone_or_over_is_not_sent_and_not_called_sent(
    app: Flask, facts: dict[str, str]
) -> None:
    mail_id = mail_of("invitation")
    with transaction() as session:
        mail = session.get_one(Mail, mail_id)
        mail.facts = {**mail.facts, **facts}
    with mail_server() as server, settings_of(app, smtp_url=f"smtp://{server.url}"):
        run_due()

    job = db.session.scalars(sa.select(Job)).one()
    assert (server.letters, kept(mail_id).state, job.state, job.attempts) == ([], MailState.FAILED, JobState.FAILED, 1)
    assert "a new one has to be made" in job.last_error


def test_a_mail_that_went_has_a_line_in_the_log(app: Flask, capsys: pytest.CaptureFixture[str]) -> None:
    mail_id = mail_of("order_approved")
    with mail_server() as server, settings_of(app, smtp_url=f"smtp://{server.url}"):
        run_due()

    line = next(json.loads(each) for each in capsys.readouterr().out.splitlines() if "mail_sent" in each)
    assert (line["mail"], line["kind"], line["message_id"]) == (mail_id, "order_approved", kept(mail_id).message_id)
    assert "mona@" not in str(line) and line["release"] == release()


def test_a_mail_whose_sending_ended_its_process_each_time_is_marked_as_failed(app: Flask) -> None:
    mail_id, invitation = mail_of("order_approved"), mail_of("invitation")
    ended = {"state": JobState.RUNNING, "leased_until": NOW, "attempts": MOST_ATTEMPTS}
    with transaction() as session:
        session.execute(sa.update(Job).values(**ended))

    with mail_server() as server, settings_of(app, smtp_url=f"smtp://{server.url}"):
        run_due()

    assert server.letters == []
    assert (kept(mail_id).state, kept(invitation).state) == (MailState.FAILED, MailState.FAILED)
    assert kept(mail_id).subject == "Order SO-2026-000001 approved" and kept(invitation).facts["link"]
    assert "/orders/" not in kept(invitation).body


def test_the_password_of_the_mail_server_is_used_on_this_machine(app: Flask) -> None:
    with mail_server(auth=True) as server:
        jobs_mails.deliver(_plain_letter(), f"smtp://portal:p%40ss@{server.url}")

    assert len(server.logins) == 1 and len(server.letters) == 1


def test_the_password_is_never_sent_in_the_clear_to_another_machine(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    with mail_server(auth=True) as server:
        monkeypatch.setattr(jobs_mails, "LOCAL", ())
        with pytest.raises(smtplib.SMTPNotSupportedError):
            jobs_mails.deliver(_plain_letter(), f"smtp://portal:secret@{server.url}")

    assert server.logins == []


def _plain_letter() -> EmailMessage:
    written = pages_mail_text.Written("Subject", "text", "<p>html</p>")
    return pages_mail_text.message("mona@nile.example", written, "abc", NOW, Settings())


def test_facts_cannot_add_headers(app: Flask) -> None:
    mail_id = mail_of("order_approved", number="SO-1\r\nBcc: spy@evil.example\r\n\r\nHello")
    with mail_server() as server, settings_of(app, smtp_url=f"smtp://{server.url}"):
        run_due()

    sent = letter(server.letters[0])
    assert sent["Bcc"] is None
    assert sent["Subject"] == "Order SO-1 Bcc: spy@evil.example Hello approved"
    assert kept(mail_id).state is MailState.SENT


@pytest.mark.parametrize("to", ["a@b.example\r\nBcc: spy@evil.example", "a@b.example, spy@evil.example", "no address"])
def test_an_address_that_is_not_one_gets_no_mail_and_is_marked_as_failed(app: Flask, to: str) -> None:
    mail_id = mail_of("order_approved", to=to)
    with mail_server() as server, settings_of(app, smtp_url=f"smtp://{server.url}"):
        for _ in range(8):
            _make_due()
            run_due()

    assert server.letters == []
    assert kept(mail_id).state is MailState.FAILED


def test_facts_in_html_are_escaped(app: Flask) -> None:
    facts = facts_of("order_rejected") | {"reason": "<img src=x onerror=alert(1)>"}

    html = pages_mail_text.write("order_rejected", facts, "en", "UTC", Settings()).html

    assert "<img" not in html and "&lt;img" in html


@pytest.mark.parametrize("kind", ["password_reset", "invitation"])
def test_a_link_that_opens_an_account_is_not_kept_once_sent(app: Flask, kind: str) -> None:
    with transaction():
        mail_id = send_mail("m@nile.example", "en", "UTC", kind, facts_of(kind), NOW, link="/reset/SECRETTOKEN")
    with mail_server() as server, settings_of(app, smtp_url=f"smtp://{server.url}"):
        run_due()

    mail = kept(mail_id)
    assert b"SECRETTOKEN" in server.letters[0].replace(b"=\r\n", b"")
    assert "SECRETTOKEN" not in mail.body + mail.html + str(mail.facts)
    assert "[…]" in mail.body


@pytest.mark.parametrize(
    ("kind", "facts", "error"),
    [
        ("no_such_kind", {}, LookupError),
        ("order_approved", {"number": "SO-1"}, LookupError),
        ("credit_note_issued", {"number": "CN-1", "total": "12"}, TypeError),
        ("credit_note_issued", {"number": "CN-1", "total": {"amount": "NaN", "currency": "USD"}}, TypeError),
        ("claim_decided", {"number": 5, "decision": "x"}, TypeError),
        ("claim_decided", {"number": "5", "decision": "x", "colour": "red"}, LookupError),
        ("invitation", {"name": "a", "inviter": "b", "expires_at": "2026-03-09T10:00:00"}, TypeError),
    ],
)
def test_facts_that_do_not_fit_their_kind_are_an_error_at_once(
    app: Flask, kind: str, facts: dict[str, Any], error: type[Exception]
) -> None:
    with pytest.raises(error), transaction():
        send_mail("a@b.example", "en", "UTC", kind, facts, NOW)


@pytest.mark.parametrize("link", ["https://evil.example", "//evil.example", "javascript:x"])
def test_a_link_is_a_path_of_the_portal(app: Flask, link: str) -> None:
    with pytest.raises(ValueError), transaction():
        send_mail("a@b.example", "en", "UTC", "order_approved", facts_of("order_approved"), NOW, link=link)


@pytest.mark.parametrize(("reader", "written"), [("ar", "ar"), ("zh", "zh"), ("th", "en"), ("es", "en")])
def test_the_outbox_says_the_language_a_mail_is_written_in(app: Flask, reader: str, written: str) -> None:
    person = factories.make_dealer_user(factories.make_distributor(locale=reader), locale=reader)
    people = people_of(person.distributor_id or 0, Permission.ORDER_SUBMIT)

    with transaction():
        send_mail("a@b.example", reader, "UTC", "order_approved", facts_of("order_approved"), NOW)
        send_mails(people, "order_approved", facts_of("order_approved"), NOW)

    assert list(db.session.scalars(sa.select(Mail.locale))) == [written, written]


@pytest.mark.parametrize(
    ("address", "receiver"),
    [("info@bücher.example", "info@xn--bcher-kva.example"), ("用户@例子.中国", "用户@xn--fsqu00a.xn--fiqs8s")],
)
def test_a_letter_beyond_ascii_goes_to_the_domain_as_it_is_known(app: Flask, address: str, receiver: str) -> None:
    with mail_server(beyond_ascii=True) as server, settings_of(app, smtp_url=f"smtp://{server.url}"):
        mail_id = mail_of("order_submitted", to=address)
        run_due()

    assert kept(mail_id).state is MailState.SENT
    assert f"<{receiver}>".encode() in server.receivers[0]
    assert receiver.encode() in server.letters[0].split(b"\r\n\r\n")[0]


def test_a_letter_no_server_can_take_is_given_up_and_one_to_a_domain_in_other_letters_is_not(app: Flask) -> None:
    with mail_server() as server, settings_of(app, smtp_url=f"smtp://{server.url}"):
        lost, taken = (
            mail_of("order_submitted", to="müller@nile.example"),
            mail_of("order_submitted", to="a@bücher.example"),
        )
        run_due()

    assert (kept(lost).state, kept(taken).state) == (MailState.FAILED, MailState.SENT)
    assert len(server.letters) == 1
