"""A small disk of its own, which can be filled to the last byte and freed again: a tmpfs, which only root can mount."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_CHUNK = 1 << 20


class SmallDisk:
    """At `folder`."""

    def __init__(self, folder: Path) -> None:
        self.folder, self._ballast = folder, folder / "ballast"

    def fill(self) -> int:
        """Until nothing is free; how many bytes that took."""
        with self._ballast.open("ab", buffering=0) as ballast:
            for size in (_CHUNK, 4096, 1):
                try:
                    while ballast.write(bytes(size)) == size:
                        pass
                except OSError:
                    continue
        return self._ballast.stat().st_size

    def free(self) -> None:
        self._ballast.unlink()

    def free_bytes(self) -> int:
        found = os.statvfs(self.folder)
        return found.f_bavail * found.f_frsize


@contextmanager
def mounted(folder: Path, megabytes: int) -> Iterator[SmallDisk]:
    """The disk, as long as the context lasts. Raises `OSError` where it cannot be mounted."""
    options = f"size={megabytes}m,mode=0700"
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", folder], capture_output=True, text=True)
    if done.returncode:
        raise OSError(done.stderr.strip())
    try:
        yield SmallDisk(folder)
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)
