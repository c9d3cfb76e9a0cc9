"""A running portal for journeys: the real application on a loopback port, with a worker beside it."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask
from werkzeug.serving import make_server

from portal.core.jobs import work_forever


@contextmanager
def serving(app: Flask) -> Iterator[str]:
    """Serve an application with one embedded worker and give its address."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    stop = threading.Event()
    threads = [
        threading.Thread(target=server.serve_forever, daemon=True),
        threading.Thread(target=work_forever, args=(app, "journey", stop, 0.1), daemon=True),
    ]
    for thread in threads:
        thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        stop.set()
        server.shutdown()
        for thread in threads:
            thread.join(timeout=10)
