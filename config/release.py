"""Which release this is."""

from functools import cache
from importlib import metadata


@cache
def version() -> str:
    """The installed package's version; "development" in a checkout that is not installed."""
    try:
        return metadata.version("nextstep")
    except metadata.PackageNotFoundError:
        return "development"
