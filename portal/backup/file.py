"""The file of a backup: a tar archive of the database, the stored files, and last a manifest of it all.

One that was cut off has no manifest, one that was damaged does not match it; both are refused before
anything is touched. It is written beside its name, flushed to disk and renamed: there or not there.
"""

import hashlib
import json
import os
import re
import tarfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Self

from portal.core.storage import sync_folder

FORMAT = 1
DATABASE, MANIFEST = "database", "manifest.json"
_STORED = re.compile(r"storage/([a-z]+/(?:[0-9a-f]{32}/)?[0-9a-f]{2}/([0-9a-f]{64})\.[a-z0-9]+)")
_CHUNK = 1024 * 1024


class BackupRefused(RuntimeError):
    """A backup or a restore cannot be done; the message says in one line why."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds: of which engine and migration, rows by table, hash by member."""

    engine: str
    revision: str
    taken_at: str
    rows: dict[str, int]
    members: dict[str, str] = field(default_factory=dict)
    format: int = FORMAT


class _Hashed:
    """A file that is hashed while it is read."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self.hash = file, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        data = self._file.read(size)
        self.hash.update(data)
        return data


class BackupWriter:
    """A backup being written; nothing stands under its name until `finish`."""

    def __init__(self, path: Path) -> None:
        self.path, self._beside = path, path.with_name(path.name + ".partial")
        if path.exists():
            raise BackupRefused(f"{path} exists already")
        handle = os.open(self._beside, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
        self._file = os.fdopen(handle, "wb")
        self._tar = tarfile.open(fileobj=self._file, mode="w", format=tarfile.PAX_FORMAT)  # noqa: SIM115 - `finish` closes
        self._members: dict[str, str] = {}

    def add(self, name: str, source: Path) -> None:
        """Add a file under a name."""
        with source.open("rb") as file:
            info = tarfile.TarInfo(name)
            info.size = os.fstat(file.fileno()).st_size
            hashed = _Hashed(file)
            self._tar.addfile(info, hashed)
        self._members[name] = hashed.hash.hexdigest()

    def finish(self, manifest: Manifest) -> int:
        """Add the manifest and give the file its name; return its size in bytes."""
        whole = asdict(manifest) | {"members": self._members}
        beside = self._beside.with_name(self._beside.name + ".json")
        beside.write_text(json.dumps(whole, sort_keys=True))
        try:
            self.add(MANIFEST, beside)
        finally:
            beside.unlink()
        self._tar.close()
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        self._beside.rename(self.path)
        sync_folder(self.path.parent)
        return self.path.stat().st_size

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_failure: object) -> None:
        if not self._file.closed:
            self._file.close()
            self._beside.unlink(missing_ok=True)


def verified(path: Path) -> Manifest:
    """Read a backup from end to end and return its manifest; `BackupRefused` where it is not whole."""
    try:
        seen, manifest = _read_through(path)
    except FileNotFoundError:
        raise BackupRefused(f"there is no {path}") from None
    except (tarfile.TarError, EOFError, ValueError, TypeError) as error:
        raise BackupRefused(f"{path} is not a whole backup: {error}") from error
    if manifest is None:
        raise BackupRefused(f"{path} is not a whole backup: its end is missing")
    if manifest.format != FORMAT:
        raise BackupRefused(f"{path} was written by another version of the portal (format {manifest.format})")
    if seen != manifest.members or DATABASE not in seen:
        odd = sorted(name for name in {*seen, *manifest.members} if seen.get(name) != manifest.members.get(name))
        raise BackupRefused(f"{path} is damaged: {', '.join(odd[:5]) or DATABASE}")
    return manifest


def _read_through(path: Path) -> tuple[dict[str, str], Manifest | None]:
    seen: dict[str, str] = {}
    manifest = None
    with tarfile.open(path, "r:") as tar:
        for info in tar:
            file = tar.extractfile(info)
            if file is None or not (info.name in (DATABASE, MANIFEST) or _STORED.fullmatch(info.name)):
                raise ValueError(f"a member {info.name!r}")
            if info.name == MANIFEST:
                manifest = Manifest(**json.loads(file.read()))
            else:
                seen[info.name] = _digest(file)
                if (stored := _STORED.fullmatch(info.name)) and stored[2] != seen[info.name]:
                    raise ValueError(f"{info.name} holds other bytes than its name says")
    return seen, manifest


def _digest(file: IO[bytes]) -> str:
    digest = hashlib.sha256()
    while chunk := file.read(_CHUNK):
        digest.update(chunk)
    return digest.hexdigest()


def stored_name(key: str) -> str | None:
    """Return the member's name of a stored file, or None where its key is not one of the storage's own."""
    name = f"storage/{key}"
    return name if _STORED.fullmatch(name) else None


def stored_files(path: Path) -> Iterator[tuple[str, bytes]]:
    """Yield key and bytes of every stored file in a backup that was verified."""
    with tarfile.open(path, "r:") as tar:
        for info in tar:
            if (match := _STORED.fullmatch(info.name)) and (file := tar.extractfile(info)):
                yield match[1], file.read()


def unpack_database(path: Path, target: Path) -> None:
    """Write the database member of a verified backup to a file of its own, flushed to disk."""
    with tarfile.open(path, "r:") as tar, target.open("wb") as sink:
        source = tar.extractfile(DATABASE)
        assert source is not None
        while chunk := source.read(_CHUNK):
            sink.write(chunk)
        sink.flush()
        os.fsync(sink.fileno())
