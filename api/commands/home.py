"""The home of embedded mode: one `nextstep up` at a time works in it."""

import fcntl
import json
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from api.commands.failure import Failed, Misconfigured

# An `up` that was killed leaves children that end by themselves, within this.
LEFTOVER_SECONDS = 25.0


@contextmanager
def occupied(home: Path, report: Callable[[str], None]) -> Iterator[int]:
    """Makes `home` and its `logs`, and locks it; gives the lock's file descriptor.

    Children inherit the descriptor, so that the lock lasts until the last of them is gone, however their supervisor
    ended. `Failed` when somebody else is in it, with what he announced.
    """
    try:
        (home / "logs").mkdir(parents=True, exist_ok=True)
        lock = os.open(home / "up.lock", os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise Misconfigured(f"NEXTSTEP_HOME: {home} cannot be used: {error.strerror}") from None
    try:
        _lock(lock, home, report)
        announce(lock, "starting")
        yield lock
    finally:
        os.close(lock)


def announce(lock: int, address: str) -> None:
    """Writes into the lock who has it, for others to read: this process, and its API's `address`."""
    os.ftruncate(lock, 0)
    os.pwrite(lock, json.dumps({"pid": os.getpid(), "api": address}).encode(), 0)


def _lock(lock: int, home: Path, report: Callable[[str], None]) -> None:
    deadline, told = time.monotonic() + LEFTOVER_SECONDS, False
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            owner = _owner(lock)
            if _runs(owner.get("pid")) or time.monotonic() > deadline:
                raise Failed(
                    f"{home} is in use by another nextstep (process {owner.get('pid')}, {owner.get('api')}); "
                    "stop it first, or set NEXTSTEP_HOME to another folder"
                ) from None
        if not told:
            report("waiting for the processes of a nextstep that was killed to end")
            told = True
        time.sleep(0.1)


def _owner(lock: int) -> dict[str, object]:
    try:
        found = json.loads(os.pread(lock, 4096, 0) or b"{}")
    except ValueError:  # it is being written
        return {}
    return found if isinstance(found, dict) else {}


def _runs(pid: object) -> bool:
    if not isinstance(pid, int):
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
