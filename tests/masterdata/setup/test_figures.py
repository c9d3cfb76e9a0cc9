"""How many rows master data has, and what they lack: counted now where they are few, by a job where they are many."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.core.data.sessions import db, perform, transaction
from portal.core.jobs.models import Job
from portal.core.jobs.queue import enqueue, run_due
from portal.core.scope import EVERYONE, scoped
from portal.masterdata.models import KindFigure
from portal.masterdata.queries_figures import FIGURES, MANY, MANY_WITH_GAPS
from portal.masterdata.service_figures import WAIT, count_later
from tests.catalogue.factories import make_parts
from tests.masterdata.factories import apply, send, steward
from tests.web import Browser, Page

pytestmark = pytest.mark.both_engines
AT = datetime(2026, 3, 1, 10, 2, tzinfo=UTC)


@pytest.fixture
def browser(app: Flask) -> Browser:
    make_parts(["P-0001", "P-0002"])
    return steward(app)


def keep(rows: int, without_weight: int) -> None:
    with transaction() as session:
        gaps = {"weight": without_weight, "hs_code": 0}
        session.add(KindFigure(kind="parts", rows=rows, gaps=gaps, counted_at=AT))


def told_of_parts(page: Page) -> str:
    return next(row[1] for row in page.rows(0) if row[0].startswith("Parts"))


def jobs() -> list[tuple[str, datetime]]:
    db.session.remove()
    with scoped(EVERYONE):
        found = db.session.execute(sa.select(Job.key, Job.run_after).where(Job.kind == FIGURES))
        return [(key or "", at) for key, at in found]


def test_few_rows_are_counted_while_somebody_waits_whatever_was_kept(browser: Browser) -> None:
    keep(MANY_WITH_GAPS - 1, 77)

    assert told_of_parts(browser.page("/hq/data")) == "2"


def test_many_rows_are_told_as_a_job_counted_them_and_when(browser: Browser) -> None:
    keep(MANY, 77)

    assert told_of_parts(browser.page("/hq/data")).split(" as of ")[0] == "10,000"
    missing = {row[0]: row[2] for row in browser.page("/hq/setup/missing").rows(0) if row[1] == "Parts"}
    assert list(missing) == ["No weight"]
    assert missing["No weight"] == "77 as of 1 Mar 2026, 18:02 (Shanghai)"


def test_rows_that_are_asked_what_they_lack_are_many_sooner(browser: Browser) -> None:
    keep(MANY_WITH_GAPS, 77)

    assert told_of_parts(browser.page("/hq/data")).split(" as of ")[0] == "1,000"


def test_the_job_counts_every_kind_anew(browser: Browser) -> None:
    keep(MANY, 77)
    perform(enqueue, FIGURES, {}, now=AT)

    run_due()

    with scoped(EVERYONE):
        kept = {row.kind: row.rows for row in db.session.scalars(sa.select(KindFigure))}
    assert kept["parts"] == 2 and len(kept) > 15
    assert told_of_parts(browser.page("/hq/data")) == "2"


def test_a_change_is_counted_a_while_later(browser: Browser) -> None:
    assert jobs() == []

    apply(browser, send(browser, "parts", ("Part number", "Name"), ("P-0003", "Clip")))

    assert len(jobs()) == 1


def test_who_keeps_master_data_sees_on_the_start_page_how_much_is_missing_as_it_was_counted(browser: Browser) -> None:
    tile = "//a[@class='tile' and @href='/hq/setup/missing']//text()"
    assert browser.page("/hq/").select(tile) == []
    perform(enqueue, FIGURES, {}, now=AT)

    run_due()

    rows = browser.page("/hq/setup/missing").rows(0)
    assert browser.page("/hq/").select(tile) == [str(sum(int(row[2]) for row in rows)), "Gaps in master data to fill"]
    assert len(rows) > 3


def test_changes_that_follow_each_other_are_counted_once_and_none_too_early(app: Flask) -> None:
    times = [AT + timedelta(minutes=minutes) for minutes in (0, 1, 2, 3, 9)]

    for now in times:
        perform(count_later, now)

    due = sorted(at for _key, at in jobs())
    assert len(due) == 3
    assert all(any(now < at <= now + 2 * WAIT for at in due) for now in times)
    assert all(later - earlier >= timedelta(minutes=1) for earlier, later in pairwise(due))
