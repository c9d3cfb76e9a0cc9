"""How tests are spread over processes: what is dear to make is made by one process, the longest goes first."""

import math
from collections import OrderedDict
from collections.abc import Iterable
from typing import Any

from xdist.scheduler import LoadScopeScheduling

from tests.timing import GROUNDS as SHARED
from tests.timing import Key, Record, key_of, recorded, seconds_of

# Folders and files whose tests share a ground made once a process, and the name of that ground.
GROUNDS = (
    ("tests/journeys/", "site"),
    ("tests/demo/", "site"),
    ("tests/core/web/quick/test_switches.py", "site"),
    ("tests/guards/test_exports.py", "world"),
    ("tests/guards/test_hostile.py", "world"),
    ("tests/guards/test_kept_views.py", "world"),
    ("tests/guards/test_prices_kept.py", "world"),
    ("tests/guards/test_roles.py", "world"),
    ("tests/guards/test_searches.py", "world"),
    ("tests/guards/test_statements.py", "world"),
    ("tests/guards/test_tenancy.py", "world"),
)


def ground_of(nodeid: str) -> str:
    """Return the ground a test stands on, one an engine; its own name for a test that shares none."""
    for start, ground in GROUNDS:
        if nodeid.startswith(start):
            return f"{ground}-postgresql" if "postgresql" in nodeid else f"{ground}-sqlite"
    return nodeid


def seconds_for(ground: str, nodeids: Iterable[str], record: Record) -> float:
    """Return what a ground's tests took when they were measured, what they share included; no end for a new ground."""
    tests = list(nodeids)
    if ground not in tests and not any(key_of(each) in record for each in tests):
        return math.inf
    shared = {Key(key_of(each).room, SHARED) for each in tests if each != ground}
    return sum(record[key].seconds for key in shared if key in record) + sum(seconds_of(one, record) for one in tests)


class Queue(OrderedDict[str, dict[str, bool]]):
    """The grounds that wait for a process: once the first is taken, the longest stands in front."""

    in_order = False

    def popitem(self, last: bool = True) -> tuple[str, dict[str, bool]]:
        """Take one from the front (`last=False`) or the end."""
        if not self.in_order:
            seconds = {ground: seconds_for(ground, tests, recorded()) for ground, tests in self.items()}
            for ground in sorted(seconds, key=lambda each: -seconds[each]):
                self.move_to_end(ground)
            self.in_order = True
        return super().popitem(last=last)


class Spreading(LoadScopeScheduling):
    """Gives a process all tests of one ground and every other test alone, the longest first."""

    def __init__(self, config: Any, log: Any = None) -> None:
        super().__init__(config, log)
        self.workqueue = Queue()

    def _split_scope(self, nodeid: str) -> str:
        return ground_of(nodeid)

    def mark_test_complete(self, node: Any, item_index: int, duration: float = 0) -> None:
        """Note a test as done, and forget its ground when that is: xdist looks through all of them each time."""
        super().mark_test_complete(node, item_index, duration)
        ground, work = ground_of(self.registered_collections[node][item_index]), self.assigned_work[node]
        if all(work[ground].values()):
            del work[ground]


def scheduler(config: Any, log: Any) -> Spreading:
    """Return the scheduler of a run in several processes."""
    return Spreading(config, log)
