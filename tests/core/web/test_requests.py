"""Whatever is typed or asked reaches the portal as it looked; passwords as they were typed."""

from flask import Flask, request

from portal.core.config import ROOT
from portal.core.data.sent_forms import SentForm
from portal.core.web.typed import LONGEST_KEY, form_key
from tests.factories import PASSWORD, make_dealer_user
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
