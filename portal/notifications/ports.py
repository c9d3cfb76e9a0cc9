"""What the room of people hands in: who is still written to."""

from collections.abc import Callable

Asked = Callable[[int], bool]
_asked: list[Asked] = []


def knows_receivers(ask: Asked) -> Asked:
    """Mark the function that tells whether an account is written to: not once it, or its company, was shut out."""
    _asked.append(ask)
    return ask


def is_written_to(user_id: int | None) -> bool:
    """Tell whether whom a mail is for is still written to; an address without an account is."""
    return user_id is None or all(ask(user_id) for ask in _asked)
