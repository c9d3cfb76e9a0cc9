"""A throw-away PostgreSQL cluster in one directory: found, made, started and stopped."""

import os
import pwd
import shutil
import subprocess
from pathlib import Path
from typing import Any, Literal

StopMode = Literal["fast", "immediate"]

SETTINGS = {
    "listen_addresses": "''",
    "fsync": "off",
    "full_page_writes": "off",
    "max_connections": "200",
    "shared_buffers": "128MB",
    # What the planner learns of one test's few rows would mislead it in the next with many.
    "autovacuum": "off",
}
INSTALLED = Path("/usr/lib/postgresql")
PORT = 5432  # names the socket file; the server listens on no network address


class PostgresError(RuntimeError):
    """PostgreSQL is not installed, or one of its programs failed; the text says which and why."""


def find_programs() -> Path:
    """Directory of the server's programs: Debian's newest version, else the one on the PATH."""
    versions = [path.parent for path in INSTALLED.glob("*/bin/initdb")]
    versions.sort(key=lambda bin_dir: float(bin_dir.parent.name))
    on_path = shutil.which("initdb")
    candidates = [*reversed(versions), *([Path(on_path).resolve().parent] if on_path else [])]
    for candidate in candidates:
        if all((candidate / name).exists() for name in ("initdb", "pg_ctl", "postgres")):
            return candidate
    raise PostgresError("No PostgreSQL server is installed; run: sudo apt-get install postgresql")


class Cluster:
    """Data and socket of one server below `base`; for root it runs as the user `postgres`."""

    def __init__(self, base: Path) -> None:
        self.base = base
        self.data = base / "data"
        self.log = base / "data" / "server.log"

    @property
    def sockets(self) -> Path:
        """Directory of the socket; its path must stay below the kernel's 107 bytes."""
        return self.base

    def make(self, *, survives_crash: bool) -> None:
        """Writes a new cluster whose socket trusts everybody; its superuser is `postgres`.

        Without `survives_crash` a commit is answered before it is written, so a killed server
        forgets the last ones.
        """
        if account := _server_account():
            shutil.chown(self.base, account)
        self._run(
            "initdb",
            f"--pgdata={self.data}",
            "--username=postgres",
            "--auth=trust",
            "--encoding=UTF8",
            "--locale=C.UTF-8",
            "--no-sync",
            "--no-instructions",
        )
        lines = [f"{name} = {value}\n" for name, value in SETTINGS.items()]
        lines.append(f"synchronous_commit = {'on' if survives_crash else 'off'}\n")
        lines.append(f"unix_socket_directories = '{self.sockets}'\n")
        with (self.data / "postgresql.conf").open("a", encoding="utf-8") as settings:
            settings.writelines(lines)

    def follow(self, server: "Cluster") -> None:
        """Writes a cluster that streams from a running server, and asks it again soon after that was away."""
        if account := _server_account():
            shutil.chown(self.base, account)
        self._run(
            "pg_basebackup",
            f"--pgdata={self.data}",
            f"--host={server.sockets}",
            f"--port={PORT}",
            "--username=postgres",
            "--checkpoint=fast",
            "--write-recovery-conf",
            "--no-sync",
        )
        with (self.data / "postgresql.conf").open("a", encoding="utf-8") as settings:
            settings.write(f"unix_socket_directories = '{self.sockets}'\nwal_retrieve_retry_interval = 100ms\n")

    def start(self) -> None:
        """Starts the server and returns when it answers."""
        self._pg_ctl("start", f"--log={self.log}", f"--options=-p {PORT}")

    def stop(self, mode: StopMode = "fast") -> None:
        """Stops the server; `immediate` is a crash, after which the next start recovers."""
        self._pg_ctl("stop", f"--mode={mode}")

    def _pg_ctl(self, action: str, *options: str) -> None:
        self._run("pg_ctl", action, f"--pgdata={self.data}", "--wait", "--silent", *options)

    def _run(self, program: str, *arguments: str) -> None:
        # Output goes to a file: a server holding a pipe's other end would keep its reader waiting.
        output = self.base / f"{program}.out"
        with output.open("wb") as sink:
            done = subprocess.run(
                [find_programs() / program, *arguments],
                cwd=self.base,
                env={**os.environ, "LC_ALL": "C.UTF-8"},
                stdin=subprocess.DEVNULL,
                stdout=sink,
                stderr=sink,
                check=False,
                **_as_account(_server_account()),
            )
        if done.returncode != 0:
            said = output.read_text(errors="replace")[-1000:]
            logged = self.log.read_text(errors="replace")[-1000:] if self.log.exists() else ""
            raise PostgresError(f"{program} {arguments[0]} failed: {said.strip()} {logged.strip()}")


def _server_account() -> str | None:
    """The account to run the server as, when ours may not: initdb refuses root."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam("postgres").pw_name
    except KeyError:
        raise PostgresError("For root, PostgreSQL needs the user postgres") from None


def _as_account(account: str | None) -> dict[str, Any]:
    if account is None:
        return {}
    return {"user": account, "group": pwd.getpwnam(account).pw_gid, "extra_groups": []}
