"""Words of files of lists: which list, how a file stands, why there is none."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _lp

from portal.core.counted import counted
from portal.core.errors import Refused
from portal.core.web.refusals import register_refusals, words_of
from portal.downloads.models import FileState
from portal.downloads.queries import FileFacts

STATE_WORDS: Mapping[FileState, Any] = {
    FileState.MAKING: _lp("file", "Being made"),
    FileState.READY: _lp("file", "Ready"),
    FileState.REFUSED: _lp("file", "Not made"),
    FileState.EXPIRED: _lp("file", "Expired"),
}
STATE_TONES: Mapping[FileState, str] = {
    FileState.MAKING: "info",
    FileState.READY: "ok",
    FileState.REFUSED: "bad",
    FileState.EXPIRED: "mute",
}

register_refusals(
    {
        "downloads.too_many": counted(
            "%(most)s file is being made for you. Wait until it is ready, then ask for another.",
            "%(most)s files are being made for you. Wait until one is ready, then ask for another.",
            by="most",
        ),
        "downloads.too_many_today": counted(
            "%(most)s file was made for you within a day. Fetch it below, or come back tomorrow.",
            "%(most)s files were made for you within a day. Fetch them below, or come back tomorrow.",
            by="most",
        ),
        "downloads.not_yours": _l("What was asked for may not be seen by you any more."),
        "downloads.failed": _l("The portal could not make the file. Ask for it again, or narrow the list."),
        "downloads.request_unreadable": _l("This request is too old. Ask for the file again on its list."),
    }
)


def state_pill(file: FileFacts) -> tuple[str, str]:
    """Return how a file stands, in words and tone; one that nobody goes on with is not made."""
    state = FileState.REFUSED if file.failed and file.state is FileState.MAKING else file.state
    return str(STATE_WORDS[state]), STATE_TONES[state]


def refusal_text(file: FileFacts) -> str:
    """Return why there is no file; where nobody goes on with it, that it could not be made."""
    if not file.refusal:
        return words_of(Refused("downloads.failed"))
    return words_of(Refused(file.refusal, **file.refusal_facts))
