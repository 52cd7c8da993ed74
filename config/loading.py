"""Modules of a process are loaded without its garbage collector."""

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def loading() -> Iterator[None]:
    """For imports that make most of a process.

    Hardly any of what they make is garbage: the collector would look through all of it again and again, and find nothing. Nor
    does it look there afterwards; forked processes go on sharing what nobody touches.
    Where nothing is left to load, garbage is all that the collector could be kept from.
    """
    was_enabled, known = gc.isenabled(), len(sys.modules)
    gc.disable()
    try:
        yield
    finally:
        if len(sys.modules) > known:
            gc.freeze()
        if was_enabled:
            gc.enable()
