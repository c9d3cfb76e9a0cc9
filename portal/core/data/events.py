"""Facts in the past tense travel upward through one table of reactions, inside the transaction."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import orm

from portal.core.data.hooks import with_the_command
from portal.core.data.sessions import db

Handler = Callable[[Any, datetime], None]
_reactions: dict[type, Sequence[Handler]] = {}
LONGEST_CHAIN = 200


def subscribe(reactions: Mapping[type, Sequence[Handler]]) -> None:
    """Install the table of reactions; the application calls it once, with all of it."""
    _reactions.clear()
    _reactions.update(reactions)


def publish(event: Any, now: datetime) -> None:
    """Tell a fact and when it happened; its handlers run, in the order told, before the transaction commits."""
    db.session().info.setdefault("events", []).append((event, now))


@with_the_command
def settle(session: orm.Session) -> None:
    """Run the handlers of all facts told, and of those told by handlers, first come first served.

    More than `LONGEST_CHAIN` facts told by handlers in one transaction is a circle and an error;
    a command itself may tell any number (an allocation run tells one an order).
    """
    queue = session.info.setdefault("events", [])
    most = 20 * len(queue) + LONGEST_CHAIN
    done = 0
    while done < len(queue):
        event, now = queue[done]
        done += 1
        if done > most:
            raise RuntimeError("reactions go round in a circle")
        for handler in _reactions.get(type(event), ()):
            handler(event, now)
    queue.clear()
