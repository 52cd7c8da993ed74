"""What lapses while a test looks on: made with a deadline that is soon, and waited for by what is told of it."""

import time

# Where a machine is so busy that a deadline has passed before anything could be done, a later one is tried.
_LIFETIMES_MS = (1_500, 6_000, 24_000)


def short_lived(make):
    """What `make(deadline_ms)` makes, where it fails no assertion on its way."""
    for lifetime_ms in _LIFETIMES_MS[:-1]:
        try:
            return make(int(time.time() * 1000) + lifetime_ms)
        except AssertionError:
            continue
    return make(int(time.time() * 1000) + _LIFETIMES_MS[-1])
