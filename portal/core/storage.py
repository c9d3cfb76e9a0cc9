"""Stored bytes behind fsspec: a folder by default, object storage by address; written once.

A file's name is the SHA-256 of its bytes, so the same bytes are stored once in a folder and nothing
is ever overwritten. Storage that is full, read-only or away refuses with `Unavailable`, nothing half there.

Object storage that does not answer is not waited for long (`STORAGE_TIMEOUT`), and never by more than `LANES` threads
of a process at once: whoever comes beyond them is refused after a second, and pages without files go on.
"""

import hashlib
import os
import tempfile
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO

import fsspec
from flask import current_app

from portal.core.errors import Unavailable

PROBE = "probe/ready.txt"
BLOCK = 1024 * 1024
LANES = 4
"""Threads of a process that may wait for object storage at once; half of those that answer pages."""
LANE_WAIT = 1.0
TRIES = 2
"""How often a request to object storage is made before it counts as away."""
SLOWEST = 256 * 1024
"""Bytes a second below which object storage counts as away."""
LARGEST_READ = 64 * BLOCK
"""Bytes read at once at most; what is larger is read block by block."""
OBJECT_STORES = ("s3", "s3a")
_lanes = threading.BoundedSemaphore(LANES)


class StorageDamaged(RuntimeError):
    """What was read is not what was stored: the hash differs."""


def put(data: bytes, folder: str, suffix: str) -> tuple[str, str]:
    """Store bytes under their SHA-256 and return `(key, sha256)`; the same bytes are stored once.

    On a disk: written beside, flushed to disk, then renamed, so that a crash leaves all or nothing.
    Raises `Unavailable` where the storage cannot keep it now.
    """
    digest = hashlib.sha256(data).hexdigest()
    key = f"{folder}/{digest[:2]}/{digest}{suffix}"
    filesystem, root = _filesystem()
    path = str(PurePosixPath(root) / key)
    with _asked(filesystem, writes=True):
        if not filesystem.exists(path, **_in_time(filesystem)):
            _write(filesystem, path, data)
    return key, digest


def keys(folder: str) -> Iterator[str]:
    """Yield the keys of all files stored in a folder; none where there is no folder, or a file in its place.

    That file is nobody's to sweep: it is what is wrong with the storage, and `put` says so.
    """
    filesystem, root = _filesystem()
    with _asked(filesystem):
        found = filesystem.find(str(PurePosixPath(root) / folder), **_in_time(filesystem))
    for path in found:
        key = PurePosixPath(path).relative_to(root).as_posix()
        if key != folder:
            yield key


def remove(key: str) -> None:
    """Remove a stored file for good, and the folders it leaves empty; one that is gone already is no matter."""
    filesystem, root = _filesystem()
    path = PurePosixPath(root) / key
    with suppress(FileNotFoundError), _asked(filesystem):
        filesystem.rm_file(str(path), **_in_time(filesystem))
    if "file" in _protocols(filesystem):
        with suppress(OSError):
            for left in path.relative_to(root).parents[:-2]:
                Path(root, left).rmdir()


def put_file(source: Path, folder: str, suffix: str) -> tuple[str, str, int]:
    """Store a file as `put` stores bytes, block by block; return `(key, sha256, size)`.

    Raises `Unavailable` where the storage cannot keep it now.
    """
    with source.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    key = f"{folder}/{digest[:2]}/{digest}{suffix}"
    filesystem, root = _filesystem()
    path = str(PurePosixPath(root) / key)
    with _asked(filesystem, writes=True):
        if "file" in _protocols(filesystem):
            with source.open("rb") as file:
                write_file(path, iter(partial(file.read, BLOCK), b""))
        else:
            filesystem.put_file(str(source), path, **_in_time(filesystem, source.stat().st_size))
    return key, digest, source.stat().st_size


def opened(key: str) -> BinaryIO:
    """Return a stored file to be read block by block; raise `FileNotFoundError` where it is gone.

    Raises `Unavailable` where the storage does not give it now.
    """
    filesystem, root = _filesystem()
    with _asked(filesystem):
        file: BinaryIO = filesystem.open(str(PurePosixPath(root) / key), "rb")
    return file


def forget_folder(folder: str) -> None:
    """Delete a folder with all in it; one that is not there is forgotten already."""
    filesystem, root = _filesystem()
    with suppress(FileNotFoundError), _asked(filesystem):
        filesystem.rm(str(PurePosixPath(root) / folder), recursive=True, **_in_time(filesystem))


def replace(key: str, data: bytes) -> None:
    """Store bytes of a backup under the key they had, over whatever stands there (a damaged file, say)."""
    filesystem, root = _filesystem()
    _write(filesystem, str(PurePosixPath(root) / key), data)


def get(key: str, sha256: str) -> bytes:
    """Return stored bytes; raise `FileNotFoundError`, or `StorageDamaged` where the hash differs.

    Raises `Unavailable` where the storage does not give them now.
    """
    filesystem, root = _filesystem()
    with _asked(filesystem):
        data: bytes = filesystem.cat_file(str(PurePosixPath(root) / key), **_in_time(filesystem, LARGEST_READ))
    if hashlib.sha256(data).hexdigest() != sha256:
        raise StorageDamaged(key)
    return data


def is_writable() -> bool:
    """Tell whether a byte can be stored now (for `/readyz`): it writes one each time."""
    filesystem, root = _filesystem()
    with _asked(filesystem, writes=True):
        _write(filesystem, str(PurePosixPath(root) / PROBE), b"ready")
    return True


def folder() -> str | None:
    """Return the folder everything is stored in, or None where it is object storage."""
    filesystem, root = _filesystem()
    return root if "file" in _protocols(filesystem) else None


def _write(filesystem: fsspec.AbstractFileSystem, path: str, data: bytes) -> None:
    if "file" in _protocols(filesystem):
        write_file(path, data)
    else:
        filesystem.pipe_file(path, data, **_in_time(filesystem, len(data)))


def _in_time(filesystem: fsspec.AbstractFileSystem, size: int = 0) -> dict[str, float]:
    """Return by when object storage must have done all it is asked for, whatever its single answers take.

    A request that is sent and waited for piece by piece may hang between them, where no limit of its own holds.
    """
    if not getattr(filesystem, "async_impl", False):
        return {}
    return {"timeout": 3 * TRIES * current_app.config["STORAGE_TIMEOUT"] + size / SLOWEST}


@contextmanager
def _asked(filesystem: fsspec.AbstractFileSystem, *, writes: bool = False) -> Iterator[None]:
    """Ask the storage for something; what is wrong with it is `Unavailable`, but for a file that is not there to read.

    A place that is not there to write to is wrong with the storage.
    """
    in_lane = "file" not in _protocols(filesystem)
    if in_lane and not _lanes.acquire(timeout=LANE_WAIT):
        raise Unavailable("the storage has others waiting for it")
    try:
        yield
    except Exception as error:
        if isinstance(error, FileNotFoundError) and not writes:
            raise
        raise Unavailable(f"the storage does not do it now: {error!r}") from error
    finally:
        if in_lane:
            _lanes.release()


def _filesystem() -> tuple[fsspec.AbstractFileSystem, str]:
    url = current_app.config["STORAGE_URL"]
    if url.partition("://")[0] not in OBJECT_STORES:
        filesystem, root = fsspec.core.url_to_fs(url)
        return filesystem, root
    filesystem, root = fsspec.core.url_to_fs(url, config_kwargs=_limits(current_app.config["STORAGE_TIMEOUT"]))
    filesystem.retries = TRIES
    return filesystem, root


def _limits(seconds: float) -> dict[str, Any]:
    return {"connect_timeout": seconds, "read_timeout": seconds, "retries": {"max_attempts": 0}}


def _protocols(filesystem: fsspec.AbstractFileSystem) -> tuple[str, ...]:
    protocol = filesystem.protocol
    return (protocol,) if isinstance(protocol, str) else tuple(protocol)


def write_file(path: str, data: bytes | Iterable[bytes]) -> None:
    """Write a file, of its bytes or of blocks of them, whole or not at all.

    It is on the disk, under its name, when this returns.
    """
    into = Path(path).parent
    into.mkdir(parents=True, exist_ok=True)
    handle, beside = tempfile.mkstemp(dir=into)
    try:
        with os.fdopen(handle, "wb") as file:
            file.writelines([data] if isinstance(data, bytes) else data)
            file.flush()
            os.fsync(file.fileno())
        Path(beside).replace(path)
        sync_folder(into)
    except BaseException:
        with suppress(OSError):
            Path(beside).unlink()
        raise


def sync_folder(path: Path) -> None:
    """Flush a folder to disk, so that a name given in it outlives a power cut."""
    handle = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
