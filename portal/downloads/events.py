"""Facts about files of lists that other rooms care about."""

from dataclasses import dataclass

from portal.core.actor import Door


@dataclass(frozen=True, slots=True)
class FileEvent:
    """A person's file of a list, which its name tells, and its page by its public id."""

    public_id: str
    user_id: int
    door: Door
    name: str


@dataclass(frozen=True, slots=True)
class FileMade(FileEvent):
    """It is ready, with so many rows."""

    rows: int


@dataclass(frozen=True, slots=True)
class FileRefused(FileEvent):
    """It could not be made; its page says why."""
