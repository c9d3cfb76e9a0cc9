"""The empty spreadsheet of a kind of master data, and what each of its columns may hold."""

import io
from typing import Any

from flask import Response
from flask_babel import gettext as _

from portal.core import formats, locales
from portal.core.sheets.writer import Column, ColumnKind, write_xlsx
from portal.core.web.downloads import TYPES, called
from portal.core.web.languages import language
from portal.masterdata.ports import Kind
from portal.masterdata.rows.pages_rows import SHEET_KINDS, WIDTHS
from portal.masterdata.rules_fields import Field, Shape
from portal.masterdata.words.labels import SHAPE_WORDS, field_words, kind_words
from portal.masterdata.words.labels_hints import hint_of
from portal.masterdata.words.pages_words import choice_words


def template_file(kind: Kind) -> Response:
    """Answer the empty spreadsheet of a kind: its headings; whoever stands in a column reads what it may hold."""
    title = str(kind_words(kind.name)[0])
    columns = [
        Column(
            str(field_words(one.name, kind.name)),
            SHEET_KINDS.get(one.shape, ColumnKind.TEXT),
            WIDTHS.get(one.shape, 16),
            " · ".join(filter(None, (str(SHAPE_WORDS[one.shape]), _bounds(kind, one)))),
        )
        for one in kind.fields.all
    ]
    body = io.BytesIO()
    write_xlsx(body, columns, [], sheet_title=title, rtl=locales.direction(language()) == "rtl")
    name = kind.name.replace("_", "-")
    return called(Response(body.getvalue(), mimetype=TYPES["xlsx"]), f"{name}-template.xlsx", f"{title}.xlsx")


def allowed(kind: Kind) -> list[tuple[Any, Any, str]]:
    """Return what each column may hold: its heading, kind of value, and bounds or words in a sentence."""
    return [(field_words(one.name, kind.name), SHAPE_WORDS[one.shape], _bounds(kind, one)) for one in kind.fields.all]


def _bounds(kind: Kind, one: Field) -> str:
    told = []
    if one.name in kind.fields.key:
        told.append(_("identifies the row"))
    elif one.needed:
        told.append(_("never empty"))
    if one.shape in (Shape.CHOICE, Shape.WORDS):
        told.append(formats.listed([choice_words(one, choice) for choice in one.choices], language()))
    elif one.shape in (Shape.WHOLE, Shape.YEAR, Shape.DECIMAL):
        told.append(_("from %(least)s to %(most)s", least=f"{one.least:f}", most=f"{one.most:f}"))
    elif one.shape in (Shape.TEXT, Shape.CODE):
        told.append(_("at most %(count)s signs", count=one.longest))
    if hint := hint_of(kind.name, one):
        told.append(hint)
    if one.examples:
        told.append(_("as %(examples)s", examples=", ".join(one.examples)))
    return " · ".join(told)
