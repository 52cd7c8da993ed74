"""Room on the disk of a database that is a file here."""

import shutil
from pathlib import Path

from sqlalchemy import make_url


def free_bytes(url: str) -> int | None:
    """How many bytes are free where the database's file is; null where it has none here."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite" or parsed.database in (None, "", ":memory:"):
        return None
    return shutil.disk_usage(Path(str(parsed.database)).absolute().parent).free
