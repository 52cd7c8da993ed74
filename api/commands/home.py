"""The home of embedded mode: one `nextstep up` at a time works in it, and its owner alone reads what is there."""

import fcntl
import json
import os
import stat
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from api.commands.failure import Failed, Misconfigured
from config import private_file

# A supervisor that was killed leaves children that end by themselves, within this.
LEFTOVER_SECONDS = 25.0
# Databases hold what their users do, logs when: neither is for the machine's other users.
_NOT_OTHERS = 0o077
_OURS = ("*.db", "*.db-wal", "*.db-shm", "*.lock", "logs/*.log*", "master.key", "admin-password")


class Home:
    """A home that is ours. `descriptor` is a file descriptor for children to inherit: the home stays locked until the last of
    them is gone, however their supervisor ended.
    """

    def __init__(self, folder: Path, owner: int, descriptor: int) -> None:
        self.folder, self.descriptor = folder, descriptor
        self._owner = owner

    def announce(self, address: str) -> None:
        """Tells others who has the home: this process, and its API's `address`."""
        os.ftruncate(self._owner, 0)
        os.pwrite(self._owner, json.dumps({"pid": os.getpid(), "api": address}).encode(), 0)

    def secret(self, name: str, make: Callable[[], str]) -> tuple[str, bool]:
        """The secret kept in the file of that name, readable by its owner only; made when first asked for (then true)."""
        path = self.folder / name
        if (found := read_secret(path)) is not None:
            return found, False
        made = make()
        private_file.replace(path, f"{made}\n")
        return made, True

    def log_file(self, name: str) -> Path:
        """The path of a new log; the one of the last start is kept beside it."""
        path = self.folder / "logs" / f"{name}.log"
        if path.exists():
            path.replace(path.with_suffix(".log.1"))
        return path


def read_secret(path: Path) -> str | None:
    """The secret in a home's file; None where there is none. Raises `Misconfigured`."""
    try:
        return path.read_text().strip()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise Misconfigured(f"NEXTSTEP_HOME: {path} cannot be read: {error}") from None


@contextmanager
def occupy(folder: Path, report: Callable[[str], None]) -> Iterator[Home]:
    """Makes `folder`, if need be, and keeps everybody else out of it.

    `Failed` when somebody else is in it, with what he announced. What a killed supervisor left behind is waited for.
    """
    with ExitStack() as opened:
        try:
            opened.callback(os.umask, os.umask(_NOT_OTHERS))  # of the children too: they inherit it
            (folder / "logs").mkdir(parents=True, exist_ok=True)
            _close_to_others(folder)
            owner, children = (_open(folder / name, opened) for name in ("up.lock", "children.lock"))
        except OSError as error:
            raise Misconfigured(f"NEXTSTEP_HOME: {folder} cannot be used: {error.strerror}") from None
        if not _lock(owner):
            other = _read_announcement(owner)
            raise Failed(
                f"{folder} is in use by another nextstep (process {other.get('pid')}, {other.get('api')}); "
                "stop it first, or set NEXTSTEP_HOME to another folder"
            )
        home = Home(folder, owner, children)
        home.announce("starting")
        if not _lock(children):
            report("waiting for the processes of a nextstep that was killed to end")
            deadline = time.monotonic() + LEFTOVER_SECONDS
            while not _lock(children):
                if time.monotonic() > deadline:
                    raise Failed(f"processes of a nextstep that was killed still work in {folder}; end them first")
                time.sleep(0.1)
        yield home


def _close_to_others(folder: Path) -> None:
    """What an earlier version or another umask has left open; files of others in the folder are their matter."""
    ours = [folder, folder / "logs", *(path for pattern in _OURS for path in folder.glob(pattern))]
    for path in ours:
        mode = path.lstat().st_mode
        if not stat.S_ISLNK(mode) and mode & _NOT_OTHERS:
            path.chmod(stat.S_IMODE(mode) & ~_NOT_OTHERS)


def _open(file: Path, stack: ExitStack) -> int:
    descriptor = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
    stack.callback(os.close, descriptor)
    return descriptor


def _lock(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _read_announcement(descriptor: int) -> dict[str, object]:
    try:
        found = json.loads(os.pread(descriptor, 4096, 0))
    except ValueError:  # it is being written
        return {}
    return found if isinstance(found, dict) else {}
