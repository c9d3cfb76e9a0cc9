"""Forms speak the reader's language: also what the library itself says about a field."""

import io
import re
import warnings

import pytest
from flask import Flask
from flask_babel import force_locale
from werkzeug.datastructures import MultiDict
from wtforms import DateField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from portal.accounts.door.forms import ProfileForm
from portal.core import locales
from portal.core.web.forms import SAID_BY_WTFORMS, Form, options
from portal.orders.entry.forms import HeaderForm
from portal.shipping.depot.forms import AddCartonForm
from portal.shipping.journey.forms import RecordMilestoneForm


class Example(Form):
    """One field for each thing the library can say."""

    name = StringField("name", [InputRequired()])
    code = StringField("code", [Length(max=3)])
    colour = SelectField("colour", choices=options([("red", "red")]))
    day = DateField("day")


TYPED = MultiDict({"name": "", "code": "12345", "colour": "blue", "day": "soon"})
TOLD = {
    "en": {
        "name": "This field is required.",
        "code": "At most 3 characters.",
        "colour": "Not a valid choice.",
        "day": "Not a valid date value.",
    },
    "zh": {"name": "此项必填。", "code": "最多 3 个字符。", "colour": "选择无效。", "day": "日期无效。"},
    "ar": {
        "name": "هذا الحقل مطلوب.",
        "code": "الحد الأقصى 3 أحرف.",
        "colour": "اختيار غير صالح.",
        "day": "التاريخ غير صالح.",
    },
}


@pytest.mark.parametrize("language", TOLD)
def test_a_wrong_field_is_explained_in_the_readers_language(app: Flask, language: str) -> None:
    with app.test_request_context(headers={"Accept-Language": language}):
        form = Example(formdata=TYPED, meta={"csrf": False})
        good = form.validate()
        told = {name: " ".join(map(str, errors)) for name, errors in form.errors.items()}

    assert (good, told) == (False, TOLD[language])


@pytest.mark.parametrize("language", ["zh", "ar"])
def test_nothing_the_library_says_stays_english(app: Flask, language: str) -> None:
    told = {}
    for code in ("en", language):
        with app.test_request_context(), force_locale(locales.babel_locale(code)):
            told[code] = {str(sentence) for sentence in SAID_BY_WTFORMS}

    assert told["en"] & told[language] == set()


def test_choices_are_offered_in_the_form_the_library_keeps(app: Flask) -> None:
    with app.test_request_context(), warnings.catch_warnings():
        warnings.simplefilter("error", DeprecationWarning)
        header = HeaderForm(formdata=None)
        milestone = RecordMilestoneForm([("UTC", "UTC")], formdata=None)
        forms = [header, AddCartonForm(formdata=None), milestone, ProfileForm(None)]
        header.offer_addresses([])
        offered = [field.choices for form in forms for field in form if field.type == "SelectField"]

    assert len(offered) >= 9
    assert all(isinstance(choice, SelectChoice) for choices in offered for choice in choices)


def test_the_old_form_of_choices_is_warned_of(app: Flask) -> None:
    class Old(Form):
        colour = SelectField("colour", choices=[("red", "red")])

    with app.test_request_context(), pytest.warns(DeprecationWarning, match="tuples"):
        Old(formdata=None, meta={"csrf": False})


@pytest.mark.parametrize("path", ["/login", "/hq/login", "/forgot"])
def test_a_file_sent_under_the_name_of_a_field_is_no_text(app: Flask, path: str) -> None:
    client = app.test_client()
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get(path).text)
    assert token is not None

    sent = {"csrf_token": token[1], "email": (io.BytesIO(b"x"), "x.txt"), "password": (io.BytesIO(b"y"), "y.txt")}
    answer = client.post(path, data=sent, content_type="multipart/form-data")

    assert answer.status_code == 422


@pytest.mark.parametrize("path", ["/login", "/hq/login", "/forgot", "/hq/forgot"])
def test_asking_for_the_head_of_a_page_is_asking_for_the_page(app: Flask, path: str) -> None:
    client = app.test_client()

    assert client.head(path).status_code == client.get(path).status_code != 422


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_a_day_no_order_can_mean_is_refused_beside_its_field(app: Flask, day: str) -> None:
    with app.test_request_context():
        form = HeaderForm(formdata=MultiDict({"requested_on": day, "stopped_on": day}), meta={"csrf": False})
        form.offer_addresses([])
        form.validate()

    for name in ("requested_on", "stopped_on"):
        assert form[name].errors == ["Give a year from 1990 to 2100."]


def test_a_time_no_shipment_can_have_is_refused_beside_its_field(app: Flask) -> None:
    with app.test_request_context():
        sent = MultiDict({"at": "0001-01-01T00:00"})
        form = RecordMilestoneForm(zones=[("UTC", "UTC")], formdata=sent, meta={"csrf": False})
        form.validate()

    assert form.at.errors == ["Give a year from 1990 to 2100."]


@pytest.mark.parametrize(("typed", "read"), [("1.000", None), ("0,500", None), ("12,500", 12_500), ("12500", 12_500)])
def test_an_odometer_that_may_be_one_or_a_thousand_is_not_guessed(app: Flask, typed: str, read: int | None) -> None:
    with app.test_request_context():
        form = HeaderForm(formdata=MultiDict({"odometer_km": typed}), meta={"csrf": False})
        form.offer_addresses([])
        form.validate()

    assert (form.odometer_km.data, bool(form.odometer_km.errors)) == (read, read is None)


@pytest.mark.parametrize(("typed", "good"), [("1.5", True), ("12.345", True), ("1.000", False)])
def test_a_side_of_a_carton_may_have_places_but_not_be_a_thousand_to_others(app: Flask, typed: str, good: bool) -> None:
    sent = {"kind": "carton", "unit": "cm", "length": "60", "width": "40", "height": "30", "gross": typed}
    with app.test_request_context():
        form = AddCartonForm(formdata=MultiDict(sent), meta={"csrf": False})
        form.validate()
        found = form.measures()

    assert (found is not None) is good
