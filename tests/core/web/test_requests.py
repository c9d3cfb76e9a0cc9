"""Whatever is typed or asked reaches the portal as it looked; passwords as they were typed."""

import io

import pytest
from flask import Flask, request

from portal.core.config import ROOT
from portal.core.data.sent_forms import SentForm
from portal.core.formats import file_size
from portal.core.web.requests import BESIDE_A_FILE, most_taken
from portal.core.web.typed import LONGEST_KEY, form_key
from portal.masterdata.rules_limits import LIMITS
from tests.factories import PASSWORD, make_dealer_user, make_hq_user
from tests.web import Browser

UNSEEN = "\ufeff\u200e\u202ePO\u00ad\u00a04711\u202c\u200b"


def test_fields_and_questions_lose_unseen_signs_in_every_value(app: Flask) -> None:
    sent = {"po_number": [UNSEEN, "plain"], "password": UNSEEN, "repeat": UNSEEN, "old_password": UNSEEN}
    with app.test_request_context("/x", method="POST", query_string={"q": UNSEEN}, data=sent):
        assert request.form.getlist("po_number") == ["PO 4711", "plain"]
        assert [request.form[name] for name in ("password", "repeat", "old_password")] == [UNSEEN] * 3
        assert request.args["q"] == "PO 4711" == request.values["q"]


def test_every_key_of_a_form_is_cut_in_one_place_to_what_a_row_holds(app: Flask) -> None:
    with app.test_request_context("/x", method="POST", data={"idempotency_key": "k" * 500}):
        assert form_key() == "k" * LONGEST_KEY
    assert len(f"submit:{'k' * LONGEST_KEY}") <= SentForm.key.type.length
    asked = [path.name for path in (ROOT / "portal").rglob("*.py") if '.get("idempotency_key"' in path.read_text()]
    assert asked == ["typed.py"]


def test_an_address_copied_with_an_unseen_sign_gets_in(app: Flask) -> None:
    user = make_dealer_user()

    answer = Browser(app).post("/login", {"email": f"\u200e{user.email}\u00a0", "password": PASSWORD})

    assert answer.status_code == 303


@pytest.mark.parametrize(
    ("path", "mebibytes"),
    [
        ("/hq/data/list_prices/file", 40),
        ("/hq/data/parts/file", 40),
        ("/orders/new", 24),
        ("/hq/data/parts/photos", 24),
    ],
)
def test_a_page_takes_what_it_tells_it_takes(app: Flask, path: str, mebibytes: int) -> None:
    with app.test_request_context(path, method="POST"):
        told, taken = most_taken(), request.max_content_length
        assert told == mebibytes * 2**20 <= taken <= told + BESIDE_A_FILE


def test_a_file_of_the_size_its_page_tells_arrives_and_one_beyond_is_refused_with_the_same_figure(app: Flask) -> None:
    browser = Browser(app).sign_in(make_hq_user(role="hq_steward"))
    page = browser.page("/hq/data/list_prices/file")
    assert page.has("40 MiB") and page.select("//body/@data-most") == [str(LIMITS.file_mib * 2**20)]

    whole = browser.post(page.path, {"sheet": (io.BytesIO(b"x" * LIMITS.file_mib * 2**20), "prices.csv")})
    beyond = browser.post(page.path, {"sheet": (io.BytesIO(b"x" * (LIMITS.file_mib * 2**20 + 9)), "prices.csv")})
    much = browser.post(page.path, {"sheet": (io.BytesIO(b"x" * 43 * 2**20), "prices.csv")})

    assert whole.status_code == 303
    assert beyond.status_code == 422 and "larger than 40 MiB" in beyond.get_data(as_text=True)
    assert much.status_code == 413 and file_size(LIMITS.file_mib * 2**20, "en") in much.get_data(as_text=True)
