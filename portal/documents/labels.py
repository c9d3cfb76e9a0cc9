"""Words of papers: kinds, states, what they belong to, refusals."""

from flask_babel import lazy_gettext, lazy_pgettext
from flask_babel import lazy_gettext as _l

from portal.core.web.refusals import register_refusals
from portal.documents.kinds import KINDS
from portal.documents.labels_problems import field_text, problems_text
from portal.documents.models import PaperState

KIND_WORDS = {kind: lazy_gettext(kind.label) for kind in KINDS.values()}

STATE_WORDS = {
    PaperState.ISSUED: lazy_pgettext("paper state", "Being printed"),
    PaperState.READY: lazy_pgettext("paper state", "Ready"),
    PaperState.FAILED: lazy_pgettext("paper state", "Not printed yet"),
}
STATE_TONES = {PaperState.ISSUED: "info", PaperState.READY: "ok", PaperState.FAILED: "bad"}

SUBJECT_WORDS = {kind.subject.code: lazy_gettext(kind.subject.label) for kind in KINDS.values()}

register_refusals(
    {
        "document.incomplete": _l(
            "The paper cannot be issued: %(problems)s. Correct the data it is made from, then try again; parts,"
            " companies and bank details are master data, which a master data steward corrects."
        ),
        "documents.missing_glyph": _l(
            "The paper cannot be issued: no font can print the character %(character)s"
            " (%(code_point)s, %(name)s) in %(field)s. Write it in Latin letters."
        ),
        "documents.missing_glyph_kept": _l(
            "The paper cannot be issued: no font can print the character %(character)s"
            " (%(code_point)s, %(name)s) in %(field)s. It stands in the master data: a master data steward writes it in"
            " Latin letters there, then try again."
        ),
    },
    problems=problems_text,
    field=field_text,
)
register_refusals(
    {
        "document.too_long": _l(
            "The paper cannot be issued: %(paper)s would have %(rows)s rows, and at most %(most)s fit on one."
            " Divide the shipment."
        )
    },
    paper=lambda kind: str(KIND_WORDS[kind]),
)
