"""The descriptors that this process has open, of which it may have so many."""

import os
from collections import Counter
from pathlib import Path

_OPEN = Path("/proc/self/fd")


def open_descriptors():
    """What each is of, by its number: `socket:[4026]`, `/tmp/store.db`. On Linux."""
    found = {}
    for number in os.listdir(_OPEN):
        try:
            found[int(number)] = os.readlink(_OPEN / number)
        except FileNotFoundError:  # that of the list itself, and what others close meanwhile
            continue
    return found


def counted(descriptors):
    """How many are of what, in words: `9 socket, 3 /tmp/store.db`."""
    kinds = Counter(one if one.startswith("/") else one.partition(":[")[0] for one in descriptors)
    return ", ".join(f"{count} {kind}" for kind, count in kinds.most_common())
