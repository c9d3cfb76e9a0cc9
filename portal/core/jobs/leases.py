"""A lease kept alive from beside the work it covers, so that it can be short.

A worker that dies stops renewing, and its work is free a minute later; one that only takes long
keeps it. A handler that hangs is not kept alive for ever.
"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def kept_alive(renew: Callable[[], bool], *, every: float, longest: float) -> Iterator[None]:
    """Call `renew` every so many seconds from a thread while the block runs.

    It stops when the block ends, when `renew` says False (the lease is somebody else's), or after
    `longest` seconds. `renew` must not raise.
    """
    done = threading.Event()

    def keep() -> None:
        until = time.monotonic() + longest
        while not done.wait(every) and time.monotonic() < until:
            if not renew():
                return

    keeper = threading.Thread(target=keep, daemon=True, name="lease")
    keeper.start()
    try:
        yield
    finally:
        done.set()
        keeper.join(timeout=10)
