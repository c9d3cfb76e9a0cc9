"""How long the next try waits after failures: doubling, bounded, forgotten after a quiet day."""

import ipaddress
from dataclasses import dataclass
from datetime import datetime, timedelta

LONGEST_WAIT = timedelta(minutes=15)
FORGOTTEN_AFTER = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Allowance:
    """How many tries are free before the waiting begins."""

    free: int


ACCOUNT = Allowance(free=4)
ADDRESS = Allowance(free=30)


def failures_now(failures: int, last_at: datetime, now: datetime) -> int:
    """Return the failures that still count: none after a quiet day."""
    return 0 if now - last_at > FORGOTTEN_AFTER else failures


def wait_after(failures: int, allowance: Allowance) -> timedelta:
    """Return the wait after so many failures: 0 while free, then 2, 4, 8 ... s, at most 15 min."""
    beyond = failures - allowance.free
    if beyond <= 0:
        return timedelta(0)
    return min(timedelta(seconds=2 ** min(beyond, 20)), LONGEST_WAIT)


def address_prefix(address: str) -> str:
    """Return the network an address belongs to: /24 of IPv4, /56 of IPv6, else `unknown`."""
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(known, ipaddress.IPv6Address) and known.ipv4_mapped:
        known = known.ipv4_mapped
    length = 24 if known.version == 4 else 56
    return str(ipaddress.ip_network(f"{known}/{length}", strict=False))
