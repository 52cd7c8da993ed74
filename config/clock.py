"""The time."""

import time


def now_ms() -> int:
    """Milliseconds since the epoch."""
    return time.time_ns() // 1_000_000


def ahead(before: int, theirs: int, after: int) -> int:
    """How far a clock that was read between two times of ours is ahead of ours, at least; 0 where it may be the same."""
    return min(theirs - before, 0) or max(theirs - after, 0)
