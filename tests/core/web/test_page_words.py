"""What templates may call: addresses at the reader's door, and the shells of lists and forms."""

import pytest
from flask import Flask, render_template_string
from markupsafe import Markup

from portal.app import create_app
from portal.core.config import Settings
from portal.core.tables import ListState, Page
from portal.core.web.page_words import to

LIST = """{% import "components/list.html" as lists %}{% call lists.list(
  page, "Things", [{"label": "Name", "key": "name"}], id="things", search="Name", foot=foot,
  none_fits=("None fits", "Look elsewhere.", "All", "?"), none_yet=("None yet", "Wait."), instead=instead) %}
{% for row in page.rows %}<tr><td>{{ row }}</td></tr>{% endfor %}{% endcall %}"""
FORM = """{% import "components/form.html" as form %}{% call form.form(
  "/send", seen=3, key=true, keep="thing:1", problems=["Too late.", ("name", "Too long.")]) %}
<p>inside</p>{% endcall %}"""


@pytest.fixture(scope="module")
def pages() -> Flask:
    return create_app(Settings(database_url="sqlite://", storage_url="memory://", testing=True))


def drawn(app: Flask, template: str, path: str = "/", **context: object) -> str:
    with app.test_request_context(path):
        return " ".join(render_template_string(template, **context).split())


def listed(app: Flask, rows: list[str], *, search: str = "", foot: str = "", instead: str = "") -> str:
    page = Page(rows, ListState(search=search, sort="name"), len(rows))
    return drawn(app, LIST, page=page, foot=Markup(foot), instead=instead)


@pytest.mark.parametrize(
    ("path", "address"), [("/orders", "/documents/P-1/pdf"), ("/hq/orders", "/hq/documents/P-1/pdf")]
)
def test_an_address_is_built_at_the_door_of_the_request(pages: Flask, path: str, address: str) -> None:
    in_a_macro = "{% macro link() %}{{ to('documents.pdf', public_id='P-1') }}{% endmacro %}{{ link() }}"

    assert drawn(pages, "{{ to('documents.pdf', public_id='P-1') }}", path) == address
    assert drawn(pages, in_a_macro, path) == address
    with pages.test_request_context(path):
        assert to("documents.pdf", public_id="P-1") == address


def test_a_list_names_its_box_sorts_by_its_heads_and_tells_how_much_it_shows(pages: Flask) -> None:
    shown = listed(pages, ["one", "<two>"], foot="<tr><td>2</td></tr>")

    assert '<div class="scroll" tabindex="0" role="region" aria-label="Things">' in shown
    assert 'aria-sort="ascending"> <a href="?sort=-name">Name' in shown
    assert "<tbody> <tr><td>one</td></tr><tr><td>&lt;two&gt;</td></tr> </tbody>" in shown
    assert "1–2 of 2" in shown.replace('<bdi dir="ltr">', "").replace("</bdi>", "")
    assert "None yet" not in shown


def test_a_list_says_which_way_it_is_empty(pages: Flask) -> None:
    never, narrowed, nearby = listed(pages, []), listed(pages, [], search="x"), listed(pages, [], instead="Or this?")

    assert "<h3>None yet</h3>" in never and "<p>Wait.</p>" in never
    assert "<h3>None fits</h3>" in narrowed and 'href="?">All</a>' in narrowed
    assert "Or this?" in nearby and "None" not in nearby
    assert not any("<table" in each or 'class="pager"' in each for each in (never, narrowed, nearby))


def test_a_form_sends_its_token_version_and_key_and_says_what_has_to_be_mended(pages: Flask) -> None:
    form = drawn(pages, FORM)

    assert form.startswith('<form method="post" action="/send" data-keep="thing:1">')
    assert all(form.count(f'name="{name}"') == 1 for name in ("csrf_token", "idempotency_key", "version"))
    assert 'name="version" value="3"' in form
    assert '<li>Too late.</li> <li><a href="#name">Too long.</a></li>' in form
    assert form.endswith("<p>inside</p> </form>")
