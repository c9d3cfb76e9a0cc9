"""A program beside a test server: waits for its last user to go, then removes the server.

Users hold a shared lock on a file. The kernel lets go of it however they end, `kill -9` included,
so the exclusive lock awaited here comes exactly when the last user is gone.
"""

import fcntl
import shutil
import signal
import sys
from contextlib import suppress
from pathlib import Path

from tests.server.postgres_cluster import Cluster, PostgresError


def keep(base: Path, users: Path) -> None:
    """Returns when the server below `base` is stopped and its directory is gone."""
    with users.open("rb") as held:
        with suppress(SystemExit):
            fcntl.flock(held, fcntl.LOCK_EX)
        with suppress(PostgresError):
            Cluster(base).stop()
        shutil.rmtree(base, ignore_errors=True)
        # Last, and still locked: who waited for it sees it gone and starts a server of its own.
        users.unlink(missing_ok=True)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    keep(Path(sys.argv[1]), Path(sys.argv[2]))
