"""Room on the disks of files that databases are here."""

import shutil
from pathlib import Path

from sqlalchemy import make_url


def file_of(url: str) -> Path | None:
    """The database's file; null where it has none here."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite" or parsed.database in (None, "", ":memory:"):
        return None
    return Path(str(parsed.database)).absolute()


def free_bytes(folder: Path) -> int:
    """How many bytes are free on the folder's disk."""
    return shutil.disk_usage(folder).free
