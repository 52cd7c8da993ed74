"""What the first transaction that writes in a context does before anything else: it stands or falls with that transaction.

So something is used up exactly if what it was used for is done, whoever does that and wherever a process dies.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any


class FirstWrite:
    """`action` is called with the session of the transaction, and may raise, which undoes it."""

    def __init__(self, action: Callable[[Any], None]) -> None:
        self.action = action
        self.is_committed = False


_current: ContextVar[FirstWrite | None] = ContextVar("first write", default=None)


@contextmanager
def beginning_with(action: Callable[[Any], None]) -> Iterator[FirstWrite]:
    """Within, the first transaction that writes begins with this."""
    first = FirstWrite(action)
    token = _current.set(first)
    try:
        yield first
    finally:
        _current.reset(token)


def pending() -> FirstWrite | None:
    """What a transaction that begins now has to do first; null: nothing, or it was done."""
    first = _current.get()
    return None if first is None or first.is_committed else first
