"""What is next for an order, and the words that orders are found by."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest
from flask import Flask

from portal.core.data.sessions import perform, transaction
from portal.core.tables import ListState
from portal.orders import labels
from portal.orders.models import SalesOrder
from portal.orders.states import BEFORE_HEADQUARTERS, PASSED_UP, HoldKind, OrderState
from portal.orders.states_progress import Progress
from portal.orders.states_shown import SHOWN, Group, shown_as
from portal.orders.views import labels_next, queries_lines, queries_lists
from portal.orders.views.pages_lists import WANTED
from portal.orders.views.rules_next import HOLDERS, ClaimOn, Holder, Next, next_step
from tests.factories import make_hq_user
from tests.orders.factories import NOW, Market, make_draft, make_released, make_submitted
from tests.web import Browser

S, P = OrderState, Progress


@dataclass(frozen=True)
class Shipped:
    """A shipment as the rule looks at it."""

    on_the_way: bool = True
    there: bool = False
    differs: bool = False
    id: int = 1
    number: str = "SH-1"
    expected: datetime | None = None


@pytest.mark.parametrize(
    ("state", "progress", "facts", "code", "holder"),
    [
        (S.DRAFT, P.NONE, {}, Next.SUBMIT, Holder.DISTRIBUTOR),
        (S.SUBMITTED, P.NONE, {"held": True}, Next.REVIEW, Holder.HQ),
        (S.IN_REVIEW, P.NONE, {}, Next.DECISION, Holder.HQ),
        (S.CHANGES_REQUESTED, P.NONE, {}, Next.ANSWER, Holder.DISTRIBUTOR),
        (S.APPROVED, P.NONE, {}, Next.RELEASE, Holder.HQ),
        (S.APPROVED, P.NONE, {"held": True}, Next.HOLD, Holder.HQ),
        (S.RELEASED, P.NONE, {}, Next.ALLOCATION, Holder.HQ),
        (S.RELEASED, P.ALLOCATED, {"held": True}, Next.HOLD, Holder.HQ),
        (S.RELEASED, P.BACKORDERED, {"waiting": 2}, Next.STOCK, Holder.HQ),
        (S.RELEASED, P.PARTLY_ALLOCATED, {"waiting": 1}, Next.STOCK, Holder.HQ),
        (S.RELEASED, P.PARTLY_ALLOCATED, {}, Next.ALLOCATION, Holder.HQ),
        (S.RELEASED, P.ALLOCATED, {}, Next.PICKING, Holder.HQ),
        (S.RELEASED, P.PACKED, {}, Next.DISPATCH, Holder.HQ),
        (S.RELEASED, P.PARTLY_SHIPPED, {"waiting": 3}, Next.STOCK, Holder.HQ),
        (S.RELEASED, P.SHIPPED, {"legs": [Shipped()]}, Next.ARRIVAL, Holder.CARRIER),
        (S.COMPLETED, P.SHIPPED, {"legs": [Shipped()]}, Next.ARRIVAL, Holder.CARRIER),
        (S.COMPLETED, P.SHIPPED, {"legs": [Shipped(there=True)]}, Next.RECEIPT, Holder.DISTRIBUTOR),
        (S.COMPLETED, P.DELIVERED, {"to_claim": True}, Next.CLAIM, Holder.DISTRIBUTOR),
        (S.COMPLETED, P.DELIVERED, {}, Next.DONE, Holder.NOBODY),
        (S.COMPLETED, P.DELIVERED, {"claims": [ClaimOn("CL-1", open=True)]}, Next.CLAIMED, Holder.HQ),
        (S.RELEASED, P.DELIVERED, {"claims": [ClaimOn("CL-1", open=True)], "held": True}, Next.CLAIMED, Holder.HQ),
        (
            S.COMPLETED,
            P.DELIVERED,
            {"claims": [ClaimOn("CL-1", open=False), ClaimOn("CL-2", open=True, with_distributor=True)]},
            Next.CLAIM_ANSWER,
            Holder.DISTRIBUTOR,
        ),
        (S.COMPLETED, P.DELIVERED, {"claims": [ClaimOn("CL-1", open=False)]}, Next.SETTLED, Holder.NOBODY),
        (
            S.COMPLETED,
            P.DELIVERED,
            {"claims": [ClaimOn("CL-1", open=True)], "to_claim": True},
            Next.CLAIM,
            Holder.DISTRIBUTOR,
        ),
        (S.CLOSED, P.DELIVERED, {"to_claim": True}, Next.CLAIM, Holder.DISTRIBUTOR),
        (S.CLOSED, P.DELIVERED, {}, Next.CLOSED, Holder.NOBODY),
        (S.RELEASED, P.PACKED, {"waiting": 1}, Next.DISPATCH, Holder.HQ),
        (S.RELEASED, P.PACKED, {"waiting": 1, "in_parts": False}, Next.STOCK, Holder.HQ),
        (S.RELEASED, P.PACKED, {"in_parts": False}, Next.DISPATCH, Holder.HQ),
        (S.REJECTED, P.NONE, {}, Next.REJECTED, Holder.NOBODY),
        (S.RELEASED, P.CANCELLED, {}, Next.CANCELLED, Holder.NOBODY),
    ],
)
def test_every_state_says_what_is_next_and_who_has_it(
    state: OrderState, progress: Progress, facts: dict[str, object], code: Next, holder: Holder
) -> None:
    step = next_step(state, progress, **facts)  # type: ignore[arg-type]

    assert (step.code, step.holder) == (code, holder)


@pytest.mark.parametrize("door", ["distributor", "general", "hq"])
def test_every_step_has_words_at_both_doors(door: str) -> None:
    told_apart = {Next.HOLD, Next.STOCK}  # their words have figures of their own

    assert set(labels_next.NEXT_WORDS[door]) == set(Next) - told_apart
    assert set(labels_next.HOLDER_WORDS[door]) == set(Holder) - {Holder.NOBODY}
    assert set(HOLDERS) <= set(Next)


def test_a_word_of_the_list_is_one_value_of_its_filter() -> None:
    words: dict[str, set[str]] = {}
    for state, progress in product(OrderState, Progress):
        word, _tone = labels.state_pill(state, progress)
        words.setdefault(str(word), set()).add(shown_as(state, progress).value)

    assert {word: len(values) for word, values in words.items()} == dict.fromkeys(words, 1)
    assert set().union(*words.values()) == set(SHOWN)


@pytest.fixture
def every_kind(market: Market) -> dict[str, tuple[OrderState, Progress]]:
    """Make an order of every state and progress, whatever led there."""
    made = {}
    with transaction() as session:
        for index, (state, progress) in enumerate(product(OrderState, Progress)):
            number = f"SO-2026-{900 + index:06d}"
            session.add(
                SalesOrder(
                    distributor_id=market.distributor.id,
                    number=number,
                    state=state,
                    progress=progress,
                    currency="USD",
                    created_at=NOW,
                    submitted_at=NOW,
                    line_count=1,
                    total=1,
                )
            )
            made[number] = (state, progress)
    return made


@pytest.mark.parametrize("drafts", [True, False])
def test_every_word_finds_exactly_the_rows_that_show_it_as_page_and_as_file(
    every_kind: dict[str, tuple[OrderState, Progress]], drafts: bool
) -> None:
    listed: list[str] = []
    for value in SHOWN:
        state = ListState(size=200, filters={"state": value})
        page, sums = queries_lists.orders_list(WANTED, state, NOW, NOW.date(), drafts=drafts)
        exported = queries_lists.all_orders(WANTED, state, NOW, NOW.date(), drafts=drafts).rows()
        wanted = {number for number, both in every_kind.items() if shown_as(*both).value == value}
        wanted = wanted if drafts or value not in BEFORE_HEADQUARTERS else set()

        assert {row.number for row in page.rows} == {row.number for row in exported} == wanted, value  # type: ignore[attr-defined]
        assert sum(each.count for each in sums) == len(wanted) == page.total
        paid = 0 if value in PASSED_UP else len(wanted)  # no general distributor has asked anything for these
        assert [(each.currency, each.lines, each.total) for each in sums] == (
            [("USD", len(wanted), paid)] if wanted else []
        )
        listed += wanted

    hidden = 0 if drafts else len(Progress) * len(BEFORE_HEADQUARTERS)
    assert len(listed) == len(set(listed)) == len(every_kind) - hidden


def test_the_pages_of_both_doors_and_their_files_take_the_same_words(
    every_kind: dict[str, tuple[OrderState, Progress]],
    browser: Browser,
) -> None:
    reviewer = Browser(browser.app).sign_in(make_hq_user(role="hq_manager"))

    for door, reader, column in (("", browser, 3), ("/hq", reviewer, 3)):
        page = reader.page(f"{door}/orders?state=shipped&size=50")
        found = [row for row in page.rows() if row[0].startswith("SO-")]
        sheet = reader.open(f"{door}/orders?state=shipped&export=csv").get_data(as_text=True)

        assert [row[column] for row in found] == ["Shipped", "Shipped"]
        assert all(row[0].split()[0] in sheet for row in found) and sheet.count("SO-2026-") == 2
        assert page.has("2 orders in USD")


def test_a_group_finds_several_words(market: Market) -> None:
    submitted = make_submitted(market, ("21029627", 1))
    short = make_released(market, ("21047102", 5))
    perform(_allocate)
    make_draft(market, ("21029627", 1))

    def found(group: Group) -> list[str]:
        state = ListState(filters={"state": group})
        return [row.number for row in queries_lists.orders_list(WANTED, state, NOW, NOW.date())[0].rows]  # type: ignore[attr-defined]

    assert found(Group.AT_HEADQUARTERS) == [submitted.number]
    assert found(Group.WAITING_FOR_STOCK) == [short.number]


def _allocate() -> None:
    from portal.allocation import service
    from portal.core.actor import SYSTEM

    service.run_allocation(SYSTEM, NOW)


def test_what_is_next_is_said_sentence_by_sentence_with_its_days(app: Flask) -> None:
    late, answer_by, first_on = datetime(2026, 3, 4, 9, tzinfo=UTC), date(2026, 3, 5), date(2026, 3, 9)
    none = labels_next.NextFacts(queries_lines.Waiting())
    short = labels_next.NextFacts(queries_lines.Waiting(2, first_on), expected=late)

    with app.test_request_context():
        reviewed = labels_next.sentences(Next.REVIEW, "distributor", replace(none, due_at=late))
        inside = labels_next.sentences(Next.REVIEW, "hq", replace(none, due_at=late))
        asked = labels_next.sentences(Next.ANSWER, "distributor", replace(none, answer_by=answer_by))
        waiting = labels_next.sentences(Next.STOCK, "distributor", short)
        lapsing = [
            labels_next.sentences(
                Next.STOCK, "distributor", replace(short, expected=None, lapses=first_on + timedelta(days=n))
            )
            for n in (-1, 0, 1)
        ]
        unkept = labels_next.sentences(Next.STOCK, "distributor", replace(short, expected=None, unkept=True))
        undated = labels_next.sentences(Next.STOCK, "hq", labels_next.NextFacts(queries_lines.Waiting(1)))
        paid = labels_next.sentences(Next.HOLD, "distributor", replace(none, holds=(HoldKind.CREDIT,), lifts_paid=True))
        resting = [
            labels_next.sentences(Next.DISPATCH, "hq", replace(none, rest_until=first_on, expected=late, left=left))
            for left in (True, False)
        ]
        held = labels_next.sentences(Next.HOLD, "hq", replace(none, holds=(HoldKind.CREDIT, HoldKind.CREDIT)))

    assert [len(reviewed), reviewed[0]] == [2, "Headquarters reviews the order."]
    assert reviewed[1].startswith("The first answer is due by 4 Mar 2026")
    gone = [
        "What is not there by then is cancelled on 8 Mar 2026.",
        "What is not there by then is cancelled on 9 Mar 2026.",
    ]
    assert [said[2:] for said in lapsing] == [[gone[0]], [gone[1]], []]
    assert unkept[2:] == ["What is missing when the first shipment leaves is cancelled."]
    assert inside == ["Take the order and review it."]
    assert asked == ["Answer what headquarters asks.", "Answer by 5 Mar 2026."]
    assert waiting[:2] == ["2 lines wait for stock.", "First promise: ready to ship by 9 Mar 2026."]
    assert waiting[2].startswith("Expected to arrive 4 Mar 2026")
    assert undated == ["1 line waits for stock.", "No day is promised yet."]
    assert held == ["Credit hold: finance at headquarters decides when the order goes on."]
    assert (
        paid[1] == "This hold lifts by itself once what is overdue is paid and the order is within your credit limit."
    )
    assert resting[0][:2] == [
        "What was missing is there.",
        "It goes with the next shipment to this place, by itself from 9 Mar 2026 on.",
    ]
    assert [said[2].partition(" to arrive")[0] for said in resting] == ["What has left is expected", "Expected"]
