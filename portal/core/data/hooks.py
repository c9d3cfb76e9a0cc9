"""What belongs to every transaction besides its command: rooms register it here, each in the order of import."""

from collections.abc import Callable

from sqlalchemy import orm

Hook = Callable[[orm.Session], None]

_with_the_command: list[Hook] = []
_before_commit: list[Hook] = []
_after_commit: list[Hook] = []


def with_the_command(hook: Hook) -> Hook:
    """Register what still belongs to every command (the reactions to what it told): it may add and change rows."""
    _with_the_command.append(hook)
    return hook


def before_commit(hook: Hook) -> Hook:
    """Register what is written last in every transaction (the audit chain); order of import."""
    _before_commit.append(hook)
    return hook


def after_commit(hook: Hook) -> Hook:
    """Register what is woken after every transaction (workers); it must not fail or write."""
    _after_commit.append(hook)
    return hook


def run_with_the_command(session: orm.Session) -> None:
    """Do what belongs to the command of a session."""
    for hook in _with_the_command:
        hook(session)


def run_before_commit(session: orm.Session) -> None:
    """Write what is written last."""
    for hook in _before_commit:
        hook(session)


def run_after_commit(session: orm.Session) -> None:
    """Wake what waits for a commit."""
    for hook in _after_commit:
        hook(session)
