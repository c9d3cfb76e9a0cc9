"""gunicorn's settings: workers start with no database connection of their parent's.

With `EMBEDDED_WORKER=1` (the embedded edition, one web process) a thread beside the request
threads runs the jobs; in production workers are processes of their own. The processes of one
server count their requests together for `/metrics`, in a folder that lives as long as the server.
No answer names the server's software.

Addresses come through as long as gunicorn reads them, so that the portal itself says what is too long; what gunicorn
refuses before that, because it cannot be read, is answered with a page of the portal's too.
"""

import os
import shutil
import tempfile
import threading
from pathlib import Path

from gunicorn import util
from gunicorn.http import wsgi

accesslog = "-" if os.environ.get("ACCESS_LOG") == "1" else None
errorlog = "-"
loglevel = "warning"
keepalive = 30
# The units and the image are read-only, and nobody asks this server questions beside its signals.
control_socket_disable = True
limit_request_line = 8190
_stop = threading.Event()
_FIGURES = f"portal-metrics-{os.getuid()}-"
_figures = Path(tempfile.gettempdir(), f"{_FIGURES}{os.getpid()}")


class Nameless(wsgi.Response):
    """gunicorn's answer without its `Server` header, for which it has no setting."""

    def default_headers(self):
        """Return the headers every answer begins with, but for the server's name."""
        return [line for line in super().default_headers() if not line.startswith("Server:")]


def _answer_unread(app):
    """Return what answers a request gunicorn refuses, in place of its own `write_error`: pages made beforehand."""
    from portal.core.web.errorpages import unread_page

    with app.test_request_context():
        pages = {status: unread_page(status).encode() for status in (400, 414, 500)}

    def write(sock, status, reason, _why):
        page = pages.get(status) or pages[400 if status < 500 else 500]
        lines = [
            f"HTTP/1.1 {status} {reason}",
            "Connection: close",
            "Content-Type: text/html; charset=utf-8",
            "Content-Security-Policy: default-src 'none'; style-src 'self'",
            "X-Content-Type-Options: nosniff",
            "Cache-Control: no-store",
            f"Content-Length: {len(page)}",
        ]
        util.write_nonblock(sock, "\r\n".join([*lines, "", ""]).encode("latin-1") + page)

    return write


def _keep_figures():
    """Make a folder for this server's figures, and clear away those of servers that are gone."""
    for left in _figures.parent.glob(f"{_FIGURES}*"):
        if not Path("/proc", left.name.removeprefix(_FIGURES)).exists():
            shutil.rmtree(left, ignore_errors=True)
    _figures.mkdir(mode=0o700, exist_ok=True)
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(_figures)


if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
    _keep_figures()


def post_worker_init(worker):
    """Forget connections made before the fork; start the embedded worker where asked for."""
    from portal.core.data.engines import forget_connections
    from portal.core.data.sessions import db
    from portal.core.web.quick.garbage import settle

    wsgi.Response = Nameless
    app = worker.wsgi
    util.write_error = _answer_unread(app)
    with app.app_context():
        forget_connections(db.engine)
    settle(app.extensions["settings"])
    if os.environ.get("EMBEDDED_WORKER") == "1":
        from portal.core.jobs.worker import work_forever

        thread = threading.Thread(
            target=work_forever, args=(app, f"embedded:{os.getpid()}", _stop), daemon=True, name="jobs"
        )
        thread.start()


def worker_exit(server, worker):
    """Let the embedded worker finish what it is at."""
    _stop.set()


def child_exit(server, worker):
    """Tell the figures that a process has ended; what it counted stays counted."""
    from prometheus_client import multiprocess

    multiprocess.mark_process_dead(worker.pid)


def on_exit(server):
    """Take the folder of figures away, where it is this server's own."""
    shutil.rmtree(_figures, ignore_errors=True)
