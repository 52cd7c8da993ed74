"""The time as this process has it, in tests: it stands, or is wrong. Databases and other processes keep theirs."""

import sys
from collections import Counter
from contextlib import contextmanager
from datetime import UTC, datetime

import freezegun.api
from freezegun import freeze_time

# Who reads the time is given it by who he is, not by who called him: libraries have the real one, even when our code calls them.
freezegun.api.call_stack_inspection_limit = 1

# Of its functions one asks another.
_ASKING = ("activities", "api", "config", "tests", "workflows", "freezegun")


@contextmanager
def standing():
    """Time stands until somebody moves it, with `tick`."""
    with freeze_time(datetime(2026, 1, 1, tzinfo=UTC), ignore=_libraries()) as clock:
        yield clock


@contextmanager
def wrong(ahead):
    """This process's clock is so much ahead of all others, or behind."""
    with freeze_time(datetime.now(UTC) + ahead, tick=True, ignore=_libraries()):
        yield


def _libraries():
    """Prefixes of the modules that are not ours: their attributes need no search, which takes most of a start.

    Each module is held against one after the other: first come the packages with most of them.
    """
    names = Counter(name.partition(".")[0] for name in sys.modules)
    return [name for name, _ in names.most_common() if not any(asking.startswith(name) for asking in _ASKING)]
