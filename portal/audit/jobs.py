"""The job that checks the whole chain."""

from typing import Any

from portal.audit.queries import verify_chain
from portal.core.jobs.queue import Running, handles


@handles("audit.verify")
def verify_whole_chain(_running: Running) -> dict[str, Any]:
    """Check every row; the result says whether the chain holds and which row is the first bad one."""
    ok, first_bad_id = verify_chain()
    return {"ok": ok, "first_bad_id": first_bad_id}
