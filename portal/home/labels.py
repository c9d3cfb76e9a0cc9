"""Words of the start pages (why something waits) and of the jobs page (what each kind of work does, how it stands)."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _lp

from portal.core.jobs.models import JobState
from portal.home.queries import Waiting

WHY_WORDS: Mapping[Waiting, Any] = {
    Waiting.ANSWER: _l("Answer headquarters"),
    Waiting.RECEIPT: _l("Confirm the receipt"),
    Waiting.CLAIM: _l("File a claim for the difference"),
    Waiting.HELD: _l("On hold"),
    Waiting.PAY: _l("Pay the invoice"),
    Waiting.SUBMIT: _l("Finish and submit"),
}
WHY_TONES: Mapping[Waiting, str] = {
    Waiting.ANSWER: "warn",
    Waiting.RECEIPT: "info",
    Waiting.CLAIM: "warn",
    Waiting.HELD: "bad",
    Waiting.PAY: "bad",
    Waiting.SUBMIT: "mute",
}
KIND_WORDS: Mapping[str, Any] = {
    "accounts.kept_forms": _l("Forget unsent forms nobody came back for"),
    "accounts.reset": _l("Send a link to a new password"),
    "audit.verify": _l("Check the whole record"),
    "catalogue.replacements": _l("Supersede parts whose replacement counts from today"),
    "documents.render": _l("Print a paper"),
    "home.retention": _l("Forget what is past its days"),
    "downloads.make": _l("Make a file of a list"),
    "downloads.sweep": _l("Forget files whose time is over"),
    "intake.kept_books": _l("Forget uploaded files nobody chose the columns of"),
    "masterdata.check": _l("Compare a file of master data"),
    "masterdata.figures": _l("Count the rows of master data and what is missing in them"),
    "masterdata.write": _l("Apply or take back a change of master data"),
    "mail.send": _l("Send a mail"),
    "orders.close": _l("Close settled orders"),
    "orders.rests": _l("Cancel what orders let go of after so many days"),
    "allocation.late_receipts": _l("Promise anew what waits for late receipts"),
    "catalogue.photos": _l("Remove photos no part names"),
    "masterdata.files": _l("Remove files no change of master data names"),
    "stock.print_count_sheet": _l("Print a count sheet"),
    "stock.count_sheets": _l("Remove prints of closed count sheets"),
    "returns.photos": _l("Remove photos no claim names"),
    "review.bulk": _l("Answer several rows of the review queue"),
}
STATE_WORDS: Mapping[JobState, Any] = {
    JobState.WAITING: _lp("job", "Waiting"),
    JobState.RUNNING: _lp("job", "Running"),
    JobState.DONE: _lp("job", "Done"),
    JobState.FAILED: _lp("job", "Failed"),
    JobState.CANCELLED: _lp("job", "Cancelled"),
}
STATE_TONES: Mapping[JobState, str] = {
    JobState.WAITING: "mute",
    JobState.RUNNING: "info",
    JobState.DONE: "ok",
    JobState.FAILED: "bad",
    JobState.CANCELLED: "mute",
}


def kind_text(kind: str) -> str:
    """Return what a kind of job does; one no longer known as it was kept."""
    return str(KIND_WORDS.get(kind, kind))


def kinds_named(text: str) -> list[str]:
    """Return the kinds whose words hold a text, in the reader's language (for a search)."""
    wanted = text.casefold()
    return [kind for kind, words in KIND_WORDS.items() if wanted in str(words).casefold()]
