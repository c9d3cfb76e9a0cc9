"""How long the next try waits after failures: doubling, bounded, forgotten after a quiet day; and what is counted.

Who does not know a password must never keep out who does. So a browser that signed in before is counted by itself, and
so is a network the account signed in from; only strangers share a count, over all their networks.
"""

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
STRANGERS = Allowance(free=60)
MOST_RESETS, RESETS_WITHIN = 3, timedelta(hours=1)
"""How many links for a new password an account is mailed within which time; the last one stays good."""


@dataclass(frozen=True, slots=True)
class Knock:
    """Who tries at an account's door: from which address, and what is known of them.

    `browser` is the mark of a browser the account signed in with before ("" for none); `network_known` tells that it
    signed in from this network.
    """

    email: str
    address: str
    browser: str = ""
    network_known: bool = False


def counted(purpose: str, knock: Knock) -> dict[str, Allowance]:
    """Return what a try counts against, by key: the same for accounts that are known and that are not."""
    if knock.browser:
        return {f"{purpose}:browser:{knock.browser}": ACCOUNT}
    network, account = address_prefix(knock.address), knock.email[:254]
    pair = {f"{purpose}:pair:{account}:{network}": ACCOUNT}
    if knock.network_known:
        return pair
    return pair | {f"{purpose}:address:{network}": ADDRESS, f"{purpose}:strangers:{account}": STRANGERS}


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
