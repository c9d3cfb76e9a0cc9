"""Lets many threads do the same thing at the same moment, each with its own session."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from flask import Flask

from portal.core.scope import EVERYONE, scoped


def together(app: Flask, count: int, work: Callable[[int], Any]) -> list[Any]:
    """Run `work(0) ... work(count - 1)` at once, and return what each returned or raised."""
    start = threading.Barrier(count)

    def one(index: int) -> Any:
        with app.app_context(), scoped(EVERYONE):
            start.wait(timeout=30)
            try:
                return work(index)
            except Exception as refusal:  # noqa: BLE001 - whatever became of one racer is told
                return refusal

    with ThreadPoolExecutor(max_workers=count) as threads:
        return list(threads.map(one, range(count)))
