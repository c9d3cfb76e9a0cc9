"""What templates may call: addresses at the reader's door, and the shells of lists and forms."""

import pytest
from flask import Flask, render_template_string
from lxml import html
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


SELECTS = [
    ("type", "All types", [("vor", "VOR"), ("stock", "Stock")]),
    ("depot", "All depots", [(1, "Chongqing"), (2, "Bremen")]),
    ("action", "All but signing in", [("all", "All actions"), ("taken", "Taken")]),
]
FILTERS = """{% import "components/list.html" as lists %}{{ lists.filters(state, "Name", selects) }}"""


def chips_of(shown: str) -> dict[str, str]:
    """Return what filters are set to, each with where its link leads, without what every link of the view keeps."""
    tree = html.fromstring(shown)
    return {chip.text_content(): chip.get("href").removeprefix("?") for chip in tree.xpath("//a[@class='chip']")}


def test_more_than_two_filters_fold_and_each_that_is_set_is_a_link_that_leaves_it_out(pages: Flask) -> None:
    state = ListState("brake", "name", size=25, filters={"type": "vor", "depot": "2", "action": ""}, hidden="value")

    shown = drawn(pages, FILTERS, state=state, selects=SELECTS)

    tree, kept = html.fromstring(shown), "q=brake&sort=name&size=25&hide=value"
    assert [each.get("name") for each in tree.xpath("//details//select")] == ["type", "depot", "action"]
    assert not tree.xpath("//details[@open] | //*[@data-autosubmit]") and tree.xpath("//details//button")
    assert chips_of(shown) == {
        "VOR": f"{kept}&depot=2",
        "Bremen": f"{kept}&type=vor",
        "All but signing in": f"{kept}&type=vor&depot=2&action=all",
    }
    assert tree.xpath("//a[contains(., 'Clear')]/@href") == ["?sort=name&size=25&hide=value"]
    sent = {each.get("name"): each.get("value") for each in tree.xpath("//input[@type='hidden']")}
    assert sent == {"sort": "name", "size": "25", "hide": "value"}


def test_one_or_two_filters_stand_open_and_say_themselves_what_they_are_set_to(pages: Flask) -> None:
    state = ListState(filters={"type": "vor", "depot": ""})

    shown = drawn(pages, FILTERS, state=state, selects=SELECTS[:2])

    tree = html.fromstring(shown)
    assert not tree.xpath("//details | //a[@class='chip']")
    assert tree.xpath("count(//select[@data-autosubmit])") == 2
    assert tree.xpath("//option[@selected]/text()") == ["VOR"]
    assert tree.xpath("//a[contains(., 'Clear')]/@href") == ["?"]


def test_a_filter_set_to_what_is_not_offered_any_more_is_told_as_it_is(pages: Flask) -> None:
    state = ListState(filters={"type": "gone", "depot": "", "action": "all"})

    assert chips_of(drawn(pages, FILTERS, state=state, selects=SELECTS)) == {"gone": "action=all"}


def test_a_list_says_which_way_it_is_empty(pages: Flask) -> None:
    never, narrowed, nearby = listed(pages, []), listed(pages, [], search="x"), listed(pages, [], instead="Or this?")

    assert "<h2>None yet</h2>" in never and "<p>Wait.</p>" in never
    assert "<h2>None fits</h2>" in narrowed and 'href="?">All</a>' in narrowed
    assert "Or this?" in nearby and "None" not in nearby
    assert not any("<table" in each or 'class="pager"' in each for each in (never, narrowed, nearby))


def test_a_form_sends_its_token_version_and_key_and_says_what_has_to_be_mended(pages: Flask) -> None:
    form = drawn(pages, FORM)

    assert form.startswith('<form method="post" action="/send" data-keep="thing:1">')
    assert all(form.count(f'name="{name}"') == 1 for name in ("csrf_token", "idempotency_key", "version"))
    assert 'name="version" value="3"' in form
    assert '<li>Too late.</li> <li><a href="#name">Too long.</a></li>' in form
    assert form.endswith("<p>inside</p> </form>")
