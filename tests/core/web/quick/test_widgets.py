"""Fields are written sign for sign as WTForms writes them."""

from typing import Any

import pytest
from markupsafe import Markup
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, Form, IntegerField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length
from wtforms.widgets.core import html_params

from portal.core.web.forms import options
from portal.core.web.quick.widgets import attributes, quickened

MODES = [("air", "Air & sea"), ("a'b", Markup("<b>bold</b>")), (True, "yes"), ("", "–")]


class Sample(Form):
    """A field of each kind."""

    name = StringField("Name", [InputRequired(), Length(max=60)], render_kw={"placeholder": 'say "so"'})
    note = TextAreaField("Note", render_kw={"rows": 2})
    pieces = IntegerField("Pieces")
    agreed = BooleanField("Agreed")
    mode = SelectField("Mode", choices=options(MODES))
    several = SelectMultipleField("Several", choices=options([("1", "one"), ("2", "two")]))
    grouped = SelectField("Grouped", choices=[SelectChoice("x", "X", optgroup="A & B")])


SENT = MultiDict(
    {"name": '<b a="1">', "note": "</textarea>&", "pieces": "x", "agreed": "y", "mode": "a'b", "several": "2"}
)


@pytest.mark.parametrize("sent", [None, SENT])
def test_each_field_is_written_as_wtforms_writes_it(sent: MultiDict[str, str] | None) -> None:
    plain, quick = Sample(sent), Sample(sent)
    for field in quick:
        quickened(field)
    given: dict[str, Any] = {"class_": "form-control", "aria_describedby": "a-b", "data-keep": True, "hidden": False}

    written = [(field(**given), field()) for field in quick]

    assert written == [(field(**given), field()) for field in plain]


@pytest.mark.parametrize("value", ["plain", 'a "b"', Markup('<i title="x">'), 3, True, False, "", None])
def test_an_attribute_is_quoted_as_wtforms_quotes_it(value: object) -> None:
    assert attributes(for_="x", data_some_thing=value, b=1) == html_params(for_="x", data_some_thing=value, b=1)
