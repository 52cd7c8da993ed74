"""Folders, whose files survive a crash of the machine under their names."""

import os
from pathlib import Path


def sync(folder: Path) -> None:
    """Have the names of what is in it on the disk too. Raises `OSError`."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
