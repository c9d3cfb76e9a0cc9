"""Pages for machines look nobody up: a signed-in browser too is told without a database that the process lives."""

from typing import Any

import pytest
from flask import Flask

from tests.factories import make_dealer_user, make_hq_user
from tests.queries import counted
from tests.web import Browser


@pytest.mark.parametrize("make", [make_dealer_user, make_hq_user])
def test_a_browser_with_a_session_is_told_that_the_process_lives_without_a_statement(app: Flask, make: Any) -> None:
    browser = Browser(app).sign_in(make())

    with counted() as seen:
        answer = browser.open("/healthz")

    assert (answer.status_code, answer.json, seen.statements) == (200, {"status": "ok"}, [])
