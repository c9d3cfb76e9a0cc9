"""Master data by pages and by files: checked first, applied whole or not at all, taken back, each change remembered."""

import io

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.catalogue.models import Part, PartText
from portal.core.data.sessions import db
from portal.core.jobs.queue import run_due
from portal.masterdata.models import ChangedRow, ChangeSet
from portal.masterdata.states import ChangeSetState
from tests.factories import make_hq_user
from tests.masterdata.factories import apply, send, sign_in, steward
from tests.web import Page

HEADINGS = ("Part number", "Name", "Minimum order quantity", "Weight (g)", "HS code")
PAD, FILTER = ("48815-0E010", "Brake pad", 2, 950, "870830"), ("0023410011", "Oil filter", 1, 310, "842123")
POWER = "The spreadsheet has turned this number into a power of ten."
pytestmark = pytest.mark.both_engines


def facts(page: Page) -> dict[str, str]:
    """What a change set says of itself."""
    pairs = page.select("//dl[@class='facts']/div")
    return {each.findtext("dt"): "".join(each.find("dd").itertext()) for each in pairs}


def parts() -> dict[str, tuple[str, int, int]]:
    db.session.remove()
    return {one.number: (one.name, one.minimum, one.weight_g) for one in db.session.scalars(sa.select(Part))}


def test_a_file_is_checked_applied_and_taken_back(app: Flask) -> None:
    browser = steward(app)

    page = send(browser, "parts", HEADINGS, PAD, FILTER)
    assert (facts(page)["Rows"], facts(page)["New"], facts(page)["Wrong"], parts()) == ("2", "2", "0", {})

    page = apply(browser, page)
    assert page.has("Applied")
    assert parts() == {"48815-0E010": ("Brake pad", 2, 950), "0023410011": ("Oil filter", 1, 310)}

    browser.page(page.path)
    back = browser.send(button="Take it back")
    run_due()
    assert browser.page(back.path).has("Taken back")
    assert parts() == {}


def test_the_same_file_again_changes_nothing_and_one_cell_changes_one_row(app: Flask) -> None:
    browser = steward(app)
    apply(browser, send(browser, "parts", HEADINGS, PAD, FILTER))

    again = send(browser, "parts", HEADINGS, PAD, FILTER)
    other = send(browser, "parts", ("Part number", "Weight (g)"), ("48815-0E010", 960), ("0023410011", 310))

    assert (facts(again)["As they are"], facts(again)["Changed"], "Apply" in again.buttons()) == ("2", "0", False)
    assert (facts(other)["As they are"], facts(other)["Changed"]) == ("1", "1")
    assert other.rows(-1) == [["2", "48815-0E010", "Changed", "Weight (g): 950 960"]]
    apply(browser, other)
    assert parts()["48815-0E010"] == ("Brake pad", 2, 960)


def test_what_is_wrong_is_told_by_row_and_column_and_nothing_is_applied(app: Flask) -> None:
    browser = steward(app)

    page = send(
        browser, "parts", HEADINGS, PAD, ("48815-0E010", "Again", 1, 1, ""), ("1.9E+18", "Lost", 1, 1, ""),
        ("0023410012", "Filter", "1,234", -1, ""), ("0023410013", "", 1, 1, ""), ("4881-50E010", "Other", 1, 1, ""),
    )  # fmt: skip

    assert page.rows(0) == [
        ["3", "Part number", "48815-0E010", "The same stands in row 2 already."],
        ["4", "Part number", "1.9E+18", f"{POWER} Format the column as text."],
        ["5", "Minimum order quantity", "1,234", "Write 1234, without a sign that groups."],
        ["5", "Weight (g)", "-1", "From 0 to 100000000."],
        ["6", "Name", "–", "This may not be empty."],
        ["7", "Part number", "4881-50E010", "This part is here already, written as 48815-0E010."],
    ]  # fmt: skip
    assert "Apply" not in page.buttons()
    assert parts() == {}


def test_what_papers_cannot_print_is_told_beside_its_field_and_by_row_and_column(app: Flask) -> None:
    browser = steward(app)
    browser.page("/hq/data/parts/row")

    typed = browser.send({"number": "A-9001", "name": "Radiator 😀 𠮷"}, button="Save", status=422)
    sent = send(browser, "parts", HEADINGS, ("A-9001", "Radiator 😀 𠮷", 1, 1, ""))

    words = "😀 (U+1F600, GRINNING FACE) cannot be printed on papers. Write it in other letters, such as Latin ones."
    assert typed.has(words) and typed.fields()["name"] == "Radiator 😀 𠮷"
    assert sent.rows(0) == [["2", "Name", "Radiator 😀 𠮷", words]]
    assert parts() == {}


def test_units_and_hs_codes_are_those_customs_know(app: Flask) -> None:
    browser = steward(app)
    heading = ("Part number", "Name", "Unit of measure", "HS code")

    wrong = send(
        browser, "parts", heading, ("A1", "Pad", "XXX", "abc"), ("A2", "Pad", "EA", "abc"),
        ("A3", "Pad", "EA", "77.0830"), ("A4", "Pad", "H87", "8708.3"), ("A5", "Pad", "SET", "8708.30.10.90.123"),
    )  # fmt: skip
    browser.page("/hq/data/parts/row")
    typed = browser.send({"number": "A1", "name": "Pad", "hs_code": "98.7654"}, button="Save", status=422)
    apply(browser, send(browser, "parts", heading, ("A6", "Pad", "pr", "8708.30.10"), ("A7", "Oil", "LTR", "271019")))

    hs, units = "An HS code has 6 to 12 digits, with or without dots,", "One of: piece (EA), piece (H87), unit (C62),"
    told = [(row, column, words) for row, column, _written, words in wrong.rows(0)]
    assert [(row, column) for row, column, _words in told] == [
        ("2", "Unit of measure"), ("3", "HS code"), ("4", "HS code"), ("5", "HS code"), ("6", "HS code"),
    ]  # fmt: skip
    assert told[0][2].startswith(units) and told[1][2].startswith(hs) and typed.has(hs)
    found = db.session.execute(sa.select(Part.number, Part.unit, Part.hs_code).order_by(Part.number)).all()
    assert found == [("A6", "PR", "87083010"), ("A7", "LTR", "271019")]


def test_other_headings_show_their_columns_and_what_they_tell(app: Flask) -> None:
    browser = steward(app)
    rows = (("Our goods", "of spring"), ("Teilenummer", "Wort"), ("48815-0E010", "Bush"))
    page = send(browser, "part_names", *rows)
    assert page.has("Choose the columns")

    browser.page(page.path)
    wished = {"heading": "0", "column-part": "", "column-language": ""}
    shown = browser.send(wished, button="Show the columns of these headings")
    assert shown.has("A · Our goods") and shown.fields(button="Check the file")["heading"] == "0"
    other = browser.send({"heading": "1"}, button="Check the file")
    assert other.has("A · Teilenummer · 48815-0E010") and other.fields(button="Check the file")["column-part"] == "0"


def test_columns_nobody_could_tell_are_asked_for_once_a_layout(app: Flask) -> None:
    browser = steward(app)
    odd = ("Ref", "What it is", "kg")

    page = send(browser, "parts", odd, ("48815-0E010", "Brake pad", 1))
    assert page.has("Choose the columns")
    assert page.rows(0)[1][1:] == ["48815-0E010", "Brake pad", "1"]
    chosen = browser.send({"column-number": "0", "column-name": "1"}, button="Check the file")
    run_due()
    apply(browser, browser.page(chosen.path))
    again = send(browser, "parts", odd, ("48815-0E010", "Brake pads", 1))

    assert parts() == {"48815-0E010": ("Brake pad", 1, 0)}
    assert facts(again)["Changed"] == "1"


def test_a_row_changed_since_stops_the_whole(app: Flask) -> None:
    browser = steward(app)
    apply(browser, send(browser, "parts", HEADINGS, PAD, FILTER))
    page = send(browser, "parts", ("Part number", "Weight (g)"), ("48815-0E010", 1), ("0023410011", 2))
    browser.page("/hq/data/parts/row?key=0023410011")
    browser.send({"weight_g": "311"}, button="Save")

    after = apply(browser, page)

    assert after.has("“0023410011” has been changed since this was checked.")
    assert (parts()["48815-0E010"][2], parts()["0023410011"][2]) == (950, 311)


def test_a_row_is_added_changed_and_its_history_told(app: Flask) -> None:
    browser = steward(app)
    browser.page("/hq/data/parts/row")
    browser.send({"number": "48815-0E010", "name": "Brake pad"}, button="Save")
    browser.page("/hq/data/parts/row?key=48815-0E010")
    wrong = browser.send({"name": "", "minimum": "x"}, button="Save", status=422)
    browser.page("/hq/data/parts/row?key=48815-0E010")
    page = browser.send({"name": "Brake pads"}, button="Save")

    assert wrong.has("This may not be empty.") and wrong.has("This is not a number.")
    assert parts()["48815-0E010"][0] == "Brake pads"
    assert page.has("Name: Brake pad Brake pads")
    rows = db.session.execute(sa.select(ChangedRow.key, ChangeSet.state).join(ChangeSet)).all()
    assert rows == [("48815-0E010", ChangeSetState.APPLIED)] * 2


def test_a_part_is_found_by_the_words_of_its_names(app: Flask) -> None:
    browser = steward(app)
    apply(browser, send(browser, "parts", HEADINGS, PAD))
    heading = ("رقم القطعة", "اللغة", "الاسم")
    page = send(browser, "part_names", heading, ("48815-0E010", "ar", "تيل فرامل"), ("48815-0E010", "de", "Bremsbelag"))
    apply(browser, page)
    wrong = send(browser, "part_names", ("part", "language", "name"), ("1", "de", "x"), ("48815-0E010", "xx", "y"))

    names = dict(db.session.execute(sa.select(PartText.locale, PartText.name)).all())
    assert names == {"ar": "تيل فرامل", "de": "Bremsbelag"}
    assert "bremsbelag" in db.session.scalars(sa.select(Part.words)).one()
    assert [row[1:3] for row in wrong.rows(0)] == [["Part number", "1"], ["Language", "xx"]]


def test_an_export_comes_in_again_without_a_change(app: Flask) -> None:
    browser = steward(app, "ar")
    apply_in = steward(app)
    apply(apply_in, send(apply_in, "parts", HEADINGS, PAD, FILTER))
    exported = browser.open("/hq/data/parts?export=xlsx").get_data()

    apply_in.page("/hq/data/parts/file")
    sent = apply_in.send({"sheet": (io.BytesIO(exported), "قطع.xlsx")}, button="Check the file")
    run_due()

    page = apply_in.page(sent.path)
    assert (facts(page)["As they are"], facts(page)["Wrong"], facts(page)["Changed"]) == ("2", "0", "0")


def test_who_may_not_edit_sees_and_changes_nothing(app: Flask) -> None:
    clerk, planner = (sign_in(app, make_hq_user(role=role)) for role in ("hq_clerk", "hq_planner"))

    page = clerk.page("/hq/data/parts")

    assert page.buttons() and "Add" not in page.links()
    assert clerk.open("/hq/data/parts/file").status_code == 403
    assert clerk.post("/hq/data/parts/row", {"number": "1", "name": "x"}).status_code == 403
    assert clerk.open("/hq/data/nonsense").status_code == 404
    assert planner.open("/hq/data/parts/file").status_code == 404
    assert planner.post("/hq/data/parts/row", {"number": "1", "name": "x"}).status_code == 404
    assert planner.open("/hq/data/stock_counts/file").status_code == 200


def test_who_may_add_no_rows_is_not_told_to(app: Flask) -> None:
    admin = sign_in(app, make_hq_user(role="hq_admin"))

    page = admin.page("/hq/data/parts")

    assert page.has("Rows are added by people with another role.") and not page.has("Add a row, or send a file")
    assert steward(app).page("/hq/data/parts").has("Add a row, or send a file")
