"""What the portal answers to the rows of a draft, from what is known of their parts."""

from datetime import date
from typing import Any

import pytest

from portal.catalogue.replaced.rules_supersession import SupersessionKind
from portal.core.errors import Refused
from portal.orders.entry.rows.rules_answers import (
    MOST_LINES,
    Offer,
    PartAnswer,
    RowAnswer,
    RowVerdict,
    TypedRow,
    answers_of,
    sums_of,
)
from portal.orders.entry.rows.rules_rows import (
    Acceptance,
    Row,
    RowText,
    all_offers,
    checked_count,
    fitting,
    renumbered,
    retyped,
    with_accepted,
    with_added,
    without,
)
from portal.orders.types.states import PackRule

TODAY = date(2026, 3, 9)
PRICE = {"list": "10.0000", "net": "9.0000", "amount": "90.00", "steps": []}


def typed(position: int = 1, part: int | None = 7, quantity: int | None = 10, **values: Any) -> TypedRow:
    """Return a row of ten pieces of part 7."""
    return TypedRow(position, position, "P7" if part else "what", part, quantity, **values)


def answered(*rows: TypedRow, rule: PackRule = PackRule.WARN, price: Any = PRICE, **part: Any) -> list[RowVerdict]:
    """Answer rows of part 7, of which a hundred are free unless said otherwise."""
    known = PartAnswer(7, "P7", **{"free": 100, **part})
    return answers_of(rows, {7: known}, {7: price}, rule, TODAY)


@pytest.mark.parametrize(
    ("part", "answer"),
    [
        ({}, RowAnswer.FOUND),
        ({"free": 10}, RowAnswer.FOUND),
        ({"free": 9}, RowAnswer.SPLIT),
        ({"free": 0}, RowAnswer.LATER),
        ({"minimum": 11}, RowAnswer.BELOW_MINIMUM),
        ({"pack": 4}, RowAnswer.NOT_WHOLE_PACKS),
        ({"restricted": True, "free": 0, "pack": 4}, RowAnswer.NOT_RELEASED),
        ({"discontinued": True, "free": 0}, RowAnswer.DISCONTINUED),
        ({"discontinued": True, "free": 3}, RowAnswer.LAST_PIECES),
        ({"discontinued": True}, RowAnswer.LAST_PIECES),
        ({"discontinued": True, "free": 0, "next_on": date(2026, 3, 20)}, RowAnswer.LATER),
        ({"discontinued": True, "free": 3, "next_on": date(2026, 3, 20)}, RowAnswer.SPLIT),
        ({"discontinued": True, "next_on": date(2026, 3, 20)}, RowAnswer.FOUND),
        ({"discontinued": True, "free": 0, "next_on": date(2026, 3, 8)}, RowAnswer.DISCONTINUED),
        ({"discontinued": True, "offers": (Offer("P8"),), "use_up_old": True}, RowAnswer.FOUND),
        ({"offers": (Offer("P8"),), "kind": SupersessionKind.ONE_WAY}, RowAnswer.SUPERSEDED),
        ({"offers": (Offer("P8"),), "kind": SupersessionKind.TWO_WAY}, RowAnswer.FOUND),
        ({"offers": (Offer("P8"),), "kind": SupersessionKind.TWO_WAY, "free": 9}, RowAnswer.SUPERSEDED),
        ({"offers": (Offer("P8"),), "kind": SupersessionKind.ONE_WAY, "use_up_old": True}, RowAnswer.FOUND),
    ],
)
def test_each_row_has_the_most_pressing_answer(part: dict[str, Any], answer: RowAnswer) -> None:
    assert answered(typed(), **part)[0].answer is answer


def test_now_and_later_say_how_many_and_when() -> None:
    planned = answered(typed(), free=4, next_on=date(2026, 3, 20), lead_time_days=5)[0].facts
    overdue = answered(typed(), free=0, next_on=date(2026, 3, 8), lead_time_days=5)[0].facts

    assert (planned["now"], planned["later"], planned["on"], planned["planned"]) == (4, 6, "2026-03-20", True)
    assert (overdue["later"], overdue["on"], overdue["planned"]) == (10, "2026-03-14", False)


def test_rows_of_one_part_are_added_up_at_the_first_and_packs_are_judged_together() -> None:
    first, second = answered(typed(1, quantity=7), typed(2, quantity=3), pack=5)

    assert (first.answer, first.facts["total"], first.facts["rows"]) == (RowAnswer.FOUND, 10, [1, 2])
    assert (second.answer, second.facts) == (RowAnswer.DUPLICATE, {"row": 1, "total": 10})


REPLACED: dict[str, Any] = {"offers": (Offer("P8"),), "kind": SupersessionKind.ONE_WAY, "pack": 4, "minimum": 20}
ENDED: dict[str, Any] = {"discontinued": True, "pack": 4, "minimum": 20}


@pytest.mark.parametrize(
    "part",
    [
        {"restricted": True},
        {**REPLACED},
        {**REPLACED, "free": 0},
        {**ENDED, "free": 0},
        {**ENDED, "free": 3},
        {**ENDED, "free": 0, "next_on": date(2026, 3, 20), "pack": 1, "minimum": 1},
    ],
)
def test_what_the_part_itself_settles_is_said_alone(part: dict[str, Any]) -> None:
    said = answered(typed(), **part)[0]

    assert "also" not in said.facts
    assert said.facts["total"] == 10


@pytest.mark.parametrize(("free", "amount"), [(100, "90.00"), (3, "90.00"), (0, "0")])
def test_a_superseded_part_of_which_nothing_is_left_has_no_amount(free: int, amount: str) -> None:
    said = answered(typed(), **REPLACED, free=free)

    assert str(sums_of(said).amount) == amount
    assert ("price" in said[0].facts) is (free > 0)


def test_a_superseded_part_without_a_price_still_offers_its_successor() -> None:
    said = answered(typed(), **REPLACED, price=None)[0]

    assert (said.answer, said.facts["offers"]) == (RowAnswer.SUPERSEDED, [{"part": "P8", "ratio": 1}])


def test_of_a_part_that_is_used_up_first_only_the_rest_becomes_its_successor() -> None:
    said = answered(typed(), **REPLACED, free=4, use_up_old=True)[0]
    assert (said.answer, said.facts["keep"]) == (RowAnswer.SUPERSEDED, 4)
    (_old, one_for_one) = with_accepted([row(answer="superseded", facts=said.facts)], [Acceptance(1)], renumber=True)
    facts = said.facts | {"offers": [{"part": "P8", "ratio": 2}]}

    taken = with_accepted([row(answer="superseded", facts=facts), row(2)], [Acceptance(1)], renumber=True)
    chosen = with_accepted([row(answer="superseded", facts=facts)], [Acceptance(1, "P8")], renumber=True)
    together = with_accepted([row(answer="superseded", facts=facts | {"rows": [1, 2]})], [Acceptance(1)], renumber=True)

    assert [(one.position, one.part_text, one.quantity, one.quantity_text) for one in taken] == [
        (1, "P7", 4, "4"),
        (2, "P8", 12, "12"),
        (3, "P7", 10, "10"),
    ]
    nonsense = with_accepted([row(answer="superseded", facts=facts)], [Acceptance(1, "P9")], renumber=True)
    assert [(one.part_text, one.quantity) for one in nonsense] == [("P7", 10)]
    assert (one_for_one.part_text, one_for_one.quantity, one_for_one.quantity_text) == ("P8", 6, "6")
    assert [(one.part_text, one.quantity) for one in chosen] == [("P7", 4), ("P8", 12)]
    assert [(one.part_text, one.quantity) for one in together] == [("P8", 20)]
    assert answered(typed(quantity=4), **REPLACED, free=4, use_up_old=True)[0].facts["now"] == 4


def test_the_last_pieces_are_offered_where_more_are_asked_for() -> None:
    more, fitting_, several = (
        answered(typed(), **ENDED, free=3)[0],
        answered(typed(quantity=20), **ENDED, free=23)[0],
        answered(typed(1, quantity=2), typed(2, quantity=8), **ENDED, free=3)[0],
    )

    assert (more.facts["stock"], more.facts["suggested"], more.facts["now"]) == (3, 3, 3)
    assert (fitting_.answer, fitting_.facts.get("suggested")) == (RowAnswer.LAST_PIECES, None)
    assert (several.answer, several.facts.get("suggested")) == (RowAnswer.LAST_PIECES, None)
    (taken,) = with_accepted([row(answer="last_pieces", facts=more.facts)], [Acceptance(1)], renumber=True)
    assert (taken.quantity, taken.quantity_text) == (3, "3")


def test_vor_orders_are_exempt_from_packs() -> None:
    assert answered(typed(), rule=PackRule.EXEMPT, pack=4, minimum=20)[0].answer is RowAnswer.FOUND


def test_what_is_not_understood_is_told_with_its_reason() -> None:
    unknown = typed(part=None, near=("P8", "P9"))
    blank = TypedRow(2, 2, " ", None, 3)
    wrong = typed(3, quantity=None, quantity_fault=("quantity.negative", {"text": "-1"}))

    one, two, three = answered(unknown, blank, wrong)

    assert (one.answer, one.facts) == (RowAnswer.UNKNOWN, {"near": ["P8", "P9"]})
    assert two.answer is RowAnswer.NO_PART
    assert (three.answer, three.facts["fault"]) == (RowAnswer.BAD_QUANTITY, "quantity.negative")


def test_further_answers_stand_beside_the_first() -> None:
    said = answered(typed(), free=0, pack=4, price=None)[0]

    assert (said.answer, said.facts["also"]) == (RowAnswer.NO_PRICE, ["not_whole_packs", "later"])
    assert (said.facts["suggested"], said.facts["later"]) == (12, 10)


def test_sums_count_only_what_can_be_ordered() -> None:
    good = answered(typed(1), typed(2))
    bad = answered(typed(1), restricted=True)

    assert (sums_of(good).lines, sums_of(good).pieces, str(sums_of(good).amount)) == (1, 20, "90.00")
    assert sums_of(bad).lines == 0


def row(position: int = 1, **values: Any) -> Row:
    """Return a row as stored."""
    return Row(position, **{"part_text": "P7", "quantity_text": "10", "quantity": 10, "part_id": 7, **values})


def test_what_was_not_touched_keeps_its_reading_and_what_was_is_read_again() -> None:
    same, part, amount = retyped(
        [row(1), row(2), row(3, note="a\nb")],
        {1: RowText("P7", "10"), 2: RowText("P8", "10"), 3: RowText("P7", "11", "a b")},
    )

    assert same == row(1)
    assert (part.part_id, part.quantity) == (None, 10)
    assert (amount.part_id, amount.quantity, amount.note) == (7, None, "a\nb")


def test_a_successor_takes_the_place_and_remembers_what_was_asked() -> None:
    old = row(answer="superseded", facts={"offers": [{"part": "P8", "ratio": 2}], "kind": "one_way"})

    (new,) = with_accepted([old], [Acceptance(1)], renumber=True)

    assert (new.part_text, new.quantity, new.quantity_text, new.part_id) == ("P8", 20, "20", None)
    assert new.facts == {"asked": "P7"}


def test_a_kit_becomes_a_row_for_each_of_its_parts() -> None:
    kit = row(
        answer="superseded",
        facts={"offers": [{"part": "A", "ratio": 1}, {"part": "B", "ratio": 3}], "kind": "kit"},
    )

    drafted = with_accepted([kit, row(2)], [Acceptance(1)], renumber=True)
    in_review = with_accepted([kit, row(2)], [Acceptance(1)], renumber=False)

    assert [(one.position, one.part_text, one.quantity) for one in drafted] == [
        (1, "A", 10),
        (2, "B", 30),
        (3, "P7", 10),
    ]
    assert sorted(one.position for one in in_review) == [1, 2, 3] and in_review[1].position == 3


def test_rounding_up_a_sum_raises_its_first_row() -> None:
    first = row(quantity=7, quantity_text="7", answer="not_whole_packs", facts={"suggested": 12, "total": 10})

    (up,) = with_accepted([first], all_offers([first], frozenset({RowAnswer.NOT_WHOLE_PACKS})), renumber=True)

    assert (up.quantity, up.quantity_text) == (9, "9")


def test_a_choice_is_made_by_a_person_only() -> None:
    choice = row(
        answer="superseded",
        facts={"offers": [{"part": "A", "ratio": 1}, {"part": "B", "ratio": 2}], "kind": "choice"},
    )

    assert all_offers([choice], frozenset({RowAnswer.SUPERSEDED})) == []
    (chosen,) = with_accepted([choice], [Acceptance(1, "B")], renumber=True)
    assert (chosen.part_text, chosen.quantity) == ("B", 20)


def test_rows_are_added_taken_out_and_numbered() -> None:
    rows = with_added([row(4)], [RowText("A", "1", "", 9), RowText("B")])

    assert [(one.position, one.source_row) for one in rows] == [(4, None), (5, 9), (6, None)]
    assert [one.position for one in renumbered(without(rows, frozenset({5})))] == [1, 2]


def test_nothing_is_cut_and_nothing_passes_the_limit() -> None:
    with pytest.raises(Refused) as long:
        fitting([RowText("P", "1"), RowText("P", "1", "x" * 401)])
    with pytest.raises(Refused) as many:
        checked_count([row(n) for n in range(MOST_LINES + 1)])

    assert (long.value.code, long.value.facts["row"]) == ("order.text_too_long", 2)
    assert (many.value.code, many.value.facts["found"]) == ("order.too_many_lines", 5_001)
    checked_count([row(n) for n in range(MOST_LINES)])


@pytest.mark.parametrize(
    ("free", "one_depot", "answer", "told"),
    [
        (12, 10, RowAnswer.FOUND, {"now": 10}),
        (12, 9, RowAnswer.LATER, {"later": 10, "one_depot": 9, "free": 12}),
        (9, 9, RowAnswer.LATER, {"later": 10, "one_depot": 9, "free": 9}),
        (0, 0, RowAnswer.LATER, {"later": 10}),
    ],
)
def test_a_row_of_an_order_that_ships_only_whole_is_there_where_one_depot_has_all_of_it(
    free: int, one_depot: int, answer: RowAnswer, told: dict[str, int]
) -> None:
    verdict = answered(typed(), free=free, one_depot=one_depot)[0]

    figures = {name: verdict.facts[name] for name in ("now", "later", "one_depot", "free") if name in verdict.facts}
    assert (verdict.answer, figures) == (answer, told)


def test_the_last_pieces_for_an_order_that_ships_only_whole_are_those_of_one_depot() -> None:
    verdict = answered(typed(), free=12, one_depot=7, discontinued=True)[0]

    asked = ("now", "suggested", "one_depot", "free")
    assert (verdict.answer, [verdict.facts[name] for name in asked]) == (RowAnswer.LAST_PIECES, [7, 7, 7, 12])
