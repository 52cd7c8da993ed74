"""Instants as the mobile API writes them (`mobile-and-cloud.md` §7, item 4)."""

from datetime import UTC, datetime
from functools import lru_cache


def instant(ms: int) -> str:
    """Epoch milliseconds as `2018-07-02T14:43:13+0000`: in UTC, to the second, without a colon in the offset."""
    return _second(ms // 1000)


@lru_cache(maxsize=4096)
def _second(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%S+0000")
