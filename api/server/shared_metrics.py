"""The folder in which the processes of one server share their metrics."""

import fcntl
import os
import shutil
import tempfile
import time
from pathlib import Path

_PREFIX = "nextstep-metrics-"
# Between the making of a folder and its locking nobody must take it for abandoned.
_NEW_SECONDS = 60


class SharedMetrics:
    """An empty folder of this server's own, known to `prometheus_client` when that is first imported.

    It is locked for as long as one of the server's processes lives, so that a later server can tell the folders of
    servers that were killed, and removes them.
    """

    def __init__(self) -> None:
        _remove_abandoned(Path(tempfile.gettempdir()))
        self.folder = Path(tempfile.mkdtemp(prefix=_PREFIX))
        self._lock = os.open(self.folder, os.O_RDONLY)
        fcntl.flock(self._lock, fcntl.LOCK_EX)
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(self.folder)

    def drop_process(self, pid: int) -> None:
        """Forgets what only a living process can say; what it counted stays."""
        from prometheus_client import multiprocess

        multiprocess.mark_process_dead(pid)  # type: ignore[no-untyped-call]

    def remove(self) -> None:
        """At the server's orderly end."""
        shutil.rmtree(self.folder, ignore_errors=True)


def _remove_abandoned(parent: Path) -> None:
    for folder in parent.glob(f"{_PREFIX}*"):
        try:
            if time.time() - folder.stat().st_mtime < _NEW_SECONDS:
                continue
            lock = os.open(folder, os.O_RDONLY | os.O_NOFOLLOW)
        except OSError:  # somebody else's, or gone
            continue
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(folder, ignore_errors=True)
        except BlockingIOError:
            pass
        finally:
            os.close(lock)
