"""The portal with a flaw planted: it forgets which forms it has carried out (`tests.crashes.forgetful:app`).

The claim of a form's hidden key is thrown away instead of kept with the order, as a server would that
writes the key in a transaction of its own which never comes. A control of the crash tests only.
"""

import os
import time

from portal.app import create_app
from portal.core.data.hooks import after_commit
from portal.orders.decisions import service_submit
from portal.orders.entry import service_drafts

SECONDS = float(os.environ.get("SLOW_ANSWER", "0"))


def _forget(*_args: object) -> None:
    return None


if os.environ.get("FORGETFUL") == "1":
    for module in (service_drafts, service_submit):
        module.already_answered = _forget  # type: ignore[attr-defined]
        module.remember_answer = _forget  # type: ignore[attr-defined]


@after_commit
def _answer_late(_session: object) -> None:
    """Leave time between commit and answer, so that a kill can be placed there on purpose."""
    time.sleep(SECONDS)


app = create_app()
