"""Stored bytes behind fsspec: a folder by default, object storage by address; written once."""

import hashlib
import os
import tempfile
from pathlib import PurePosixPath

import fsspec
from flask import current_app


class StorageDamaged(RuntimeError):
    """What was read is not what was stored: the hash differs."""


def put(data: bytes, folder: str, suffix: str) -> tuple[str, str]:
    """Store bytes under their SHA-256 and return `(key, sha256)`; the same bytes are stored once.

    On a disk: written beside, flushed to disk, then renamed, so that a crash leaves all or nothing.
    """
    digest = hashlib.sha256(data).hexdigest()
    key = f"{folder}/{digest[:2]}/{digest}{suffix}"
    filesystem, root = _filesystem()
    path = str(PurePosixPath(root) / key)
    if filesystem.exists(path):
        return key, digest
    if "file" in _protocols(filesystem):
        _write_file(path, data)
    else:
        filesystem.pipe_file(path, data)
    return key, digest


def get(key: str, sha256: str) -> bytes:
    """Return stored bytes; raise `FileNotFoundError`, or `StorageDamaged` where the hash differs."""
    filesystem, root = _filesystem()
    data: bytes = filesystem.cat_file(str(PurePosixPath(root) / key))
    if hashlib.sha256(data).hexdigest() != sha256:
        raise StorageDamaged(key)
    return data


def is_writable() -> bool:
    """Tell whether a byte can be stored now (for `/readyz`)."""
    put(b"ready", "probe", ".txt")
    return True


def _filesystem() -> tuple[fsspec.AbstractFileSystem, str]:
    url = current_app.config["STORAGE_URL"]
    options = current_app.config.get("STORAGE_OPTIONS", {})
    filesystem, root = fsspec.core.url_to_fs(url, **options)
    return filesystem, root


def _protocols(filesystem: fsspec.AbstractFileSystem) -> tuple[str, ...]:
    protocol = filesystem.protocol
    return (protocol,) if isinstance(protocol, str) else tuple(protocol)


def _write_file(path: str, data: bytes) -> None:
    folder = os.path.dirname(path)
    os.makedirs(folder, exist_ok=True)
    handle, beside = tempfile.mkstemp(dir=folder)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, path)
    except BaseException:
        os.unlink(beside)
        raise
