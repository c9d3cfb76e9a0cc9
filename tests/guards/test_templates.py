"""Templates: lines one can read, addresses never written by hand, macros and partials where one looks for them."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from portal.app import create_app
from portal.core.config import ROOT, Settings
from portal.core.web.page_words import HQ_VIEWS

FOLDER = ROOT / "templates"
LONGEST_LINE = 160
FILES = sorted(path for path in FOLDER.rglob("*") if path.suffix in (".html", ".jinja"))
PAGES = [path for path in FILES if path.suffix == ".html"]
PARTIALS = [path for path in PAGES if path.name.startswith("_")]

ADDRESS = re.compile(r"""["']/(?:[a-z]|["'])""")
"""A text that begins as an address of the portal does: in an attribute, or handed to a macro."""
BUILT = re.compile(r"""\b(url_for|to)\(\s*["']([\w.]+)["']\s*[,)]""")
NAMED = re.compile(r"""(?:include|import|from|extends)\s+["']([\w/]+\.html)["']""")
BARE_NOTICE = re.compile(r"""call ui\.notice\([^%]*%\}\s*+(?!<\w+ class="text)(.{0,40})""")
"""A notice whose words have no element of their own, and would begin below its mark where they fill a line."""
ROOT_ID = re.compile(r"""\bid="([^"]*)\"""")
PRINTED = {"_money.html", "_parts.html"}
"""Macros of papers, which are nothing without the paper they print."""
WITHOUT_OWN_ID = {
    "documents/kinds/_count_sheet.html": "a paper, printed by a job",
    "orders/entry/adding/_add_again.html": "the form of one part, which has the id of its row",
    "components/_error_partial.html": "a message that takes the place of whatever was asked for",
    "components/_messages_oob.html": "the messages of the page, `components/_flashed.html`, out of band",
    "orders/entry/_kept.html": "what fills `#orders-kept`, and fields out of band",
    "orders/entry/_offered_parts.html": "lines of `#orders-offered`",
    "orders/entry/_rows_again.html": "`#orders-preview`, and fields and sums out of band",
    "returns/_another.html": "a row of a claim being written, and the button that adds the next one",
    "review/_refresh.html": "the queue, `review/_queue.html`, and what stands around it out of band",
}
"""Partials a view answers that are no element of their own, and what they are."""


def shown(path: Path) -> str:
    return str(path.relative_to(FOLDER))


def long_lines(text: str) -> list[int]:
    return [number for number, line in enumerate(text.splitlines(), 1) if len(line) > LONGEST_LINE]


def by_hand(text: str) -> list[str]:
    return ADDRESS.findall(text)


def unknown_views(text: str, views: set[str]) -> Iterator[str]:
    """Yield the views a template asks the address of and nobody has; `to` needs one at each door."""
    for function, view in BUILT.findall(text):
        names = (view, HQ_VIEWS + view) if function == "to" else (view,)
        yield from (name for name in names if name not in views)


def own_id(path: str) -> str:
    """Return the id of a partial's element: room and own name (`orders/views/_lines.html` is `orders-lines`)."""
    room, *_parts, name = path.removesuffix(".html").split("/")
    return f"{room}-{name.lstrip('_').replace('_', '-')}"


def wrong_id(path: str, text: str) -> str:
    """Return the id a partial begins with where it is not its own, "" where all is well."""
    found = ROOT_ID.search(text)
    begins = found.group(1) if found else ""
    return "" if begins == own_id(path) else begins or "none"


@pytest.fixture(scope="module")
def views() -> set[str]:
    app: Flask = create_app(Settings(database_url="sqlite://", storage_url="memory://", testing=True))
    return set(app.view_functions)


@pytest.mark.parametrize("path", FILES, ids=shown)
def test_every_line_can_be_read_without_scrolling(path: Path) -> None:
    assert long_lines(path.read_text()) == []


@pytest.mark.parametrize("path", PAGES, ids=shown)
def test_no_address_is_written_by_hand(path: Path) -> None:
    assert by_hand(path.read_text()) == []


@pytest.mark.parametrize("path", PAGES, ids=shown)
def test_every_address_is_that_of_a_view_and_every_template_named_is_there(path: Path, views: set[str]) -> None:
    text = path.read_text()

    assert list(unknown_views(text, views)) == []
    assert [name for name in NAMED.findall(text) if not (FOLDER / name).is_file()] == []


@pytest.mark.parametrize("path", PAGES, ids=shown)
def test_the_words_of_a_notice_stand_beside_its_mark(path: Path) -> None:
    assert BARE_NOTICE.findall(path.read_text()) == []


@pytest.mark.parametrize("path", PAGES, ids=shown)
def test_macros_stand_among_the_components(path: Path) -> None:
    has_macros = "{% macro" in path.read_text()

    assert not has_macros or path.parent.name == "components" or path.name in PRINTED


@pytest.mark.parametrize("path", PARTIALS, ids=shown)
def test_a_partial_says_first_what_it_needs(path: Path) -> None:
    first = path.read_text().splitlines()[0]

    assert path.name in PRINTED or (first.startswith("{#") and "needs:" in first.lower())


def test_a_partial_a_view_answers_is_one_element_with_the_id_of_its_path() -> None:
    source = "".join(path.read_text() for path in sorted((ROOT / "portal").rglob("*.py")))
    answered = {name for name in map(shown, PARTIALS) if f'"{name}"' in source}

    wrong = {name: wrong_id(name, (FOLDER / name).read_text()) for name in answered - WITHOUT_OWN_ID.keys()}

    assert {name: told for name, told in wrong.items() if told} == {}
    assert answered.issuperset(WITHOUT_OWN_ID)


def test_each_flaw_is_found_in_a_planted_template() -> None:
    assert long_lines("fine\n" + "x" * (LONGEST_LINE + 1)) == [2]
    assert by_hand("""<a href="/returns/new?shipment=1">""") == ['"/r']
    assert by_hand("""<a href="{{ '/hq/' if door == 'hq' else '/' }}">""") == ["'/h", "'/'"]
    assert by_hand("""{{ ui.empty(_("None"), action_href="/orders") }}""") == ['"/o']
    assert by_hand("""<input type="file" accept="image/png"></a> {{ number(1) }} / {{ number(2) }}""") == []
    assert list(unknown_views("""{{ url_for("gone.show", number=1) }}""", {"orders.show"})) == ["gone.show"]
    assert list(unknown_views("""{{ to('orders.show', number=1) }}""", {"orders.show"})) == ["hq_orders.show"]
    assert BARE_NOTICE.findall("""{% call ui.notice("warn") %}\n{{ words }}""") == ["{{ words }}"]
    assert BARE_NOTICE.findall("""{% call ui.notice("bad") %}<span class="text">{{ words }}</span>""") == []
    assert wrong_id("orders/views/_lines.html", """<section id="orders-lines"><p id="other">""") == ""
    assert wrong_id("orders/views/_lines.html", """<section id="lines">""") == "lines"
    assert wrong_id("orders/views/_lines.html", "<section>") == "none"
