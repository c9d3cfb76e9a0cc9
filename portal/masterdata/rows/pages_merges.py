"""The merges a row had a part in, as entries of its history: of the row that went and of the one that stayed."""

from typing import Any

import sqlalchemy as sa
from flask import url_for
from flask_babel import gettext as _

from portal.core.data.sessions import db
from portal.masterdata.models import MergedRow
from portal.masterdata.ports import Kind
from portal.masterdata.words.pages_words import key_text


def merges_of(kind: Kind, key: str) -> list[dict[str, Any]]:
    """Return which rows a row was made one with, each with words, the page of the other one, who, when and why."""
    named = sa.or_(MergedRow.gone_key == key, MergedRow.kept_key == key)
    rows = db.session.scalars(sa.select(MergedRow).where(MergedRow.kind == kind.name, named).order_by(MergedRow.id))
    told = []
    for one in rows:
        went = one.gone_key == key
        other = one.kept_key if went else one.gone_key
        words = (
            _("Merged with %(other)s, which stays", other=key_text(kind, other))
            if went
            else _("Merged with %(other)s, which went", other=key_text(kind, other))
        )
        address = url_for("hq_masterdata.row", kind=kind.name, key=other)
        told.append(
            {"at": one.merged_at, "by": one.merged_by_name, "merged": words, "address": address, "reason": one.reason}
        )
    return told
