"""The columns of the record."""

from typing import Any

from flask_babel import lazy_gettext as _l
from markupsafe import Markup

from portal.audit import labels
from portal.core.sheets.writer import ColumnKind
from portal.core.web.cells import linked, together
from portal.core.web.columns import Columns, Field, Reader
from portal.core.web.labels import actor_text
from portal.core.web.page_words import ltr


def _thing(row: Any, _reader: Reader) -> Markup:
    name = labels.name_of(row.subject_kind, row.subject_id)
    if name != row.subject_id:
        return together(labels.subject_text(row.subject_kind), " ", name)
    identifier = together(Markup('<span class="mono">'), ltr(row.subject_id), Markup("</span>"))
    return together(labels.subject_text(row.subject_kind), " ", identifier)


AUDIT = Columns(
    Field(
        _l("Number"),
        lambda row, reader: linked(reader.href, reader.number(row.id)),
        lambda row: row.id,
        kind=ColumnKind.INTEGER,
        look="n",
        select=("id",),
    ),
    Field(
        _l("Time"),
        lambda row, reader: reader.moment(row.at),
        lambda row: row.at,
        kind=ColumnKind.INSTANT,
        width=22,
        select=("at",),
        sort="at",
        order=("id",),
    ),
    Field(
        _l("Who"),
        lambda row, _reader: actor_text(row.actor_name),
        lambda row: actor_text(row.actor_name),
        width=26,
        select=("actor_name",),
        sort="actor",
        order=("actor_name", "id"),
    ),
    Field(
        _l("Action"),
        lambda row, _reader: labels.action_text(row.action),
        lambda row: labels.action_text(row.action),
        width=26,
        select=("action",),
        sort="action",
        order=("action", "id"),
    ),
    Field(
        _l("Thing"),
        _thing,
        lambda row: labels.subject_text(row.subject_kind),
        select=("subject_kind", "subject_id"),
        sort="subject",
        order=("subject_kind", "subject_id", "id"),
    ),
    Field(_l("Identifier"), value=lambda row: row.subject_id, width=22, select=("subject_id",)),
    Field(
        _l("Channel"),
        lambda row, _reader: labels.channel_text(row.channel),
        lambda row: labels.channel_text(row.channel),
        select=("channel",),
    ),
    address=lambda row, reader: reader.at("hq_audit.row", row_id=row.id),
)
"""The record of who did what."""

WANTED = AUDIT.wanted()
