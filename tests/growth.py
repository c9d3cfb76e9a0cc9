"""Whether work grows with what it is given, or faster: told without binding a test to a fast machine."""

import time
from collections.abc import Callable

ROUNDS = 2
NOTICEABLE = 0.02
"""Seconds of processor time below which a difference says nothing."""


def growth(work: Callable[[int], object], small: int, times: int = 4) -> float:
    """Return how many times dearer `work(small * times)` is than `work(small)`, in processor time.

    Work that grows with its size answers about `times`, quadratic work `times` squared.
    """
    return _least(work, small * times) / max(_least(work, small), NOTICEABLE)


def _least(work: Callable[[int], object], size: int) -> float:
    def once() -> float:
        begun = time.process_time()
        work(size)
        return time.process_time() - begun

    return min(once() for _round in range(ROUNDS))
