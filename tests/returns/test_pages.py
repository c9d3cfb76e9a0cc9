"""The pages of claims at both doors: filed from a receipt with photos, decided, credited, downloaded."""

import io
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from PIL import Image

from portal.billing.models import CreditNote, CreditNoteLine
from portal.core.clock import utc_now
from portal.core.data.sessions import db, perform, transaction
from portal.returns.models import Claim, ClaimLine, ClaimPhoto
from portal.returns.states import ClaimState, Outcome, Reason
from tests import factories
from tests.queries import counted
from tests.returns.factories import Counted, Received, received
from tests.returns.test_deciding import answers, decide, filed
from tests.web import Browser, Page


def photo(name: str = "part.png", kind: str = "PNG") -> tuple[io.BytesIO, str]:
    target = io.BytesIO()
    Image.new("RGB", (320, 200), "navy").save(target, kind)
    return io.BytesIO(target.getvalue()), name


def buyer(app: Flask, made: Received, **values: Any) -> Browser:
    return Browser(app).sign_in(factories.make_dealer_user(made.distributor, **values))


def hq(app: Flask, role: str = "hq_clerk", **values: Any) -> Browser:
    return Browser(app).sign_in(factories.make_hq_user(role=role, **values))


def just_received(*lines: Counted, **values: Any) -> Received:
    return received(*lines, at=utc_now() - timedelta(hours=1), **values)


def key(made: Received, slot: str, line: int = 0) -> str:
    return f"{made.line_ids[line]}-{slot}"


def claims() -> int:
    db.session.remove()
    return int(db.session.scalar(sa.select(sa.func.count(Claim.id))) or 0)


def test_a_claim_in_a_colleagues_hands_shows_no_form_until_it_is_taken_over_with_a_reason(app: Flask) -> None:
    number = filed(just_received(), (Reason.SHORT, 2))
    first, second = hq(app, name="Li Na"), hq(app, name="Wang Wei")
    second.page(f"/hq/returns/{number}")
    first.page(f"/hq/returns/{number}")
    page = first.send(button="Take")
    assert page.has("With you") and {"Approve", "Put back", "Hand over"} <= set(page.buttons())

    page = second.send({"note": "no"}, button="Reject", status=409)
    assert page.has(f"Claim {number} is in the hands of Li Na. Take it over first.")
    page = second.page(f"/hq/returns/{number}")
    assert page.has("With Li Na") and "Approve" not in page.buttons()
    page = second.send({"why": " "}, button="Take over", status=422)
    assert page.has("Write why you take it over; your colleague reads it.")
    page = second.send({"why": "x" * 401}, button="Take over", status=422)
    assert page.fields(button="Take over")["why"] == "x" * 401
    page = second.send({"why": "She is away"}, button="Take over")

    assert page.has("With you") and page.has("Taken over from a colleague") and page.has("She is away")
    assert first.page("/hq/inbox").has(f"Wang Wei took over {number}, which you had in hand: She is away")
    second.page(f"/hq/returns/{number}")
    assert second.send(button="Put back").has("waits for anyone again")


def test_the_list_at_headquarters_is_narrowed_to_ones_own_and_to_nobodys_claims(app: Flask) -> None:
    own, free, decided = (filed(just_received(), (Reason.SHORT, 2)) for _ in range(3))
    browser = hq(app, name="Li Na")
    for number in (own, decided):
        browser.page(f"/hq/returns/{number}")
        browser.send(button="Take")
    browser.page(f"/hq/returns/{decided}")
    browser.send({"note": "no"}, button="Reject")

    def listed(address: str) -> list[bool]:
        page = browser.page(address)
        return [page.has(number) for number in (own, free, decided)]

    assert listed("/hq/returns?hands=mine") == [True, False, False]
    assert listed("/hq/returns?hands=unassigned") == [False, True, False]
    assert listed("/hq/returns") == [True, True, True]
    assert browser.page("/hq/returns").has("Owner")
    dealer = buyer(app, just_received())
    assert not dealer.page("/returns?hands=mine").has("Owner")


def test_the_list_at_headquarters_is_narrowed_to_a_distributor_its_file_too(app: Flask) -> None:
    nile, delta = (factories.make_distributor(name=name) for name in ("Nile Motors", "Delta Parts"))
    factories.make_distributor(name="Never Claimed")
    first, second = (filed(received(distributor=one), (Reason.SHORT, 2)) for one in (nile, delta))
    browser = hq(app)

    page = browser.page(f"/hq/returns?distributor={nile.id}")
    file = browser.open(f"/hq/returns?distributor={nile.id}&export=csv").get_data(as_text=True)

    assert (page.has(first), page.has(second)) == (True, False)
    assert (first in file, second in file) == (True, False)
    choices = page.select("//select[@name='distributor']/option/text()")
    assert [str(one).strip() for one in choices] == ["All distributors", "Delta Parts", "Nile Motors"]
    for nobody in ("x", "999999999999999999999", "0"):
        assert not browser.page(f"/hq/returns?distributor={nobody}").has(first)
    alone = Browser(app).sign_in(factories.make_dealer_user(nile))
    assert not alone.page("/returns").select("//select[@name='distributor']")
    assert alone.page(f"/returns?distributor={delta.id}").has(first)


@pytest.mark.both_engines
def test_a_claim_is_filed_from_the_receipt_with_what_was_counted(app: Flask) -> None:
    made = just_received(Counted(shipped=10, counts={"short": 2, "wrong": 1}), Counted("06-5181", 4))
    browser = buyer(app, made)
    browser.page("/returns")
    browser.page("/returns/new")

    page = browser.page(f"/returns/new?shipment={made.number}")
    form = page.fields(button="File claim")
    assert (form[f"reason-{key(made, 'short')}"], form[f"quantity-{key(made, 'short')}"]) == ("short", "2")
    assert "quantity-n1" not in form
    shown = browser.send({f"photos-{key(made, 'wrong')}": photo()}, button="File claim")

    claim = db.session.scalars(sa.select(Claim)).one()
    assert shown.path == f"/returns/{claim.number}"
    assert shown.has("Submitted") and shown.has("Wrong part") and shown.has("Headquarters decides it.")
    assert [row[2] for row in shown.rows()] == ["2", "1"]
    assert shown.select("//img/@alt") == ["Photo part.png of 06-5180"]


@pytest.mark.both_engines
def test_what_is_refused_comes_back_as_typed_and_the_photo_is_not_sent_twice(app: Flask) -> None:
    made = just_received(Counted(shipped=10, counts={"wrong": 1}))
    browser, row = buyer(app, made), key(made, "wrong")
    browser.page(f"/returns/new?shipment={made.number}")

    page = browser.send(
        {f"quantity-{row}": "5000000", f"note-{row}": "label says 06-5199", f"photos-{row}": photo()},
        button="File claim",
        status=422,
    )
    assert page.has("5000000") and page.fields(button="File claim")[f"note-{row}"] == "label says 06-5199"
    assert page.has("part.png") and claims() == 0
    browser.send({f"quantity-{row}": "1"}, button="File claim")

    assert claims() == 1
    assert db.session.scalar(sa.select(ClaimPhoto.name)) == "part.png"


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"quantity": "11"}, "11 asked, but only 10 can still be claimed"),
        ({"quantity": "0"}, "“0”"),
        ({"quantity": "-1"}, "“-1”"),
        ({"quantity": "1e309"}, "“1e309”"),
        ({"quantity": "two"}, "“two”"),
        ({"quantity": "1", "reason": ""}, "Choose a reason"),
        ({"quantity": "1", "reason": "wrong"}, "needs at least one photo"),
        ({"quantity": "1", "reason": "defect"}, "needs a note"),
    ],
)
def test_bad_input_is_answered_beside_its_row(app: Flask, typed: dict[str, str], words: str) -> None:
    made = just_received(Counted(shipped=10))
    browser, row = buyer(app, made), "n1"
    browser.page(f"/returns/new?shipment={made.number}")

    fields = {
        f"{name}-{row}": value for name, value in {"line": made.line_ids[0], "reason": "surplus", **typed}.items()
    }
    page = browser.send(fields, button="File claim", status=422)

    assert page.has(words), page.main
    assert claims() == 0


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"<svg onload='x'/>", "a.svg"),
        (b"not a picture", "a.jpg"),
        (b"", "a.png"),
        (b"\x89PNG\r\n\x1a\n", "b.png"),
    ],
)
def test_a_hostile_photo_is_refused_beside_its_row(app: Flask, data: bytes, name: str) -> None:
    made = just_received(Counted(shipped=10, counts={"wrong": 1}))
    browser = buyer(app, made)
    browser.page(f"/returns/new?shipment={made.number}")

    page = browser.send({f"photos-{key(made, 'wrong')}": (io.BytesIO(data), name)}, button="File claim", status=422)

    assert page.has(name) and claims() == 0


def test_the_same_form_sent_twice_files_one_claim(app: Flask) -> None:
    made = just_received()
    browser = buyer(app, made)
    form = browser.page(f"/returns/new?shipment={made.number}")
    sent = form.fields(button="File claim")

    first = browser.open("/returns/new", method="POST", data=sent)
    second = browser.open("/returns/new", method="POST", data=sent)

    assert (first.status_code, second.status_code) == (303, 303)
    assert first.headers["Location"] == second.headers["Location"]
    assert claims() == 1


def test_the_same_form_with_a_photo_sent_twice_files_one_claim(app: Flask) -> None:
    made = just_received(Counted(shipped=10, counts={"wrong": 1}))
    browser, row = buyer(app, made), key(made, "wrong")
    sent = browser.page(f"/returns/new?shipment={made.number}").fields(button="File claim")

    answers = [
        browser.open("/returns/new", method="POST", data=sent | {f"photos-{row}": file})
        for file in (photo(), photo(), photo("other.png"))
    ]

    assert [answer.status_code for answer in answers] == [303, 303, 422]
    assert answers[0].headers["Location"] == answers[1].headers["Location"]
    assert claims() == 1


def test_a_forged_photo_token_is_dropped(app: Flask) -> None:
    made = just_received(Counted(shipped=10, counts={"wrong": 1}))
    browser = buyer(app, made)
    browser.page(f"/returns/new?shipment={made.number}")

    page = browser.send(
        {},
        button="File claim",
        status=422,
        extra={f"kept-{key(made, 'wrong')}": '["x","photos/../secret","0",1,1,1].a'},
    )

    assert page.has("needs at least one photo")


def test_photos_are_served_to_those_who_may_see_the_claim_and_sniffed_by_nobody(app: Flask) -> None:
    made, other = just_received(Counted(counts={"wrong": 1})), just_received()
    browser = buyer(app, made)
    browser.page(f"/returns/new?shipment={made.number}")
    address = browser.send({f"photos-{key(made, 'wrong')}": photo()}, button="File claim").select("//img/@src")[0]

    answer = browser.open(address)
    assert (answer.status_code, answer.mimetype) == (200, "image/jpeg")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert hq(app).open("/hq" + address).status_code == 200
    assert buyer(app, other).open(address).status_code == 404


def test_another_distributor_sees_neither_shipment_nor_claim(app: Flask) -> None:
    made, other = received(), received()
    number, browser = filed(made, (Reason.SHORT, 1)), buyer(app, other)

    assert browser.open(f"/returns/new?shipment={made.number}").status_code == 404
    assert browser.post("/returns/new", {"shipment": made.number}).status_code == 404
    assert browser.open(f"/returns/{number}").status_code == 404
    assert browser.page("/returns").has("No claims yet")
    assert buyer(app, made).page("/returns").rows()[0][0] == number


@pytest.mark.both_engines
def test_headquarters_approves_and_finance_issues_the_credit_note(app: Flask) -> None:
    number = filed(received(), (Reason.SHORT, 2))
    clerk = hq(app)
    clerk.page("/hq/returns?state=open")
    page = clerk.page(f"/hq/returns/{number}")
    assert "Approve" in page.buttons() and "Issue credit note" not in page.buttons()

    decided = clerk.send({}, button="Approve")
    assert decided.has("Credit pending") and "Issue credit note" not in decided.buttons()
    finance = hq(app, "hq_finance")
    finance.page(f"/hq/returns/{number}")
    credited = finance.send({}, button="Issue credit note")

    claim = db.session.scalars(sa.select(Claim).where(Claim.number == number)).one()
    assert claim.state is ClaimState.CREDITED
    assert credited.has("Credited") and credited.select("//a[contains(@href, '/hq/documents/')]")


def test_the_depot_receives_what_comes_back_and_names_the_part_where_a_wrong_one_was_delivered(app: Flask) -> None:
    made = just_received(Counted(shipped=4, price="10.00", counts={"wrong": 2}), Counted("06-5181", 5))
    number = filed(made, (Reason.DEFECT, 2))
    decide(number, answers(number, 2, outcome=Outcome.RETURN))
    with transaction() as session:
        session.execute(sa.update(ClaimLine).values(reason=Reason.WRONG))
    assert hq(app).page(f"/hq/returns/{number}").buttons().count("Goods came back") == 0
    warehouse, place = hq(app, "hq_warehouse"), f"/hq/returns/{number}"
    assert warehouse.page(place).has("06-5180 × 2")
    field = next(name for name in warehouse.page(place).fields() if name.startswith("part-"))

    refused = warehouse.send({field: "NO-SUCH"}, button="Goods came back", status=422)
    assert refused.has("There is no part NO-SUCH.") and refused.fields()[field] == "NO-SUCH"
    done = warehouse.send({field: "06-5181"}, button="Goods came back")

    assert done.has("06-5181 × 2")
    code = db.session.scalar(sa.text("SELECT code FROM depot"))
    shelf = warehouse.page(f"/hq/stock/shelf/{code}/06-5181")
    assert shelf.has(number) and shelf.has("In quarantine 2")
    assert warehouse.post(f"{place}/goods").status_code == 409


def test_a_rejection_without_a_reason_comes_back_and_with_one_is_read_by_the_distributor(app: Flask) -> None:
    made = received()
    number, clerk = filed(made, (Reason.SHORT, 2)), hq(app)
    clerk.page(f"/hq/returns/{number}")

    page = clerk.send({}, button="Reject", status=422)
    assert page.has("Write why this is rejected")
    clerk.send({"note": "The carton weighed in full"}, button="Reject")

    assert buyer(app, made).page(f"/returns/{number}").has("The carton weighed in full")


def test_two_deciders_the_second_gets_a_page_that_names_the_first(app: Flask) -> None:
    number = filed(received(), (Reason.SHORT, 2))
    first, second = hq(app, name="Li Na"), hq(app)
    first.page(f"/hq/returns/{number}")
    second.page(f"/hq/returns/{number}")
    first.send({}, button="Approve")

    page = second.send({}, button="Approve", status=409)

    assert page.has("Li Na already decided this claim")


@pytest.mark.both_engines
def test_a_bad_quantity_or_fee_is_answered_beside_its_line(app: Flask) -> None:
    number, clerk = filed(received(), (Reason.SHORT, 2)), hq(app)
    page = clerk.page(f"/hq/returns/{number}")
    line = page.select("//input[starts-with(@id, 'approved-')]/@id")[0].split("-")[1]

    page = clerk.send({f"approved-{line}": "3", f"fee-{line}": "101"}, button="Approve", status=422)
    assert page.has("A fee is between 0 and 100 percent.")
    page = clerk.send({f"approved-{line}": "2", f"fee-{line}": " "}, button="Approve", status=422)
    assert page.fields(button="Approve")[f"fee-{line}"] == "" and page.has("Enter a number.")
    page = clerk.send({f"approved-{line}": "3", f"fee-{line}": "0"}, button="Approve", status=422)
    assert page.has("3 is more than the 2 asked for.")


def credit_rows(page: Page) -> list[list[str]]:
    """Return the rows of the credit table, spaces as they are read."""
    rows = page.tree.xpath("//*[@id='returns-credit']//tr[td]")
    return [[" ".join("".join(cell.itertext()).split()) for cell in row.xpath("td|th")] for row in rows]


@pytest.mark.both_engines
def test_what_is_credited_is_shown_before_it_is_approved_and_is_what_the_credit_note_says(app: Flask) -> None:
    made = received(Counted(shipped=3, price="33.3333", counts={"short": 2}), Counted("06-5181", 7, "9.99"))
    number, clerk = filed(made, (Reason.SHORT, 2), (Reason.SURPLUS, 3)), hq(app)
    page = clerk.page(f"/hq/returns/{number}")
    first, second = (each.split("-")[1] for each in page.select("//input[starts-with(@id, 'approved-')]/@id"))
    assert [row[-3:] for row in credit_rows(page)[:2]] == [
        ["USD 66.67", "–", "USD 66.67"],
        ["USD 29.97", "-USD 4.50", "USD 25.47"],
    ]

    typed = {f"approved-{first}": "1", f"fee-{first}": "10", f"outcome-{second}": "credit_only"}
    page = clerk.send(typed, button="Recalculate")

    assert credit_rows(page)[0][2:] == ["USD 33.33", "-USD 3.33", "USD 30.00"]
    assert credit_rows(page)[-1] == ["Total credit", "USD 55.47"]
    assert page.fields(button="Approve")[f"approved-{first}"] == "1"
    clerk.send({}, button="Approve")
    finance = hq(app, "hq_finance")
    finance.page(f"/hq/returns/{number}")
    finance.send({}, button="Issue credit note")

    amounts = list(db.session.scalars(sa.select(CreditNoteLine.amount).order_by(CreditNoteLine.id)))
    total = db.session.scalar(sa.select(CreditNote.total))
    assert (amounts, total) == ([Decimal("30.00"), Decimal("25.47")], Decimal("55.47"))


def test_a_line_that_cannot_be_reckoned_says_why_and_the_others_are(app: Flask) -> None:
    made = received(Counted(shipped=10, price="12.50", counts={"short": 2}), Counted("06-5181", 4, "2.00"))
    number, clerk = filed(made, (Reason.SHORT, 2), (Reason.DEFECT, 4)), hq(app)
    page = clerk.page(f"/hq/returns/{number}")
    first = page.select("//input[starts-with(@id, 'approved-')]/@id")[0].split("-")[1]

    page = clerk.send({f"approved-{first}": "3"}, button="Recalculate")

    rows = credit_rows(page)
    assert rows[0][2:] == ["3 is more than the 2 asked for."]
    assert (rows[1][4], rows[-1][-1]) == ("USD 8.00", "USD 8.00")
    assert page.select("//*[@class='summary']//a/@href") == [f"#approved-{first}"]


@pytest.mark.both_engines
@pytest.mark.parametrize(
    ("decided_at", "until"),
    [("2026-03-20 21:59:00", "19 May 2026"), ("2026-03-20 22:00:00", "20 May 2026")],
)
def test_a_return_authorisation_counts_from_the_distributors_day(app: Flask, decided_at: str, until: str) -> None:
    """In Cairo the 21st begins at 22:00 in UTC; the authorisation is good for sixty days."""
    made = received()
    number = filed(made, (Reason.SHORT, 2))
    at = datetime.fromisoformat(decided_at).replace(tzinfo=UTC)
    changed = sa.update(Claim).values(state=ClaimState.AWAITING_RETURN, decided_at=at)
    perform(lambda: db.session.execute(changed, execution_options={"synchronize_session": False}))

    assert buyer(app, made).page(f"/returns/{number}").has(f"valid until {until}")


def test_a_late_claim_shows_its_decision_form_to_a_manager_only(app: Flask) -> None:
    number = filed(received(), (Reason.SHORT, 2))
    perform(lambda: db.session.execute(sa.text("UPDATE claim SET late = true")))

    assert "Approve" not in hq(app).page(f"/hq/returns/{number}").buttons()
    assert "Approve" in hq(app, "hq_manager").page(f"/hq/returns/{number}").buttons()


def test_lists_search_filter_export_and_stay_at_the_same_statements(app: Flask) -> None:
    made = received(Counted(shipped=200))
    number = filed(made, (Reason.SURPLUS, 1))
    browser, figures = hq(app), []

    assert browser.page(f"/hq/returns?q={number}").rows()[0][0] == number
    assert browser.page("/hq/returns?q=06-51").rows()[0][0] == number
    assert browser.page("/hq/returns?state=credited").has("No claim fits")
    for kind in ("xlsx", "csv"):
        assert browser.open(f"/hq/returns?export={kind}").status_code == 200
    for _ in range(2):
        with counted() as statements:
            browser.page("/hq/returns")
        figures.append(len(statements))
        for _ in range(5):
            filed(made, (Reason.SURPLUS, 1))
    assert figures[0] == figures[1] <= 8, statements


@pytest.mark.parametrize("language", ["ar", "zh"])
def test_the_pages_stand_in_the_readers_language_and_direction(app: Flask, language: str) -> None:
    made = just_received()
    browser = Browser(app, language=language).sign_in(factories.make_dealer_user(made.distributor, locale=language))

    page = browser.page(f"/returns/new?shipment={made.number}")

    assert page.tree.getroot().get("dir") == ("rtl" if language == "ar" else "ltr")


def test_a_quantity_with_a_long_gap_is_not_cut_to_its_first_digit(app: Flask) -> None:
    made = just_received(Counted(shipped=10))
    browser, row = buyer(app, made), "n1"
    browser.page(f"/returns/new?shipment={made.number}")

    typed = {f"line-{row}": made.line_ids[0], f"reason-{row}": "surplus", f"quantity-{row}": "5" + " " * 45 + "0"}
    page = browser.send(typed, button="File claim", status=422)

    assert page.has("is not a number") and claims() == 0


@pytest.mark.parametrize(("name", "limit"), [("note-{row}", 400), ("note", 2_000)])
def test_a_long_note_is_refused_with_its_limit_and_kept_whole(app: Flask, name: str, limit: int) -> None:
    made = just_received(Counted(shipped=10))
    browser, row = buyer(app, made), "n1"
    browser.page(f"/returns/new?shipment={made.number}")
    field, typed = name.format(row=row), "w" * limit + "END"

    fields = {f"line-{row}": made.line_ids[0], f"reason-{row}": "surplus", f"quantity-{row}": "1", field: typed}
    page = browser.send(fields, button="File claim", status=422)

    assert page.has(f"At most {limit:,} characters fit here; these are {limit + 3:,}.") and claims() == 0
    assert page.fields(button="File claim")[field] == typed


def test_more_photos_than_a_claim_takes_are_refused_before_any_is_kept(app: Flask) -> None:
    made = just_received(Counted(shipped=10, counts={"wrong": 1}))
    browser, row = buyer(app, made), key(made, "wrong")
    browser.page(f"/returns/new?shipment={made.number}")

    page = browser.send({f"photos-{row}": [photo() for _ in range(21)]}, button="File claim", status=422)

    assert page.has("A claim takes at most 20 photos.") and page.has("part.png: choose again")
    assert not page.select("//input[starts-with(@name, 'kept-')]")


def test_all_that_is_wrong_with_a_claim_is_told_at_once_and_nothing_is_lost(app: Flask) -> None:
    made = just_received(Counted(shipped=10, counts={"short": 2, "wrong": 1}), Counted("06-5181", 4))
    browser, short, wrong, free = buyer(app, made), key(made, "short"), key(made, "wrong"), "n1"
    browser.page(f"/returns/new?shipment={made.number}&rows=2")

    page = browser.send(
        {
            f"quantity-{short}": "two",
            f"note-{short}": "n" * 401,
            f"quantity-{wrong}": "99",
            f"reason-{wrong}": "wrong",
            f"line-{free}": made.line_ids[1],
            f"reason-{free}": "defect",
            f"quantity-{free}": "5",
            f"photos-{free}": (io.BytesIO(b"no"), "seal.jpg"),
            "quantity-n2": "1",
            "note": "w" * 2_001,
        },
        button="File claim",
        status=422,
    )

    assert page.select("//*[@class='summary']//a/@href") == [
        "#note",
        f"#note-{short}",
        f"#quantity-{short}",
        f"#photos-{wrong}",
        f"#quantity-{wrong}",
        f"#photos-{free}",
        f"#note-{free}",
        f"#quantity-{free}",
        "#line-n2",
        "#reason-n2",
    ]
    assert page.has("seal.jpg: choose again") and page.has("5 asked, but only 4 can still be claimed")
    typed = page.fields(button="File claim")
    assert (typed[f"quantity-{short}"], typed[f"note-{short}"]) == ("two", "n" * 401)
    assert (typed["note"], typed[f"reason-{free}"], claims()) == ("w" * 2_001, "defect", 0)


def test_a_line_begun_without_a_quantity_is_asked_about_and_not_left_out(app: Flask) -> None:
    made = just_received(Counted(shipped=10, counts={"short": 2}), Counted("06-5181", 4))
    browser, free = buyer(app, made), "n1"
    browser.page(f"/returns/new?shipment={made.number}&rows=1")

    begun = {f"line-{free}": made.line_ids[1], f"reason-{free}": "surplus", f"photos-{free}": photo()}
    page = browser.send(begun, button="File claim", status=422)

    assert page.has("Write how many pieces, or empty this line.") and page.has("part.png") and claims() == 0
    browser.send({f"quantity-{free}": "1"}, button="File claim")
    assert claims() == 1


@pytest.mark.both_engines
@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("outcome-{line}", "nope", "Choose one of the answers offered."),
        ("liability-{line}", "nobody", "Choose one of the answers offered."),
        ("verdict", "perhaps", "Choose whether the claim is approved or rejected."),
        ("answer-{line}", "w" * 401, "At most 400 characters fit here; these are 401."),
        ("note", "w" * 2_001, "At most 2,000 characters fit here; these are 2,001."),
        ("approved-{line}", "1" + " " * 45 + "0", "is not a number"),
    ],
)
def test_a_decision_nobody_made_is_refused_beside_its_field(app: Flask, name: str, value: str, words: str) -> None:
    number = filed(received(), (Reason.SHORT, 2))
    line = db.session.scalars(sa.select(ClaimLine.id)).one()
    browser = hq(app, "hq_manager")
    browser.page(f"/hq/returns/{number}")

    page = browser.send({}, button="Approve", extra={name.format(line=line): value}, status=422)

    assert page.has(words)
    db.session.remove()
    assert db.session.scalars(sa.select(Claim)).one().state is ClaimState.SUBMITTED


def further(page: Page) -> list[str]:
    """The numbers of the further rows of a claim form."""
    return [name.removeprefix("quantity-n") for name in page.select("//input[starts-with(@name, 'quantity-n')]/@name")]


def test_counted_lines_come_first_and_a_further_row_only_when_one_is_asked_for(app: Flask) -> None:
    made = just_received(Counted(counts={"short": 2}), Counted("06-5181", 4), Counted("06-5182", 4))
    as_shipped = just_received(Counted("06-5183", 4))

    page = buyer(app, made).page(f"/returns/new?shipment={made.number}")

    assert [row[0].split()[0] for row in page.rows()] == ["06-5180"]
    assert further(page) == []
    assert further(buyer(app, made).page(f"/returns/new?shipment={made.number}&rows=3")) == ["1", "2", "3"]
    assert further(buyer(app, as_shipped).page(f"/returns/new?shipment={as_shipped.number}")) == ["1"]
    assert further(buyer(app, made).page(f"/returns/new?shipment={made.number}&rows=9999")) == []


def test_another_line_without_script_keeps_all_that_was_typed_and_the_photos(app: Flask) -> None:
    made = just_received(Counted(counts={"wrong": 1}), Counted("06-5181", 4))
    browser, row = buyer(app, made), key(made, "wrong")
    browser.page(f"/returns/new?shipment={made.number}")

    typed = {f"note-{row}": "label says 06-5199", f"quantity-{row}": "two", "note": "see the photo"}
    torn = (io.BytesIO(b"no"), "torn.jpg")
    page = browser.send({**typed, f"photos-{row}": [photo(), torn]}, button="Another line")
    assert further(page) == ["1"]
    assert page.has("part.png") and page.has("torn.jpg: choose again") and not page.has("is not a number")
    kept = page.fields(button="File claim")
    assert {name: kept[name] for name in typed} == typed
    first = {"line-n1": str(made.line_ids[1]), "reason-n1": "surplus", "quantity-n1": "4", "note-n1": "spare"}
    page = browser.send(first, button="Another line")

    assert further(page) == ["1", "2"]
    kept = page.fields(button="File claim")
    assert {name: kept[name] for name in first} == first and page.has("part.png")
    page = browser.send({f"quantity-{row}": "1"}, button="File claim")
    assert [(line[0].split()[0], line[2]) for line in page.rows()] == [("06-5180", "1"), ("06-5181", "4")]
    assert page.select("//img/@alt") == ["Photo part.png of 06-5180"]


def test_htmx_is_answered_with_the_next_row_and_the_button_for_the_one_after(app: Flask) -> None:
    made = just_received(Counted(counts={"short": 2}), Counted("06-5181", 4))
    browser = buyer(app, made)

    answer = browser.open(f"/returns/new?shipment={made.number}&rows=2", headers={"HX-Request": "true"})
    piece = answer.get_data(as_text=True)

    assert 'name="line-n2"' in piece and 'name="line-n1"' not in piece and "<h1" not in piece
    assert f"/returns/new?shipment={made.number}&amp;rows=3" in piece
    last = browser.open(f"/returns/new?shipment={made.number}&rows=200", headers={"HX-Request": "true"})
    assert "Another line</button>" not in last.get_data(as_text=True)


def test_a_line_of_another_shipment_is_none(app: Flask) -> None:
    made, other = just_received(Counted(shipped=4)), just_received(Counted(shipped=4))
    browser = buyer(app, made)
    browser.page(f"/returns/new?shipment={made.number}")

    for forged in (str(other.line_ids[0]), "2000000001", "x", ""):
        page = browser.send(
            {"reason-n1": "surplus", "quantity-n1": "1"}, button="File claim", status=422, extra={"line-n1": forged}
        )
        assert page.has("Choose the part this line is about.") and claims() == 0


def test_what_is_claimed_in_full_is_hidden_and_told(app: Flask) -> None:
    made = just_received(Counted(counts={"short": 2}), Counted("06-5181", 4), Counted("06-5182", counts={"over": 1}))
    number = filed(made, (Reason.SHORT, 2), (Reason.SURPLUS, 4))
    browser = buyer(app, made)

    page = browser.page(f"/returns/new?shipment={made.number}&rows=1")

    assert [row[0].split()[0] for row in page.rows()] == ["06-5182"]
    assert page.has("1 counted difference is hidden: all of it is claimed already.")
    assert page.links()[number] == f"/returns/{number}"
    assert page.has("1 line is not offered: all of its pieces are claimed already.")
    offered = page.select("//select[@name='line-n1']/option/@value")
    assert offered == ["", str(made.line_ids[0]), str(made.line_ids[2])]


def test_a_difference_that_was_not_sent_is_not_claimed_and_more_rows_than_a_claim_has_are_refused(app: Flask) -> None:
    made = just_received(Counted(counts={"short": 2}), Counted("06-5181", counts={"over": 4}))
    browser = buyer(app, made)
    shown = browser.page(f"/returns/new?shipment={made.number}").fields(button="File claim")
    row = key(made, "short")
    sent = {name: shown[name] for name in ("csrf_token", "idempotency_key", "shipment")}
    one = {f"reason-{row}": "short", f"quantity-{row}": "2"}

    many = browser.open("/returns/new", method="POST", data=sent | {f"quantity-n{n}": "" for n in range(1, 202)})
    none = browser.open("/returns/new", method="POST", data=sent)
    assert (many.status_code, none.status_code, claims()) == (422, 422, 0)
    assert "at most 200" in many.get_data(as_text=True)
    browser.open("/returns/new", method="POST", data=sent | one)

    assert [(line.reason, line.quantity) for line in db.session.scalars(sa.select(ClaimLine))] == [(Reason.SHORT, 2)]


def test_a_row_claimed_meanwhile_comes_back_with_why_and_what_was_typed(app: Flask) -> None:
    made = just_received(Counted(counts={"short": 2}), Counted("06-5181", 4))
    browser, row = buyer(app, made), key(made, "short")
    browser.page(f"/returns/new?shipment={made.number}&rows=1")
    filed(made, (Reason.SHORT, 2), (Reason.SURPLUS, 4))

    typed = {
        f"note-{row}": "box was open",
        "line-n1": str(made.line_ids[1]),
        "reason-n1": "surplus",
        "quantity-n1": "3",
    }
    page = browser.send(typed, button="File claim", status=422)

    assert page.has("2 asked, but only 0 can still be claimed") and page.has("3 asked, but only 0 can still be claimed")
    kept = page.fields(button="File claim")
    assert {name: kept[name] for name in typed} == typed
    assert claims() == 1
