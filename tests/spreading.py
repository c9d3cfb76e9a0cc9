"""How tests are spread over processes: what is dear to make is made by one process, the rest goes where time is."""

from typing import Any

from xdist.scheduler import LoadScopeScheduling

# Folders and files whose tests share a ground made once a process, and the name of that ground.
GROUNDS = (
    ("tests/journeys/", "site"),
    ("tests/demo/", "site"),
    ("tests/guards/test_exports.py", "world"),
    ("tests/guards/test_hostile.py", "world"),
    ("tests/guards/test_roles.py", "world"),
    ("tests/guards/test_tenancy.py", "world"),
)


def ground_of(nodeid: str) -> str:
    """Return the ground a test stands on, one an engine; its own name for a test that shares none."""
    for start, ground in GROUNDS:
        if nodeid.startswith(start):
            return f"{ground}-postgresql" if "postgresql" in nodeid else f"{ground}-sqlite"
    return nodeid


class Spreading(LoadScopeScheduling):
    """Gives a process all tests of one ground, the largest grounds first, and every other test alone."""

    def _split_scope(self, nodeid: str) -> str:
        return ground_of(nodeid)


def scheduler(config: Any, log: Any) -> Spreading:
    """Return the scheduler of a run in several processes."""
    return Spreading(config, log)
