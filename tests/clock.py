"""The time as this process has it, in tests: it stands, or is wrong. Databases and other processes keep theirs."""

import time
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest

from config import clock
from workflows.temporal import patience


class Standing:
    """A clock that only `tick` moves."""

    def __init__(self, at):
        self._ns = int(at.timestamp()) * 1_000_000_000

    def time_ns(self):
        return self._ns

    def monotonic(self):
        return self._ns / 1_000_000_000

    def tick(self, passed):
        self._ns += round(passed.total_seconds() * 1_000_000) * 1_000


class Wrong:
    """A clock that is so much ahead, or behind."""

    def __init__(self, ahead):
        self._ahead_ns = int(ahead.total_seconds() * 1_000_000_000)

    def time_ns(self):
        return time.time_ns() + self._ahead_ns


@contextmanager
def standing():
    """Time stands until somebody moves it; so does the one by which engines that were away are asked again."""
    stands = Standing(datetime(2026, 1, 1, tzinfo=UTC))
    with pytest.MonkeyPatch.context() as patch:
        for module in (clock, patience):
            patch.setattr(module, "time", stands)
        yield stands


@contextmanager
def wrong(ahead):
    """This process's clock is so much ahead of all others, or behind."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "time", Wrong(ahead))
        yield
