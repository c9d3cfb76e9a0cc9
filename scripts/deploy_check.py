"""Follow the deploy guide word by word, in a place of its own, and look whether what it promises is so.

Every indented block of `deploy/README.md` for a machine is typed in order, as it stands. The place has its own /etc,
/opt, /srv, /run and /var (mounts nobody else sees) and its own network, so ports and users are those of the guide, and
nothing of this machine is touched. What a machine has and this place has not is played: a mail server, and of systemd
what the guide asks of it (units are read and started as they say; their sandbox is not). The way in is the one of the
guide: nginx, TLS included.

    sudo .venv/bin/python scripts/deploy_check.py
"""

import os
import re
import shutil
import subprocess
import sys
import threading
import time
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PLAYED = Path("/run/deploy-played")
"""Where every user of the place may run what is played, wherever the project itself lies."""
GUIDE = Path("deploy/README.md")
HOME = Path("/opt/parts-portal")
SOURCE, READY = Path("/opt/source.git"), Path("/opt/environment")
NEEDED = ("curl", "git", "ip", "nginx", "openssl", "setpriv")
OWN = ("/opt", "/srv", "/run", "/var/backups", "/var/log", "/var/lib/nginx", "/root")
CHAPTERS = (
    "## 1. Code and database",
    "## 2. Settings",
    "## 3a. On a machine (Debian 12 and 13)",
    "### Backup and restore",
    "### Upgrade, and the way back",
)
LATER = '''"""A table of the next release"""

import sqlalchemy as sa
from alembic import op

revision = "9999_later"
down_revision = "{newest}"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table("later", sa.Column("id", sa.Integer(), primary_key=True))


def downgrade() -> None:
    op.drop_table("later")
'''


def say(text: str) -> None:
    """Tell how far it has come."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def blocks(guide: str, chapter: str) -> list[str]:
    """Return the blocks a chapter gives to type, each as it stands."""
    text = guide.split(f"\n{chapter}\n", 1)[1]
    text = re.split(r"^#{2,3} ", text, maxsplit=1, flags=re.MULTILINE)[0]
    found = re.findall(r"(?:^    .*\n|(?<=\n)\n(?=    ))+", text, flags=re.MULTILINE)
    return [re.sub(r"^    ", "", block, flags=re.MULTILINE).strip("\n") for block in found if block.strip()]


def run(*command: str | Path, **more: object) -> subprocess.CompletedProcess[str]:
    """Run a program and return what it said; it must succeed."""
    return subprocess.run(command, check=True, text=True, **more)  # type: ignore[call-overload, no-any-return]


def enter() -> None:
    """Go into mounts of our own with the code and an environment made ready, then into a network of our own."""
    stage = os.environ.get("DEPLOY_CHECK_STAGE")
    if stage is None:
        os.environ["DEPLOY_CHECK_STAGE"] = "mounts"
        os.execvp("unshare", ["unshare", "--mount", "--propagation=private", sys.executable, __file__])
    if stage == "mounts":
        _mount()
        _make_source()
        os.environ["DEPLOY_CHECK_STAGE"] = "network"
        os.execvp("unshare", ["unshare", "--net", "--pid", "--fork", "--kill-child", sys.executable, __file__])
    run("ip", "link", "set", "lo", "up")
    run("mount", "-t", "proc", "proc", "/proc")


def _mount() -> None:
    """Give every folder the guide writes to a mount of its own; /etc begins as a copy."""
    run("mount", "-t", "tmpfs", "etc", "/mnt")
    run("cp", "-a", "/etc/.", "/mnt/")
    run("mount", "--move", "/mnt", "/etc")
    for folder in OWN:
        Path(folder).mkdir(exist_ok=True)
        if not str(ROOT).startswith(f"{folder}/") and not sys.base_prefix.startswith(f"{folder}/"):
            run("mount", "-t", "tmpfs", "-o", "mode=0755", "own", folder)
    for folder in ("/run/postgresql", "/var/log/nginx"):
        Path(folder).mkdir(exist_ok=True)
    shutil.chown("/run/postgresql", "postgres", "postgres")
    Path("/etc/nginx/sites-enabled").mkdir(parents=True, exist_ok=True)


def _make_source() -> None:
    """Make the repository the guide clones: this code as the release, and a next one with a migration more.

    The environment is made while there is still a network, at the place it will have.
    """
    work = Path("/opt/work")
    listed = run("git", "-C", ROOT, "ls-files", "-co", "--exclude-standard", "-z", capture_output=True).stdout
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            (work / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, work / name)
    git = ("git", "-C", work, "-c", "user.name=check", "-c", "user.email=check@portal.example")
    run("git", "init", "--quiet", "--initial-branch=main", work)
    run(*git, "add", "--all")
    run(*git, "commit", "--quiet", "-m", "The release")
    run("git", "clone", "--quiet", "--bare", work, SOURCE)
    newest = max(path.stem for path in (work / "migrations" / "versions").glob("[0-9]*.py"))
    (work / "migrations" / "versions" / "9999_later.py").write_text(LATER.format(newest=newest))
    run(*git, "add", "--all")
    run(*git, "commit", "--quiet", "-m", "The next release")
    run(*git, "push", "--quiet", SOURCE, "HEAD:refs/heads/next")
    run("git", "clone", "--quiet", SOURCE, HOME)
    run("bash", "scripts/environment.sh", "run", cwd=HOME)
    (HOME / ".venv").rename(READY)
    shutil.rmtree(HOME)
    shutil.rmtree(work)


def ground() -> None:
    """Put up what a machine of the guide has: PostgreSQL as Debian starts it, a mail server, a certificate."""
    shutil.copytree(ROOT / "scripts" / "deploy_played", PLAYED)
    programs = max(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name))
    data = Path("/srv/postgresql")
    data.mkdir()
    shutil.chown(data, "postgres", "postgres")
    asked = ["--auth-local=peer", "--auth-host=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]
    as_postgres("/srv", programs / "initdb", "--pgdata", data, *asked)
    os.environ["POSTGRESQL"] = f"{programs / 'pg_ctl'} --pgdata={data} --wait --silent --log={data}/log"
    database("start")
    folder = Path("/etc/ssl/parts-portal")
    folder.mkdir(parents=True)
    asked = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=portal.example.com"]
    run("openssl", *asked, "-keyout", folder / "key.pem", "-out", folder / "fullchain.pem", capture_output=True)
    subprocess.Popen([sys.executable, str(PLAYED / "mail.py")])


def as_postgres(cwd: str | Path, *command: str | Path) -> None:
    """Run a program as the user PostgreSQL runs as."""
    run("setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups", *command, cwd=cwd, capture_output=True)


def database(verb: str) -> None:
    """Start, stop or restart PostgreSQL."""
    as_postgres("/srv", *os.environ["POSTGRESQL"].split(), verb, "--options=-k /run/postgresql")


class Shell:
    """One shell in which the blocks are typed, as one person would: its functions and folder stay."""

    def __init__(self) -> None:
        path = f"{PLAYED}:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
        given = {"PATH": path, "HOME": "/root", "LANG": "C.UTF-8", "EDITOR": str(PLAYED / "editor")}
        told = {"SOURCE": str(SOURCE), "RELEASE": "origin/next", "POSTGRESQL": os.environ["POSTGRESQL"]}
        self.said: list[str] = []
        self.process = subprocess.Popen(
            ["setsid", "--wait", "bash", "--norc"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            cwd="/opt",
            env={**given, **told},
        )

    def type(self, block: str) -> str:
        """Type a block and return what it said; the first command that fails ends the check."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        for command in _commands(block):
            say(f"    $ {command}")
            self.process.stdin.write(f"{{ {command}\n}} </dev/null\nended=$?; echo; echo __DONE__ $ended\n")
            self.process.stdin.flush()
            said = []
            for line in self.process.stdout:
                if line.startswith("__DONE__"):
                    break
                said.append(line)
            self.said.append("".join(said))
            if line.strip() != "__DONE__ 0":
                raise SystemExit(f"The guide does not hold: {command}\n{''.join(said)}")
        return self.said[-1]


def _commands(block: str) -> list[str]:
    """Return the commands of a block: lines, and those that go on in the next one."""
    joined = block.replace("\\\n", " ")
    return [line for line in joined.splitlines() if line.strip()]


def fetch(path: str, *more: str, scheme: str = "https", host: str = "portal.example.com") -> tuple[int, str]:
    """Ask the portal through nginx; return status and body."""
    port = 443 if scheme == "https" else 80
    way = ["--insecure", "--resolve", f"{host}:{port}:127.0.0.1", f"{scheme}://{host}{path}"]
    command = [
        "curl",
        "--silent",
        "--show-error",
        "--noproxy",
        "*",
        "--max-time",
        "30",
        "--write-out",
        "\n%{http_code}",
        *more,
        *way,
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    body, _, status = done.stdout.rpartition("\n")
    return int(status or 0), body or done.stderr


def logged() -> str:
    """Return the last lines of all that was logged."""
    files = [*Path("/var/log").glob("parts-portal*"), *Path("/var/log/nginx").glob("*")]
    return "\n".join(f"{file.name}:\n{file.read_text(errors='replace')[-1500:]}" for file in files)


def until(path: str, wanted: int, *more: str) -> str:
    """Ask until the portal answers so, for a minute; return the body."""
    end = time.monotonic() + 60
    while True:
        status, body = fetch(path, *more)
        if status == wanted:
            return body
        if time.monotonic() > end:
            raise SystemExit(f"{path} answers {status}, not {wanted}: {body[:500]}\n{logged()}")
        time.sleep(0.5)


def expect(what: str, found: object, wanted: object) -> None:
    """Say what was looked at; anything else than wanted ends the check."""
    if found != wanted:
        raise SystemExit(f"{what}: {found!r}, not {wanted!r}")
    say(f"  ok {what}")


def asked_of_database(statement: str, name: str = "parts_portal") -> str:
    """Return what the database answers, as its superuser."""
    command = ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups", "psql", "-tA", "-c", statement, name]
    return subprocess.run(command, cwd="/srv", check=True, capture_output=True, text=True).stdout.strip()


class Visitors:
    """Somebody who asks for a page all the time, and counts the answers: 200, or what else came and said what."""

    def __enter__(self) -> Counter[str]:
        self.answers: Counter[str] = Counter()
        self.stop = threading.Event()
        self.thread = threading.Thread(target=self._ask)
        self.thread.start()
        return self.answers

    def _ask(self) -> None:
        while not self.stop.is_set():
            status, body = fetch("/login")
            self.answers["200" if status == 200 else f"{status} {body[:200]}"] += 1

    def __exit__(self, *_error: object) -> None:
        self.stop.set()
        self.thread.join()


def make_administrator(address: str) -> None:
    """Fill in the form behind the first administrator's link."""
    path = address.removeprefix("https://portal.example.com")
    jar = ["--cookie", "/srv/jar", "--cookie-jar", "/srv/jar"]
    page = until(path, 200, *jar)
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
    hidden |= {name: value for value, name in re.findall(r'<input[^>]*value="([^"]*)"[^>]*name="(\w+)"', page)} | hidden
    form = {**hidden, "email": "root@portal.example", "name": "Zhou Min", "zone": "Asia/Shanghai"}
    form |= dict.fromkeys(("password", "repeat"), "a quiet harbour at dawn")
    sent = [part for name, value in form.items() for part in ("--data-urlencode", f"{name}={value}")]
    status, body = fetch(path, *jar, "-H", f"Referer: {address}", *sent)
    expect("the first administrator is made by the link", (status, "error" in body), (303, False))


def served() -> None:
    """Look at what a machine that follows the guide answers."""
    expect("the portal is ready", '"status":"ready"' in until("/readyz", 200).replace(" ", ""), True)
    expect("the login is there", fetch("/login")[0], 200)
    expect("figures for who has the token", fetch("/metrics", "-H", "Authorization: Bearer figures")[0], 200)
    expect("no figures without", fetch("/metrics")[0], 404)
    expect("plain HTTP leads on", fetch("/login", scheme="http")[0], 301)
    expect("another name is not answered", fetch("/login", scheme="http", host="other.example")[0], 0)
    expect("nor by TLS", fetch("/login", host="other.example")[0], 0)
    fetch("/first-admin/SECRETSECRET")
    logged = Path("/var/log/nginx/parts-portal.log").read_text()
    expect("one-time links are not logged", ("/first-admin/..." in logged, "SECRETSECRET" in logged), (True, False))


def main() -> None:
    """Follow the guide from an empty machine to an upgrade and back."""
    if os.geteuid() != 0:
        raise SystemExit("deploy-check: this needs root, for mounts and a network of its own")
    if lacking := [program for program in NEEDED if not shutil.which(program)]:
        raise SystemExit(f"deploy-check: this needs {', '.join(lacking)}")
    enter()
    ground()
    guide = (ROOT / GUIDE).read_text("utf-8")
    code, settings, machine, backup, upgrade = ([*blocks(guide, chapter)] for chapter in CHAPTERS)
    shell = Shell()
    for block in code:
        shell.type(block)
        if not (HOME / ".venv").exists() and HOME.exists():
            READY.rename(HOME / ".venv")
    for block in [*settings, *machine]:
        shell.type(block)
    link = re.search(r"https://\S+/first-admin/\S+", "\n".join(shell.said))
    if link is None:
        raise SystemExit("No address of a first administrator was printed:\n" + "\n".join(shell.said))
    served()
    make_administrator(link.group())

    rows = "SELECT (SELECT count(*) FROM user_account), (SELECT count(*) FROM audit_row)"
    before = asked_of_database(rows)
    shell.type(backup[0])
    database("stop")
    expect("without PostgreSQL: come again", "<h1" in until("/invite/nobody", 503), True)
    database("start")
    until("/readyz", 200)
    say("  ok it goes on by itself")

    asked_of_database("ALTER DATABASE parts_portal RENAME TO parts_portal_gone", "postgres") if stop(shell) else None
    asked_of_database("CREATE DATABASE parts_portal OWNER portal_owner TEMPLATE template0 ENCODING 'UTF8'", "postgres")
    shell.type(backup[1])
    expect("all is there on another machine", asked_of_database(rows), before)
    shell.type("sudo systemctl start parts-portal-web parts-portal-worker@1 parts-portal-worker@2")
    until("/readyz", 200)

    with Visitors() as answers:
        shell.type(upgrade[0])
        until("/readyz", 200)
    expect("the upgrade is not noticed", set(answers), {"200"})
    expect("the upgrade is there", asked_of_database("SELECT version_num FROM alembic_version"), "9999_later")
    shell.type(upgrade[1])
    until("/readyz", 200)
    expect("back at the release before", asked_of_database("SELECT to_regclass('later') IS NULL"), "t")
    expect("with all that was in the backup", asked_of_database(rows), before)
    say(f"The guide holds; {answers.total()} requests were answered during the upgrade.")


def stop(shell: Shell) -> bool:
    """Stop web and workers."""
    shell.type("sudo systemctl stop parts-portal-web 'parts-portal-worker@*'")
    return True


if __name__ == "__main__":
    main()
