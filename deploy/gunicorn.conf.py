"""gunicorn's settings: workers start with no database connection of their parent's.

With `EMBEDDED_WORKER=1` (the embedded edition, one web process) a thread beside the request
threads runs the jobs; in production workers are processes of their own.
"""

import os
import threading

accesslog = "-" if os.environ.get("ACCESS_LOG") == "1" else None
errorlog = "-"
loglevel = "warning"
keepalive = 30
_stop = threading.Event()


def post_worker_init(worker):
    """Forget connections made before the fork; start the embedded worker where asked for."""
    from portal.core.database import db, forget_connections

    app = worker.wsgi
    with app.app_context():
        forget_connections(db.engine)
    if os.environ.get("EMBEDDED_WORKER") == "1":
        from portal.core.jobs import work_forever

        thread = threading.Thread(
            target=work_forever, args=(app, f"embedded:{os.getpid()}", _stop), daemon=True, name="jobs"
        )
        thread.start()


def worker_exit(server, worker):
    """Let the embedded worker finish what it is at."""
    _stop.set()
