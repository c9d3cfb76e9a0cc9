"""Password hashes: argon2id, made again when the cost changes, and a dummy for unknown people."""

import functools
from dataclasses import dataclass

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError


@dataclass(frozen=True, slots=True)
class Cost:
    """What one hash costs: rounds, memory in KiB, lanes (OWASP's floor is 2, 19456, 1)."""

    rounds: int
    memory_kib: int
    lanes: int


STRONG = Cost(rounds=3, memory_kib=65_536, lanes=1)
CHEAP = Cost(rounds=1, memory_kib=64, lanes=1)
_chosen = [STRONG]


def use_cost(cost: Cost) -> None:
    """Choose the cost of new hashes (at start; only the tests choose the cheap one)."""
    _chosen[0] = cost


@functools.cache
def _hasher(cost: Cost) -> PasswordHasher:
    return PasswordHasher(cost.rounds, cost.memory_kib, cost.lanes, type=Type.ID)


@functools.cache
def _dummy(cost: Cost) -> str:
    return _hasher(cost).hash("nobody has this password")


def hashed(password: str) -> str:
    """Return the argon2id hash of a password, its salt and cost inside."""
    return _hasher(_chosen[0]).hash(password)


def matches(password_hash: str, password: str) -> bool:
    """Tell whether a password is right; without a hash it takes the same time and says no."""
    try:
        right = _hasher(_chosen[0]).verify(password_hash or _dummy(_chosen[0]), password)
    except (VerificationError, InvalidHashError):
        return False
    return right and bool(password_hash)


def is_outdated(password_hash: str) -> bool:
    """Tell whether a hash was made at another cost than today's."""
    return _hasher(_chosen[0]).check_needs_rehash(password_hash)
