"""The time as this process has it, in tests: it stands, or is wrong. Databases and other processes keep theirs."""

import sys
import time
from contextlib import contextmanager
from datetime import UTC, date, datetime

import freezegun.api
from freezegun import freeze_time

# Who reads the time is given it by who he is, not by who called him: libraries have the real one, even when our code calls them.
freezegun.api.call_stack_inspection_limit = 1

# Of its functions one asks another.
_ASKING = ("activities", "api", "config", "tests", "workflows", "freezegun")
_TIMES = {id(one) for one in (date, datetime, *filter(callable, vars(time).values()))}


class _Modules:
    """`sys`, as freezegun sees it: of thousands of modules it searches those alone that have a clock among their names.

    Modules are looked at once, when they are new: to search all of them at each start costs more than most tests.
    """

    def __init__(self):
        self._seen, self._without, self._libraries = set(), set(), set()

    @property
    def modules(self):
        return {name: module for name, module in sys.modules.items() if name not in self._without}

    def libraries(self):
        """Prefixes of the modules that are not ours."""
        for name in sys.modules.keys() - self._seen:
            self._see(name)
        return sorted(self._libraries)

    def _see(self, name):
        self._seen.add(name)
        package = name.partition(".")[0]
        is_ours = package in _ASKING
        if not is_ours and not any(asking.startswith(package) for asking in _ASKING):
            self._libraries.add(package)
        if not is_ours or _TIMES.isdisjoint(map(id, vars(sys.modules[name]).values())):
            self._without.add(name)


_modules = _Modules()
freezegun.api.sys = _modules  # type: ignore[assignment]


@contextmanager
def standing():
    """Time stands until somebody moves it, with `tick`."""
    with freeze_time(datetime(2026, 1, 1, tzinfo=UTC), ignore=_modules.libraries()) as clock:
        yield clock


@contextmanager
def wrong(ahead):
    """This process's clock is so much ahead of all others, or behind."""
    with freeze_time(datetime.now(UTC) + ahead, tick=True, ignore=_modules.libraries()):
        yield
