"""Lines for whoever runs the portal, on standard output: told, never needed, so none can fail what it tells of."""

import sys

import structlog


class UnfailingOutput:
    """The standard output of the moment; what there is no room for (a full disk, a closed pipe) is lost."""

    def write(self, text: str) -> int:
        """Write a text, or lose it."""
        try:
            return sys.stdout.write(text)
        except (OSError, ValueError):
            return len(text)

    def flush(self) -> None:
        """Hand on what was written, or lose it."""
        try:
            sys.stdout.flush()
        except (OSError, ValueError):
            return


unfailing_logger = structlog.PrintLoggerFactory(file=UnfailingOutput())  # type: ignore[arg-type]
"""Makes loggers that write to it."""
