"""Units of systemd as far as the guide needs them: what is started, as whom, with which settings."""

import os
import re
import shlex
import shutil
import signal
import subprocess
import time
from pathlib import Path

UNITS = Path("/etc/systemd/system")
PIDS = Path("/run/units")


def environment_of(file: str) -> dict[str, str]:
    """Return the settings of a file."""
    lines = [line for line in Path(file).read_text().splitlines() if "=" in line and not line.startswith("#")]
    return dict(line.split("=", 1) for line in lines)


def unit(name: str) -> dict[str, list[str]]:
    """Return the lines of a unit's file by their names; `%i` is what stands behind the @."""
    base, at, instance = name.partition("@")
    text = (UNITS / f"{base}{'@' if at else ''}.service").read_text().replace("\\\n", " ").replace("%i", instance)
    found: dict[str, list[str]] = {}
    for key, value in re.findall(r"^(\w+)=(.*)$", text, re.MULTILINE):
        found.setdefault(key, []).append(value)
    return found


def start(name: str) -> None:
    """Start a service as its unit says."""
    told = unit(name)
    user = told["User"][0]
    group = told.get("Group", [user])[0]
    for folder in told.get("RuntimeDirectory", []):
        path = Path("/run", folder)
        path.mkdir(exist_ok=True)
        path.chmod(int(told["RuntimeDirectoryMode"][0], 8))
        shutil.chown(path, user, group)
    given = {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", **environment_of(told["EnvironmentFile"][0])}
    given |= dict(each.split("=", 1) for each in told.get("Environment", []))
    as_user = ["setpriv", f"--reuid={user}", f"--regid={group}", "--init-groups"]
    PIDS.mkdir(exist_ok=True)
    with Path(f"/var/log/{name}.log").open("ab") as log:
        process = subprocess.Popen(
            [*as_user, *shlex.split(told["ExecStart"][0])],
            cwd=told["WorkingDirectory"][0],
            env=given,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            umask=int(told.get("UMask", ["0022"])[0], 8),
        )
    (PIDS / name).write_text(str(process.pid))


def running(pattern: str) -> list[str]:
    """Return the services that run, of a name or a pattern."""
    return [found.name for found in PIDS.glob(pattern.removesuffix(".service"))]


def signalled(name: str, which: signal.Signals) -> int:
    """Send a running service a signal, and return its process."""
    pid = int((PIDS / name).read_text())
    os.kill(pid, which)
    return pid


def stop(name: str) -> None:
    """Stop a service, and return when it is gone."""
    pid = signalled(name, signal.SIGTERM)
    until = time.monotonic() + 40
    while Path(f"/proc/{pid}/cmdline").exists() and Path(f"/proc/{pid}/cmdline").read_bytes():
        if time.monotonic() > until:
            os.killpg(pid, signal.SIGKILL)
        time.sleep(0.1)
    (PIDS / name).unlink()
