"""An address says only what was asked for: what a form without script leaves empty is left out of it."""

import pytest
from flask import Flask

from tests.factories import make_dealer_user
from tests.web import Browser


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("/orders?q=&state=draft&type=&days=", "/orders?state=draft"),
        ("/orders?q=&state=", "/orders"),
        ("/orders?q=a%26b&&state=", "/orders?q=a%26b"),
        ("/catalogue?q=%D9%82&state=", "/catalogue?q=%D9%82"),
        ("/hq/login?next=", "/hq/login"),
    ],
)
def test_what_is_empty_is_left_out(app: Flask, asked: str, said: str) -> None:
    answer = Browser(app).sign_in(make_dealer_user()).open(asked)

    assert (answer.status_code, answer.headers["Location"]) == (302, said)


@pytest.mark.parametrize("asked", ["/orders", "/orders?q=a", "/orders?__sql", "/orders?q=a%3D", "/orders?&q=a"])
def test_an_address_that_says_something_stays(app: Flask, asked: str) -> None:
    assert Browser(app).sign_in(make_dealer_user()).open(asked).status_code == 200


def test_what_script_asks_for_and_what_is_sent_stay_as_they_are(app: Flask) -> None:
    browser = Browser(app).sign_in(make_dealer_user())

    assert browser.open("/orders?q=&state=draft", headers={"HX-Request": "true"}).status_code == 200
    assert browser.post("/inbox/read-all?next=").headers["Location"] == "/inbox"


@pytest.mark.parametrize("asked", ["//elsewhere.example/?q=", "/%2F/elsewhere.example?q=", "/nowhere?q="])
def test_nobody_is_sent_elsewhere(app: Flask, asked: str) -> None:
    answer = Browser(app).open(asked)

    assert not answer.headers.get("Location", "").startswith("//")
    assert "elsewhere" not in answer.headers.get("Location", "").partition("?")[0].removeprefix("http://localhost/")
