"""Views of lists at headquarters' door."""

from flask import Flask

from tests.factories import make_hq_user
from tests.saved_views.test_distributor_pages import views
from tests.web import Browser


def test_a_view_of_the_queue_is_kept(app: Flask) -> None:
    browser = Browser(app).sign_in(make_hq_user())
    browser.page("/hq/review?owner=mine")

    page = browser.send({"name": "Mine"}, action="/hq/views")

    assert page.path.startswith("/hq/review?") and [name for name, _query in views(page)] == ["Mine"]
