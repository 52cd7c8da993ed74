"""What an open operation costs the worker's memory: one untouched since its creation, and one after its first step."""

import time
from collections.abc import Callable

UNTOUCHED, TOUCHED = "untouched", "touched"

# Until a worker holds what any operation needs, it grows by more than operations cost.
_WARM_UP = 100
_SETTLING_SECONDS = 3


def per_open_operation(
    opened: Callable[[int, bool], int], resident_bytes: Callable[[], int], operations: int
) -> dict[str, float]:
    """Kilobytes each; `opened` opens so many operations, touched or not, and says how many it has opened."""
    opened(_WARM_UP, True)
    found = {}
    for name, touched in ((UNTOUCHED, False), (TOUCHED, True)):
        time.sleep(_SETTLING_SECONDS)
        before = resident_bytes()
        done = opened(operations, touched)
        time.sleep(_SETTLING_SECONDS)
        found[name] = (resident_bytes() - before) / done / 1000
    return found
