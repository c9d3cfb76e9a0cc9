"""The shortcuts of the templates give what Jinja gives: the same escaping, the same calls."""

from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from flask_babel import lazy_gettext as _l
from jinja2 import DictLoader, Undefined, pass_context
from markupsafe import Markup, escape

from portal.core.web.quick.templating import PageEnvironment, shown


class Drawn:
    """A thing that draws itself."""

    def __html__(self) -> str:
        return "<i>drawn</i>"


@pytest.fixture
def environment() -> PageEnvironment:
    """An environment of its own with three templates."""
    made = PageEnvironment(Flask("templating"), autoescape=lambda name: bool(name) and name.endswith(".html"))
    made.loader = DictLoader(
        {
            "page.html": '{% import "macros.html" as m %}{{ text }}|{{ m.bold(text) }}|{{ twice(text) }}|{{ named() }}',
            "macros.html": "{% macro bold(x) %}<b>{{ x }}</b>{% endmacro %}",
            "rows.html": "{% for x in rows %}{{ twice(x) }}{{ x.upper() }}{% endfor %}",
            "mail.txt": "{{ text }}",
        }
    )
    made.globals["named"] = pass_context(lambda context: context.name)
    return made


@pytest.mark.parametrize(
    "value",
    ["plain", "<b>&'\"", "", Markup("<b>bold</b>"), 7, Decimal("1.50"), None, Undefined(), Drawn(), "21029627", "日本"],
)
def test_a_value_is_shown_as_it_would_be_escaped(value: Any) -> None:
    assert str(shown(value)) == str(escape(value))


def test_a_lazy_word_is_escaped_when_it_is_shown(app: Flask) -> None:
    with app.test_request_context():
        assert str(shown(_l("<script>"))) == str(escape(_l("<script>")))


def test_pages_escape_what_they_are_given_and_calls_reach_what_they_name(environment: PageEnvironment) -> None:
    page = environment.get_template("page.html").render(text="<x>", twice=lambda text: text * 2)

    assert page == "&lt;x&gt;|<b>&lt;x&gt;</b>|&lt;x&gt;&lt;x&gt;|page.html"


def test_functions_and_methods_are_called_in_loops_as_well(environment: PageEnvironment) -> None:
    rows = environment.get_template("rows.html").render(rows=["a", "&"], twice=lambda text: text * 2)

    assert rows == "aaA&amp;&amp;&amp;"


def test_texts_are_not_escaped(environment: PageEnvironment) -> None:
    assert environment.get_template("mail.txt").render(text="R&D <x>") == "R&D <x>"
