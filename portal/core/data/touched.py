"""What a transaction touched, told once, at its end, to whoever keeps something derived of it."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from sqlalchemy import orm

from portal.core.data import events
from portal.core.data.hooks import with_the_command
from portal.core.data.sessions import db

Keeper = Callable[[Collection[int]], None]
_TOUCHED = "touched"
_keepers: dict[str, Sequence[Keeper]] = {}


def touched(what: str, ids: Iterable[int]) -> None:
    """Note which rows the transaction at hand changed; `what` names their kind."""
    noted: dict[str, set[int]] = db.session().info.setdefault(_TOUCHED, {})
    noted.setdefault(what, set()).update(ids)


def keep(keepers: Mapping[str, Sequence[Keeper]]) -> None:
    """Install who is told the ids of what every transaction touched, by kind; the application calls it once."""
    _keepers.clear()
    _keepers.update(keepers)


@with_the_command
def tell_keepers(session: orm.Session) -> None:
    """Tell the keepers what the command touched, and the reactions to its events: all ids of a kind at once."""
    events.settle(session)
    noted: dict[str, set[int]] = session.info.pop(_TOUCHED, {})
    if noted:
        session.flush()
    for what, ids in noted.items():
        for keeper in _keepers.get(what, ()):
            keeper(sorted(ids))
