"""A running portal for journeys: the real application on a loopback port, with a worker beside it."""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from flask import Flask
from werkzeug.serving import make_server

from portal.core.data.sessions import db
from portal.core.jobs.worker import work_forever
from portal.core.scope import EVERYONE, scoped

CAME_OF_IT = """
    SELECT o.po_number AS po, o.number AS placed, s.number AS shipment, i.number AS invoice, c.number AS claim,
    (SELECT CAST(a.id AS TEXT) FROM credit_account a WHERE a.distributor_id = o.distributor_id) AS account
    FROM sales_order o LEFT JOIN shipment_line l ON l.order_id = o.id LEFT JOIN shipment s ON s.id = l.shipment_id
    LEFT JOIN invoice i ON i.shipment_id = s.id LEFT JOIN claim c ON c.shipment_id = s.id"""


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


def numbers_in(app: Flask) -> dict[str, str]:
    """What the demo numbered: `{NM-7755}` is the order of a purchase order, `{shipment:NM-7755}` what came of it."""
    known: dict[str, str] = {}
    with app.app_context(), scoped(EVERYONE):
        for row in db.session.execute(sa.text(CAME_OF_IT)):
            came = {f"{{{kind}:{row.po}}}": getattr(row, kind) for kind in ("shipment", "invoice", "claim", "account")}
            known |= {mark: number for mark, number in came.items() if number} | {f"{{{row.po}}}": row.placed}
    return known


def address_of(path: str, known: dict[str, str]) -> str:
    """An address with its marks replaced; a mark nobody knows is an error of the test."""
    return re.sub(r"\{[^}]+\}", lambda mark: known[mark[0]], path)
