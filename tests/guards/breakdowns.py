"""Breakdowns of views, kept with the place in the portal they come from instead of ending the test."""

import traceback
from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask, got_request_exception


@contextmanager
def breakdowns(app: Flask) -> Iterator[list[str]]:
    """Let an application answer 500 as in production, and keep what broke: error, file and line."""
    kept: list[str] = []

    def keep(_sender: Flask, exception: Exception, **_extra: object) -> None:
        frames = [one for one in traceback.extract_tb(exception.__traceback__) if "/portal/" in one.filename]
        frames = frames or traceback.extract_tb(exception.__traceback__)
        where = " < ".join(f"{one.filename.rsplit('/portal/', 1)[-1]}:{one.lineno}" for one in reversed(frames[-3:]))
        kept.append(f"{type(exception).__name__}: {str(exception)[:160]} at {where}")

    usual = app.config["PROPAGATE_EXCEPTIONS"]
    app.config["PROPAGATE_EXCEPTIONS"] = False
    got_request_exception.connect(keep, app)
    try:
        yield kept
    finally:
        got_request_exception.disconnect(keep, app)
        app.config["PROPAGATE_EXCEPTIONS"] = usual
