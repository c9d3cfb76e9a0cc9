"""Issuing: judged, frozen, numbered without gaps; printed once and never again."""

import random
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.core import storage
from portal.core.actor import SYSTEM
from portal.core.data.sessions import db, perform, transaction
from portal.core.errors import NotVisible, Refused
from portal.core.jobs.failures import MOST_ATTEMPTS
from portal.core.jobs.models import Job, JobState
from portal.core.jobs.queue import ENDED, run_due, run_one
from portal.core.scope import scope_of, scoped
from portal.documents import jobs, queries, service
from portal.documents.kinds.commercial_invoice import COMMERCIAL_INVOICE
from portal.documents.kinds.credit_note import CREDIT_NOTE
from portal.documents.kinds.packing_list import PACKING_LIST
from portal.documents.models import Document, PaperState
from portal.documents.printing.glyphs import MissingGlyph
from portal.documents.rules_freeze import canonical, file_name, snapshot_hash
from portal.documents.rules_papers import MOST_ROWS, rows_of
from portal.documents.rules_parts import Snapshot
from tests import factories
from tests.audit.test_chain import without_triggers
from tests.conftest import Engine
from tests.documents.factories import NOW, issue, order_for, printed, unnumbered
from tests.race import together

PDF = b"%PDF-1.7"


def stored(document: Document) -> Document:
    db.session.remove()
    return db.session.get_one(Document, document.id)


def test_an_issued_paper_has_its_number_its_frozen_snapshot_and_waits_for_its_bytes(app: Flask) -> None:
    document = issue()

    kept = stored(document)
    assert kept.number == "CI-CN01-2026-000001" == kept.snapshot["number"]
    assert kept.snapshot["issue_date"] == "2026-03-09"
    assert kept.snapshot_hash == snapshot_hash(kept.snapshot)
    assert kept.state is PaperState.ISSUED
    job = db.session.scalars(sa.select(Job).where(Job.kind == "documents.render")).one()
    assert (job.key, job.payload) == (f"document:{document.id}", {"document_id": document.id})


def test_each_kind_and_entity_and_year_counts_for_itself(app: Flask) -> None:
    distributor = factories.make_distributor()

    numbers = [
        issue(distributor).number,
        issue(distributor, PACKING_LIST).number,
        issue(distributor, CREDIT_NOTE, entity_code="DE01").number,
        issue(distributor).number,
        issue(distributor, issued_on=NOW.date().replace(year=2027)).number,
    ]

    assert numbers == [
        "CI-CN01-2026-000001",
        "PL-CN01-2026-000001",
        "CN-DE01-2026-000001",
        "CI-CN01-2026-000002",
        "CI-CN01-2027-000001",
    ]


def test_an_incomplete_paper_is_refused_by_name_and_takes_no_number(app: Flask) -> None:
    lacking = unnumbered(COMMERCIAL_INVOICE)
    del lacking["bank"]

    with pytest.raises(Refused) as refused:
        issue(snapshot=lacking)

    assert refused.value.code == "document.incomplete"
    assert "bank.account_holder is missing" in refused.value.facts["problems"]
    assert issue().number == "CI-CN01-2026-000001"


def test_a_paper_of_more_rows_than_one_holds_is_refused_before_anything_is_printed(app: Flask) -> None:
    long = unnumbered(PACKING_LIST)
    long["cartons"][0]["lines"] *= 1 + MOST_ROWS

    with pytest.raises(Refused) as refused:
        issue(kind=PACKING_LIST, snapshot=long)

    assert rows_of(unnumbered(PACKING_LIST)) == 6 and rows_of(unnumbered(COMMERCIAL_INVOICE)) == 3
    facts = refused.value.facts
    assert (refused.value.code, facts["rows"], facts["most"]) == ("document.too_long", 6_006, 6_000)
    assert issue(kind=PACKING_LIST).number == "PL-CN01-2026-000001"


def test_wrong_sums_are_refused(app: Flask) -> None:
    wrong = unnumbered(COMMERCIAL_INVOICE)
    wrong["totals"]["total"] = "1.00"

    with pytest.raises(Refused) as refused:
        issue(snapshot=wrong)

    assert any("totals.total is 1.00" in problem for problem in refused.value.facts["problems"])


def test_a_partial_line_is_judged_by_its_running_amount(app: Flask) -> None:
    def with_line(**line: object) -> Snapshot:
        snapshot = unnumbered(COMMERCIAL_INVOICE, 1)
        snapshot |= {"charges": [], "taxes": [{"category": "O", "base": "0.08"}]}
        snapshot["lines"][0] |= {"quantity": "1", "unit_price": "0.0875", "amount": "0.08", **line}
        return snapshot | {"totals": {"lines": "0.08", "total": "0.08"}}

    issue(snapshot=with_line(earlier={"quantity": "2", "amount": "0.18"}))
    with pytest.raises(Refused):
        issue(snapshot=with_line(earlier={"quantity": "2", "amount": "0.19"}))
    with pytest.raises(Refused):
        issue(snapshot=with_line())


def test_a_letter_no_font_prints_is_refused_at_issue(app: Flask) -> None:
    strange = unnumbered(COMMERCIAL_INVOICE)
    strange["buyer"] = {**strange["buyer"], "name": "Motors \U00013080"}

    with pytest.raises(MissingGlyph):
        issue(snapshot=strange)


def test_a_rolled_back_issue_gives_its_number_back(app: Flask) -> None:
    distributor = factories.make_distributor()

    with pytest.raises(ZeroDivisionError), transaction():
        assert service.issue(COMMERCIAL_INVOICE, **order_for(distributor)).number.endswith("000001")
        _ = 1 / 0

    assert issue(distributor).number == "CI-CN01-2026-000001"
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Job)) == 1


class Stumble(Exception):
    """What a test stumbles over after a number was taken."""


def issue_or_stumble(distributor_id: int, snapshot: Snapshot, dice: random.Random) -> str:
    given = {"entity_code": "CN01", "locale": "en", "subject_number": "SH-1"}
    document = service.issue(
        COMMERCIAL_INVOICE,
        distributor_id=distributor_id,
        snapshot=snapshot,
        issued_on=NOW.date(),
        actor=SYSTEM,
        now=NOW,
        **given,
    )
    if dice.random() < 0.3:
        raise Stumble
    return document.number


@pytest.mark.race
@pytest.mark.slow
def test_sixteen_issuers_with_rollbacks_leave_no_gap_and_no_double(app: Flask) -> None:
    distributor, snapshot = factories.make_distributor(), unnumbered(COMMERCIAL_INVOICE, 1)

    def work(index: int) -> list[str]:
        dice = random.Random(index)
        numbers: list[str] = []
        while len(numbers) < 6:
            try:
                numbers.append(perform(issue_or_stumble, distributor.id, snapshot, dice))
            except Stumble:
                continue
        return numbers

    issued = [number for numbers in together(app, 16, work) for number in numbers]

    assert sorted(issued) == [f"CI-CN01-2026-{n:06d}" for n in range(1, 97)]
    assert sorted(db.session.scalars(sa.select(Document.number))) == sorted(issued)


@pytest.mark.race
def test_control_without_the_counter_the_same_race_makes_doubles(app: Flask) -> None:
    """MAX + 1 read before the transaction that writes: the race that the counter row prevents."""
    with transaction() as session:
        session.execute(sa.text("INSERT INTO counter (series, last) VALUES ('control', 0)"))

    def work(_: int) -> list[int]:
        taken = []
        for _again in range(6):
            db.session.remove()
            highest = db.session.scalar(sa.text("SELECT last FROM counter WHERE series = 'control'"))
            db.session.remove()
            number = int(highest) + 1
            change = sa.text("UPDATE counter SET last = :number WHERE series = 'control'")
            perform(db.session.execute, change, {"number": number})
            taken.append(number)
        return taken

    numbers = [number for taken in together(app, 16, work) for number in taken]

    assert len(set(numbers)) < len(numbers)


def test_a_job_prints_the_paper_and_keeps_hash_and_size(app: Flask) -> None:
    document = printed()

    paper = queries.paper_for(document.public_id)
    data = queries.bytes_of(paper)
    assert paper.ready and data.startswith(PDF)
    assert (paper.size, paper.buyer) == (len(data), "Nile Motors Trading S.A.E.")


def test_printing_twice_gives_the_same_bytes_and_changes_nothing(app: Flask) -> None:
    document = printed()
    before = stored(document)
    again = jobs._printed(queries.paper_to_print(document.id))  # type: ignore[arg-type]

    assert storage.put(again, jobs.FOLDER, ".pdf") == (before.storage_key, before.sha256)
    assert perform(service.keep_bytes, document.id, "elsewhere", "0" * 64, 1) is False
    assert stored(document).storage_key == before.storage_key


def test_a_later_change_of_templates_never_reaches_a_stored_paper(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    document = printed()
    before = queries.bytes_of(queries.paper_for(document.public_id))

    monkeypatch.setattr(jobs, "render_pdf", lambda *_: b"%PDF another layout")
    with transaction() as session:
        session.execute(sa.update(Job).values(state=JobState.WAITING))
    run_due()

    assert queries.bytes_of(queries.paper_for(document.public_id)) == before


def test_a_paper_whose_printing_ended_its_process_each_time_says_so(app: Flask) -> None:
    document = issue()
    ended = {"state": JobState.RUNNING, "leased_until": NOW, "attempts": MOST_ATTEMPTS}
    with transaction() as session:
        session.execute(sa.update(Job).values(**ended))

    run_due()

    given_up = stored(document)
    assert (given_up.state, given_up.problem) == (PaperState.FAILED, ENDED)
    assert db.session.scalars(sa.select(Job.state)).one() is JobState.FAILED


def test_a_failed_print_is_kept_visible_and_tried_again(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    document = issue()

    def broken(*_: object) -> bytes:
        raise OSError("no font library")

    monkeypatch.setattr(jobs, "render_pdf", broken)
    run_one()
    failed = stored(document)
    job = db.session.scalars(sa.select(Job)).one()
    assert (failed.state, failed.problem) == (PaperState.FAILED, "OSError: no font library")
    assert (job.state, job.attempts) == (JobState.WAITING, 1)

    monkeypatch.undo()
    with transaction() as session:
        session.execute(sa.update(Job).values(run_after=NOW))
    run_due()
    assert (stored(document).state, stored(document).problem) == (PaperState.READY, "")


def test_a_snapshot_changed_in_the_table_is_not_printed(app: Flask, engine: Engine) -> None:
    document = issue()
    everybody = [] if engine.name == "sqlite" else ["SELECT set_config('app.distributors', '*', true)"]
    tampering = 'UPDATE document SET snapshot = \'{"currency": "EUR"}\''
    without_triggers(engine, *everybody, tampering, table="document")
    run_one()

    assert stored(document).problem.startswith("SnapshotChanged")


def test_damaged_bytes_are_noticed_when_they_are_read(app: Flask) -> None:
    document = printed()
    paper = queries.paper_for(document.public_id)
    path = Path(app.config["STORAGE_URL"].removeprefix("file://")) / paper.storage_key
    whole = path.read_bytes()
    assert queries.bytes_of(paper) == whole

    path.write_bytes(whole[:-1] + b"x")

    with pytest.raises(storage.StorageDamaged):
        queries.bytes_of(paper)
    path.write_bytes(whole)


def test_papers_are_found_by_what_they_belong_to_and_only_in_scope(app: Flask) -> None:
    mine, other = factories.make_distributor(), factories.make_distributor()
    document = issue(mine, subject_number="SH-2026-000077")
    issue(other, subject_number="SH-2026-000078")
    db.session.remove()

    with scoped(scope_of(mine.id)):
        found = queries.papers_of("shipment", "SH-2026-000077")
        nothing = queries.papers_of("shipment", "SH-2026-000078")
    assert [paper.number for paper in found] == [document.number]
    assert nothing == []
    db.session.remove()
    with scoped(scope_of(other.id)), pytest.raises(NotVisible):
        queries.paper_for(document.public_id)


def test_canonical_form_does_not_depend_on_the_order_of_keys() -> None:
    assert canonical({"b": "ق", "a": [1]}) == canonical({"a": [1], "b": "ق"}) == '{"a":[1],"b":"ق"}'.encode()
    assert snapshot_hash({"a": "1"}) != snapshot_hash({"a": "2"})


@pytest.mark.parametrize(
    ("number", "name"),
    [("CI-CN01-2026-000001", "CI-CN01-2026-000001.pdf"), ('../a"b\r\nc', "a-b--c.pdf"), ("", "paper.pdf")],
)
def test_a_file_name_is_safe_everywhere(number: str, name: str) -> None:
    assert file_name(number) == name


def test_no_sign_that_turns_the_direction_reaches_a_paper(app: Flask) -> None:
    snapshot = unnumbered(COMMERCIAL_INVOICE)
    snapshot["buyer"] = {**snapshot["buyer"], "name": "Nile \u202eMotors\u202c\u200b Co."}

    document = issue(snapshot=snapshot)

    kept = stored(document).snapshot
    assert kept["buyer"]["name"] == "Nile Motors Co."
    assert not {"\u202a", "\u202b", "\u202c", "\u202d", "\u202e", "\u2066", "\u2067", "\u2068"} & set(str(kept))
