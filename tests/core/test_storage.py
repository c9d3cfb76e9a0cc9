"""Object storage that refuses or hangs: `Unavailable` within its time, and never by all threads at once."""

import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from portal.core import storage
from portal.core.errors import Unavailable
from portal.core.web.health import Readiness
from tests.conftest import ON_SQLITE

pytestmark = ON_SQLITE
DIGEST = "0" * 64


def test_a_file_in_the_place_of_a_folder_is_none_of_its_files(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "STORAGE_URL", f"file://{tmp_path}")
    key, _digest = storage.put(b"photo", "photos", ".jpg")
    assert (list(storage.keys("photos")), list(storage.keys("papers"))) == ([key], [])
    (tmp_path / "papers").write_text("no folder")
    assert list(storage.keys("papers")) == []
    with pytest.raises(Unavailable):
        storage.put(b"paper", "papers", ".pdf")


@pytest.fixture
def object_storage(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[socket.socket]:
    """A bucket whose server has an address and does not answer: it is not there, or `listen` lets it hang."""
    server = socket.socket()
    server.bind(("127.0.0.1", 0))
    for name, value in {
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{server.getsockname()[1]}",
        "AWS_ACCESS_KEY_ID": "key",
        "AWS_SECRET_ACCESS_KEY": "secret",
        "AWS_DEFAULT_REGION": "eu-central-1",
    }.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setitem(app.config, "STORAGE_URL", f"s3://bucket-{server.getsockname()[1]}")
    monkeypatch.setitem(app.config, "STORAGE_TIMEOUT", 0.05)
    with server:
        yield server


@pytest.mark.parametrize("hangs", [False, True])
def test_what_is_asked_of_storage_that_is_away_is_refused_in_time(
    app: Flask, object_storage: socket.socket, hangs: bool
) -> None:
    if hangs:
        object_storage.listen(100)
    for ask in (
        lambda: storage.put(b"paper", "papers", ".pdf"),
        lambda: storage.get("papers/00/0.pdf", DIGEST),
        lambda: storage.opened("papers/00/0.pdf"),
        lambda: list(storage.keys("papers")),
        lambda: storage.remove("papers/00/0.pdf"),
        lambda: storage.forget_folder("papers"),
        storage.is_writable,
    ):
        with pytest.raises(Unavailable, match="the storage does not do it now"):
            ask()


def test_threads_beyond_the_lanes_do_not_wait_for_it(
    app: Flask, object_storage: socket.socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storage, "LANE_WAIT", 0)
    for _lane in range(storage.LANES):
        assert storage._lanes.acquire(blocking=False)
    try:
        with pytest.raises(Unavailable, match="others waiting"):
            storage.get("papers/00/0.pdf", DIGEST)
    finally:
        for _lane in range(storage.LANES):
            storage._lanes.release()


@pytest.fixture
def held(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Readiness, threading.Event, list[int]]]:
    """A readiness whose storage is not answered for until the event is set; the list counts who asked it."""
    go_on, asked = threading.Event(), []

    class Hanging:
        protocol = "memory"

        def pipe_file(self, _path: str, _data: bytes) -> None:
            asked.append(1)
            go_on.wait(10)

    monkeypatch.setattr(storage, "_filesystem", lambda: (Hanging(), "/"))
    yield Readiness(60), go_on, asked
    go_on.set()


def test_one_thread_looks_whether_the_portal_is_ready_and_all_others_are_told_what_is_known(
    app: Flask, held: tuple[Readiness, threading.Event, list[int]]
) -> None:
    readiness, go_on, asked = held

    def look() -> None:
        with app.app_context():
            readiness.now()

    looking = threading.Thread(target=look)
    looking.start()
    while not asked:
        looking.join(0.005)
    meanwhile = [readiness.now() for _asker in range(20)]
    go_on.set()
    looking.join()

    assert meanwhile == [{"first look": "not ended"}] * 20
    assert [readiness.now()["storage"] for _asker in range(20)] == ["ok"] * 20
    assert asked == [1]
