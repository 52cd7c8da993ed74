"""Where an attempt goes, for metrics and traces: who sends says it as soon as he knows, in the context of the attempt."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

# Nobody was reached, as there is nobody any more, or what is sent to him cannot be opened.
NOWHERE = "none"
OTHERS = "other"

_MAX_NAMES = 100


@dataclass(slots=True)
class Destination:
    """Of one attempt. `name`: the host of a callback, the provider of a push."""

    name: str = NOWHERE


_current: ContextVar[Destination | None] = ContextVar("destination", default=None)


@contextmanager
def attempt() -> Iterator[Destination]:
    """An attempt, and where it went by the end of it."""
    found = Destination()
    token = _current.set(found)
    try:
        yield found
    finally:
        _current.reset(token)


def tell(name: str) -> None:
    """The current attempt goes there, if there is one."""
    found = _current.get()
    if found is not None:
        found.name = name


@dataclass(slots=True)
class Names:
    """Names of destinations as labels of metrics: the first hundred, and one for all others. For threads."""

    _names: set[str] = field(default_factory=set)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def label(self, name: str) -> str:
        """The name, or `OTHERS` where there are too many."""
        with self._lock:
            if name in self._names or len(self._names) < _MAX_NAMES:
                self._names.add(name)
                return name
        return OTHERS
