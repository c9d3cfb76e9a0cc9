"""What is to be known of changes that were checked, beside what they change: told by row, and no fault of theirs."""

from flask_babel import gettext as _

from portal.core.errors import Refused
from portal.core.web.refusals import words_of
from portal.masterdata import queries
from portal.masterdata.models import ChangeSet
from portal.masterdata.ports import Kind, no_objection
from portal.masterdata.states import ChangeSetState

MOST_TOLD = 50


def remarks_on(row: ChangeSet, kind: Kind) -> tuple[list[str], int]:
    """Return what is to be known of changes that wait to be applied, in words, and how much more there is."""
    if kind.remarks is no_objection or row.state is not ChangeSetState.CHECKED:
        return [], 0
    changes = queries.changes_in(row.id)
    rows = {one.key: one.row_number for one in changes}
    found = list(kind.remarks(changes))
    told = [
        _("Row %(row)s: %(what)s", row=rows[one.key], what=words_of(Refused(one.code, **one.facts)))
        for one in found[:MOST_TOLD]
    ]
    return told, len(found) - len(told)
