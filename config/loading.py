"""Modules of a process are loaded without its garbage collector."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def loading() -> Iterator[None]:
    """For imports that make most of a process.

    Hardly any of what they make is garbage: the collector would look through all of it again and again, and find nothing. Nor
    does it look there afterwards; forked processes go on sharing what nobody touches.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if was_enabled:
            gc.enable()
