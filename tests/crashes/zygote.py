"""A process that has loaded the portal's libraries and forks real servers from itself, so that a
restart takes a fraction of a second. It reads `start PORT APPLICATION` and answers with the pid.

The child is gunicorn as its command line starts it: own session, the settings of `deploy/`, the
application made anew in its worker.
"""

import ctypes
import os
import signal
import sys

import gunicorn.app.wsgiapp
import gunicorn.workers.gthread

import portal.app  # noqa: F401 - loaded before it is forked

CONFIG = "deploy/gunicorn.conf.py"
SET_CHILD_SUBREAPER = 36


def serve(port: str, application: str) -> None:
    """Be gunicorn; does not return."""
    os.setsid()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.dup2(2, 1)
    sys.argv = ["gunicorn", "-c", CONFIG, "-b", f"127.0.0.1:{port}", "--threads", "4", "-w", "1", application]
    gunicorn.app.wsgiapp.run()
    os._exit(0)


def main() -> None:
    """Fork a server for each line read.

    A killed server's own children become this process's, which lets them go at once: the first process of a
    container may take seconds, and until then the server seems to live.
    """
    ctypes.CDLL(None).prctl(SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    print("ready", flush=True)
    for line in sys.stdin:
        _start, port, application = line.split()
        pid = os.fork()
        if pid == 0:
            serve(port, application)
        print(pid, flush=True)


if __name__ == "__main__":
    main()
