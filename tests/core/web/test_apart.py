"""Numbers among words are set apart: by the text itself, and by every template wherever a value stands among words."""

import pytest
from flask import Flask, render_template_string
from flask_babel import lazy_gettext
from markupsafe import Markup

from portal.app import create_app
from portal.core.config import Settings
from portal.core.web.apart import isolated

NUMBER = "SO-2026-000042"
APART = f'<bdi dir="ltr" class="nowrap">{NUMBER}</bdi>'


@pytest.fixture(scope="module")
def pages() -> Flask:
    return create_app(Settings(database_url="sqlite://", storage_url="memory://", testing=True))


def drawn(app: Flask, template: str, **context: object) -> str:
    with app.test_request_context("/"):
        return render_template_string(template, **context)


@pytest.mark.parametrize(
    "number",
    [
        *(NUMBER, "SH-GZ-2026-000007", "48815-0E010", "NM-7755", "2026-11-29", f"{NUMBER}.pdf", "UN3480/3481"),
        *("1,234.50\u00a0USD", "USD\u00a01.234,50", "-5\u00a0EUR", "1\u202f234,50\u00a0EUR"),
        *("12.5\u00a0kg", "120\u00a0cm", "0.042\u00a0m³", "6,000\u00a0cm³", "95\u00a0Wh"),
        *("2022–2024", "2022–", "LX7AB–LX7CD", "LX7AB–"),
    ],
)
def test_a_number_or_an_amount_is_one_run_of_its_own(number: str) -> None:
    assert isolated(f"Of {number} (and {number}), {number}.") == (
        "Of {0} (and {0}), {0}.".format(f'<bdi dir="ltr" class="nowrap">{number}</bdi>')
    )


@pytest.mark.parametrize(
    "text",
    [
        "take-off",
        "and/or",
        "5 pieces",
        "A–Z",
        "–",
        "a – b",
        "5\u00a0pieces",
        "12–word",
        "N/A",
        "1,200",
        "USD",
        "anna-1@b-2.example",
        "https://a.example/A-1",
        "",
    ],
)
def test_what_is_no_number_stays_as_it_is(text: str) -> None:
    assert isolated(text) == text
    assert type(isolated(text)) is str or "<bdi" not in isolated(text)


def test_what_is_set_apart_already_stays_and_tags_are_not_touched() -> None:
    known = Markup(f'<a href="/{NUMBER}">{APART}</a>')

    assert isolated(known) == known
    assert isolated(Markup(f'<b id="{NUMBER}">{NUMBER}</b>')) == f'<b id="{NUMBER}">{APART}</b>'
    assert isolated(f"<b>{NUMBER}") == f"&lt;b&gt;{APART}"
    assert isolated(None) is None


@pytest.mark.parametrize(
    ("template", "shown"),
    [
        ("<p>{{ n }}</p>", f"<p>{APART}</p>"),
        ("<p>{{ _('Order %(number)s', number=n) }}</p>", f"<p>Order {APART}</p>"),
        ("{% set x = _('Order %(number)s', number=n) %}<p>{{ x }}</p>", f"<p>Order {APART}</p>"),
        ("<p>{{ words if n else 0 }}</p>", f"<p>Order {APART}</p>"),
        ("<p>{{ (n ~ ', ') * 2 }}</p>", f"<p>{APART}, {APART}, </p>"),
        ("{% macro m(x) %}<b>{{ x|upper }}</b>{% endmacro %}{{ m(n) }}", f"<b>{APART}</b>"),
        ("{% set x %}{{ n }}{% endset %}<i>{{ x }}</i>", f"<i>{APART}</i>"),
        ("<a title=\"{{ n }}\" data-x='>{{ n }}'>{{ n }}</a>", f"<a title=\"{NUMBER}\" data-x='>{NUMBER}'>{APART}</a>"),
        ("<title>{{ n }}</title>{{ n }}", f"<title>{NUMBER}</title>{APART}"),
        ("<option{{ n }}>{{ n }}</option>{{ n }}", f"<option{NUMBER}>{NUMBER}</option>{APART}"),
        ("{% block title %}{{ n }}{% endblock %}{% block main %}{{ n }}{% endblock %}", f"{NUMBER}{APART}"),
        ('{% macro m(x) %} id="{{ x }}"{% endmacro %}<b{{ m(n) }}>{{ n }}</b>', f'<b id="{NUMBER}">{APART}</b>'),
    ],
)
def test_a_template_sets_apart_what_stands_among_words(pages: Flask, template: str, shown: str) -> None:
    words = lazy_gettext("Order %(number)s", number=NUMBER)

    assert drawn(pages, template, n=NUMBER, words=words) == shown


def test_a_text_without_markup_is_written_as_it_is(pages: Flask) -> None:
    with pages.test_request_context("/"):
        text = pages.jinja_env.get_template("emails/mail.txt.jinja").render(
            paragraphs=[f"Order {NUMBER}"], details=[("Order", NUMBER)], brand="Parts"
        )

    assert text.startswith(f"Order {NUMBER}\n\nOrder: {NUMBER}")
