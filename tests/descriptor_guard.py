"""No file of tests leaves descriptors open behind itself: else a process of many files comes to its end in whichever is next.

Above 1,023 `select` takes none, and by a usual bound of 1,024 nothing can be opened any more.
"""

import gc
import time

import pytest

from tests.descriptors import counted, open_descriptors

# What files share opens some when it is first asked: pools of connections, loops. A client of Temporal that stays is thirteen.
_MOST = 16
# What was let go of in other threads closes a moment later.
_SECONDS = 10
_OUTLIVES_FILES = ("session", "package")


class DescriptorGuard:
    """Fails the last test of a file after which more than a few are open that were not before it.

    What fixtures open that live longer than a file is theirs.
    """

    def __init__(self, most=_MOST, seconds=_SECONDS):
        self._most, self._seconds = most, seconds
        self._before, self._of_others = None, set()

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef):
        if fixturedef.scope not in _OUTLIVES_FILES:
            return (yield)
        before = open_descriptors().items()
        try:
            return (yield)
        finally:
            self._of_others |= open_descriptors().items() - before

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self):
        if self._before is None:
            self._before = open_descriptors()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_teardown(self, item, nextitem):
        is_last = nextitem is None or nextitem.path != item.path
        try:
            result = yield
        except BaseException:  # what is left open by what has failed is told by that
            if is_last:
                self._before = open_descriptors()
            raise
        if is_last:
            self._look(item.path.name)
        return result

    def _look(self, name):
        left = self._left()
        if len(left) > self._most:  # perhaps what only the garbage collector finds
            until = time.monotonic() + self._seconds
            gc.unfreeze()  # whoever loads modules freezes what there is, garbage too
            gc.collect()
            gc.freeze()
            while len(left := self._left()) > self._most and time.monotonic() < until:
                time.sleep(0.05)
        self._before = open_descriptors()
        if len(left) > self._most:
            pytest.fail(f"{name} leaves {len(left)} descriptors open: {counted(left)}", pytrace=False)

    def _left(self):
        now = open_descriptors().items()
        return [what for _, what in now - self._before.items() - self._of_others]
