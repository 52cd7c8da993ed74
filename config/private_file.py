"""Files with secrets: read only where nobody else on the machine could have read or written them, and written so."""

import os
import stat
from pathlib import Path

from config import folders

MAX_BYTES = 65_536
# A group may read: so Kubernetes mounts secrets for a process that is not root.
_OTHERS = stat.S_IWGRP | stat.S_IRWXO


def text_of(path: Path) -> str:
    """What the file holds. Raises `ValueError` that says what is wrong with it, and never what is in it."""
    try:
        # Not to wait for ever for somebody who writes to a pipe.
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
        with open(descriptor, "rb") as file:
            found = os.fstat(descriptor)
            if not stat.S_ISREG(found.st_mode):
                raise ValueError(f"{path} is not a file")
            if exposure := _exposure(found):
                raise ValueError(f"{path} {exposure}")
            content = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise ValueError(f"{path} cannot be read: {error.strerror}") from None
    if len(content) > MAX_BYTES:
        raise ValueError(f"{path} is longer than {MAX_BYTES} bytes")
    try:
        return content.decode()
    except UnicodeDecodeError:
        raise ValueError(f"{path} is not a text") from None


def replace(path: Path, text: str) -> None:
    """Write the file anew, whole or not at all. When this returns, a crash of the machine takes nothing of it back.

    Raises `OSError`.
    """
    unfinished = path.with_suffix(".new")
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
    with open(descriptor, "w") as file:
        os.fchmod(descriptor, 0o600)  # of one that was left unfinished, too
        file.write(text)
        file.flush()
        os.fsync(descriptor)
    unfinished.replace(path)
    folders.sync(path.parent)


def find_exposure(path: Path) -> str | None:
    """Why what is in the file, which is there, is no secret; null: it is one. Raises `OSError`."""
    exposure = _exposure(path.stat())
    return exposure and f"{path} {exposure}"


def _exposure(file_stat: os.stat_result) -> str | None:
    if file_stat.st_mode & _OTHERS:
        return f"has mode {stat.S_IMODE(file_stat.st_mode):04o}: others can read it, or its group can write it; chmod 600 it"
    if file_stat.st_uid not in (0, os.geteuid()):
        return f"belongs to user {file_stat.st_uid}, who could change it; it must be this process's, or root's"
    return None
