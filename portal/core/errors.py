"""The three ways a command may say no. They carry codes and facts, never sentences."""

from typing import Any


class Refused(Exception):
    """A rule of the trade says no: `code` names the rule, `facts` are what it saw (409 or 422)."""

    def __init__(self, code: str, /, **facts: Any) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts

    def __repr__(self) -> str:
        return f"Refused({self.code!r}, {self.facts!r})"


class FieldRefused(Refused):
    """A refusal that belongs beside one field of a form (422)."""

    def __init__(self, code: str, /, field: str, **facts: Any) -> None:
        super().__init__(code, **facts)
        self.field = field


class NotVisible(Exception):
    """The thing does not exist for whoever asks; someone else's thing looks the same (404)."""


class Stale(Refused):
    """The page was drawn from an older version than the one stored (409)."""

    def __init__(self, code: str = "core.stale", /, **facts: Any) -> None:
        super().__init__(code, **facts)


class NoScope(RuntimeError):
    """A read of owned rows was tried before anybody said for whom: a programming error."""


class Unavailable(RuntimeError):
    """What the portal stands on is full or away: nothing was done, and the same may succeed later (503)."""


class Away(Unavailable):
    """A service outside the portal (a mail server) does not do it now: tried again, later each time, for two days."""


class Hopeless(RuntimeError):
    """No other try can succeed, whatever gets better: a job that meets it has failed at once."""
