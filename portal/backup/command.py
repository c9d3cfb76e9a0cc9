"""Backup and restore of everything the portal keeps: its database, and the files of its storage folder.

The database is copied first, at one moment and without holding up writers; then the files. A file is
stored before the row that names it commits and never changes, so every file the copy names is there.
Files in object storage are not part of it. On the way back the files come first again.
"""

import hashlib
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy import orm

from portal.backup import postgres, sqlite
from portal.backup.file import (
    DATABASE,
    BackupRefused,
    BackupWriter,
    Manifest,
    stored_files,
    stored_name,
    unpack_database,
    verified,
)
from portal.core import storage
from portal.core.data.migrations import known_migrations, migration_of, newest_migration
from portal.core.data.owned import Base
from portal.core.data.sessions import db, on_postgresql
from portal.core.errors import Unavailable

SQLITE, POSTGRESQL = "sqlite", "postgresql"


@dataclass(frozen=True, slots=True)
class Taken:
    """What was backed up; `files` is None where they are in object storage, `damaged` were left out."""

    size: int
    revision: str
    tables: int
    rows: int
    files: int | None
    damaged: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PutBack:
    """What was restored; `migrate` says that the code is newer than the backup."""

    taken_at: str
    revision: str
    tables: int
    rows: int
    files: int
    migrate: bool


def take_backup(target: Path, now: datetime) -> Taken:
    """Write a backup of the running portal to a new file, readable by its owner alone.

    Raises `BackupRefused` where the file exists or the database cannot be copied.
    """
    target = target.resolve()
    if not target.parent.is_dir():
        raise BackupRefused(f"there is no folder {target.parent}")
    with BackupWriter(target) as writer, _beside(target) as work:
        copy = Path(work) / DATABASE
        revision, rows = _copy_database(copy)
        writer.add(DATABASE, copy)
        copy.unlink()
        files, damaged = _add_files(writer)
        engine = POSTGRESQL if on_postgresql() else SQLITE
        size = writer.finish(Manifest(engine, revision, now.isoformat(), rows))
    return Taken(size, revision, len(rows), sum(rows.values()), files, tuple(damaged))


def _beside(target: Path) -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(dir=target.parent, prefix=".portal-")


def _copy_database(copy: Path) -> tuple[str, dict[str, int]]:
    db.session.remove()
    if on_postgresql():
        return postgres.dump_database(db.engine, copy)
    return sqlite.copy_database(_sqlite_path(), copy)


def _sqlite_path() -> Path:
    name = db.engine.url.database
    if not name or name == ":memory:":
        raise BackupRefused("a database in memory cannot be backed up")
    return Path(name)


def _add_files(writer: BackupWriter) -> tuple[int | None, list[str]]:
    """Add every stored file; return how many, and those that are not what their name says."""
    folder = storage.folder()
    if folder is None:
        return None, []
    count, damaged = 0, []
    for path in sorted(Path(folder).rglob("*")):
        key = path.relative_to(folder).as_posix()
        name = stored_name(key)
        if name is None:
            continue
        with suppress(FileNotFoundError):  # swept meanwhile: no row names it
            if hashlib.sha256(path.read_bytes()).hexdigest() != path.stem:
                damaged.append(key)
                continue
            writer.add(name, path)
            count += 1
    return count, damaged


def put_back(source: Path, *, replace: bool) -> PutBack:
    """Restore a backup into the database and the storage that the settings name.

    The backup is read from end to end first. Raises `BackupRefused`, and nothing was changed, where
    it is damaged, of the other engine or newer than the code, and where the database is not empty
    (unless `replace`; on PostgreSQL it must then stand at the backup's own migration).
    """
    manifest = verified(source)
    _refuse_unfit(source, manifest, replace=replace)
    files = 0
    for key, data in stored_files(source):
        storage.replace(key, data)
        files += 1
    found = _load_database(source, replace=replace)
    if found != (manifest.revision, manifest.rows):
        odd = sorted(table for table in manifest.rows if found[1].get(table) != manifest.rows[table])
        raise BackupRefused(f"what was restored is not what was backed up: {', '.join(odd) or found[0]}")
    behind = manifest.revision != newest_migration()
    rows = sum(manifest.rows.values())
    return PutBack(manifest.taken_at, manifest.revision, len(manifest.rows), rows, files, behind)


def _refuse_unfit(source: Path, manifest: Manifest, *, replace: bool) -> None:
    engine = POSTGRESQL if on_postgresql() else SQLITE
    if manifest.engine != engine:
        raise BackupRefused(f"{source} is of a {manifest.engine} database, DATABASE_URL names a {engine} one")
    if manifest.revision not in known_migrations():
        raise BackupRefused(f"{source} is newer than this code (migration {manifest.revision}); install that version")
    db.session.remove()
    db.engine.dispose()
    if _is_empty():
        return
    if not replace:
        raise BackupRefused("the database is not empty; --replace puts the backup in its place")
    if on_postgresql() and (there := _revision_there()) != manifest.revision:
        raise BackupRefused(
            f"the database stands at migration {there or 'none'}, the backup at {manifest.revision}:"
            " restore into an empty database"
        )
    if not on_postgresql():
        sqlite.take_alone(_sqlite_path())


def _is_empty() -> bool:
    return postgres.is_empty(db.engine) if on_postgresql() else sqlite.is_empty(_sqlite_path())


def _revision_there() -> str:
    with db.engine.connect() as connection:
        return migration_of(connection)


def _load_database(source: Path, *, replace: bool) -> tuple[str, dict[str, int]]:
    place = _sqlite_path().resolve() if not on_postgresql() else Path(tempfile.gettempdir()) / "portal"
    place.parent.mkdir(parents=True, exist_ok=True)
    with _beside(place) as work:
        unpacked = Path(work) / DATABASE
        unpack_database(source, unpacked)
        if on_postgresql():
            return postgres.load_dump(db.engine, unpacked, replace=replace and not _is_empty())
        return sqlite.put_in_place(unpacked, place)


def damaged_files() -> Iterator[tuple[str, str, str]]:
    """Read every stored file a row names; yield table, key and what is wrong with those that are not whole."""
    for mapper in Base.registry.mappers:
        columns = mapper.local_table.c
        if "storage_key" in columns and "sha256" in columns:
            for key, sha256 in _named(mapper):
                try:
                    storage.get(key, sha256)
                except (OSError, Unavailable, storage.StorageDamaged) as error:
                    yield mapper.class_.__tablename__, key, type(error).__name__


def _named(mapper: orm.Mapper[object]) -> list[tuple[str, str]]:
    model = mapper.class_
    query = sa.select(model.storage_key, model.sha256).where(model.storage_key != "").distinct()  # type: ignore[attr-defined]
    return [(key, sha256) for key, sha256 in db.session.execute(query.order_by(model.storage_key))]  # type: ignore[attr-defined]
