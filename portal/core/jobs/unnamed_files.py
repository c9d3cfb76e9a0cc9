"""Stored files that no row names any more are removed, some hundred at a time, with progress."""

from collections.abc import Callable, Collection, Iterable
from typing import Any

from portal.core import storage
from portal.core.data.sessions import db
from portal.core.jobs.queue import Running

AT_ONCE = 500


def remove_unnamed(
    keys: Iterable[str], running: Running, *asked: Callable[[Collection[str]], Collection[str]]
) -> dict[str, Any]:
    """Remove the files of these keys that none of `asked` holds or names; return how many. Safe to repeat.

    They are asked in their order, each in a transaction of its own: who holds a file until it is named is asked before
    who names it, so none is removed that is just about to be named.
    """
    all_keys, removed = list(keys), 0
    for start in range(0, len(all_keys), AT_ONCE):
        left = all_keys[start : start + AT_ONCE]
        for ask in asked:
            db.session.remove()
            kept = set(ask(left))
            left = [key for key in left if key not in kept]
        db.session.remove()
        for key in left:
            storage.remove(key)
        removed += len(left)
        running.progress(min(start + AT_ONCE, len(all_keys)), len(all_keys))
    return {"removed": removed}
