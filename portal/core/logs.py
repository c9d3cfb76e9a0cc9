"""Lines for whoever runs the portal, on standard output: told, never needed, so none can fail what it tells of."""

from typing import Any

import structlog


class UnfailingLogger(structlog.PrintLogger):
    """Writes each line at once; one for which there is no room (a full disk, a closed pipe) is lost."""

    def msg(self, message: str) -> None:
        """Write a line, or lose it."""
        try:
            super().msg(message)
        except (OSError, ValueError):
            return

    log = debug = info = warn = warning = fatal = failure = err = error = critical = exception = msg


def unfailing_logger(*_names: Any) -> UnfailingLogger:
    """Return a logger on the standard output of the moment."""
    return UnfailingLogger()
