"""Whatever is typed or asked reaches the portal as it looked; passwords as they were typed."""

from flask import Flask, request

from tests.factories import PASSWORD, make_dealer_user
from tests.web import Browser

UNSEEN = "\ufeff\u200e\u202ePO\u00ad\u00a04711\u202c\u200b"


def test_fields_and_questions_lose_unseen_signs_in_every_value(app: Flask) -> None:
    sent = {"po_number": [UNSEEN, "plain"], "password": UNSEEN, "repeat": UNSEEN, "old_password": UNSEEN}
    with app.test_request_context("/x", method="POST", query_string={"q": UNSEEN}, data=sent):
        assert request.form.getlist("po_number") == ["PO 4711", "plain"]
        assert [request.form[name] for name in ("password", "repeat", "old_password")] == [UNSEEN] * 3
        assert request.args["q"] == "PO 4711" == request.values["q"]


def test_an_address_copied_with_an_unseen_sign_gets_in(app: Flask) -> None:
    user = make_dealer_user()

    answer = Browser(app).post("/login", {"email": f"\u200e{user.email}\u00a0", "password": PASSWORD})

    assert answer.status_code == 303
