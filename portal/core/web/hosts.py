"""Which names the portal answers to: all it is told for people, any for those who watch it.

A load balancer or a container asks by address whether a process lives, so `/healthz`, `/readyz` and `/metrics` are
answered whatever the name. Every other request under a name that is not ours gets a bare page and one line in the
log, before anything of it is looked at: no page, no address and no mail is ever made from such a name.
"""

from collections.abc import Iterable
from typing import Any

import structlog
from flask import Flask
from werkzeug.sansio.utils import host_is_trusted
from werkzeug.wrappers import Response

from portal.core.web.errorpages import unread_page
from portal.core.web.security import HEADERS

log = structlog.get_logger("portal.hosts")
WATCHING = frozenset({"/healthz", "/readyz", "/metrics"})
LONGEST_TOLD = 100


class KnownHosts:
    """Stands before an application whose `TRUSTED_HOSTS` are told."""

    def __init__(self, app: Flask, names: tuple[str, ...]) -> None:
        self.inner = app.wsgi_app
        self.names = names
        self.own = names[0].removeprefix(".")
        with app.test_request_context(base_url=f"http://{self.own}"):
            self.page = unread_page(400)

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """Answer who watches under our own name, all others under theirs where it is one of ours."""
        if environ.get("PATH_INFO") in WATCHING:
            environ["HTTP_HOST"] = self.own
            return self.inner(environ, start_response)
        name = environ["HTTP_HOST"] = environ.get("HTTP_HOST", "").lower()
        if host_is_trusted(name, self.names):
            return self.inner(environ, start_response)
        log.info("host_unknown", host=name[:LONGEST_TOLD])
        headers = {**HEADERS, "Cache-Control": "no-store, private"}
        return Response(self.page, 400, headers, content_type="text/html; charset=utf-8")(environ, start_response)


def install(app: Flask, names: tuple[str, ...]) -> None:
    """Let an application answer to these names alone; to any where none is told."""
    if names:
        app.wsgi_app = KnownHosts(app, names)  # type: ignore[method-assign]
