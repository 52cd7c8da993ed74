"""The rounds: what is compared, one stack after the other, over and over."""

import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import httpx

from tests.bench.memory import per_open_operation
from tests.bench.side_by_side.bank import Bank
from tests.bench.side_by_side.builds import Build
from tests.bench.side_by_side.report import SideReport
from tests.bench.side_by_side.stack import Stack

_WARM_UP_SECONDS = 3
_PATIENT_CALLERS = 4


@dataclass(frozen=True)
class Extent:
    """How much is measured."""

    rounds: int
    seconds: float
    callers: int
    starts: int
    operations: int


class Side:
    """A stack and its bank."""

    def __init__(self, stack: Stack, bank: Bank, create: dict[str, Any]) -> None:
        self.stack, self.bank, self._create = stack, bank, create

    def payments(self, seconds: float, callers: int) -> dict[str, Any]:
        """Payments in the web."""
        return self.stack.flows("payment", seconds, create=self._create, parallel=callers)

    def approvals(self, seconds: float, phones: int) -> dict[str, Any]:
        """Approvals; a phone begins at the counter it was made with, so each process of the driver gets new ones."""
        made = self.bank.phones(phones)
        return self.stack.flows("approvals", seconds, phones=made, credentials=self.bank.credentials, parallel=phones)

    def bare(self, seconds: float, callers: int, updates: int) -> dict[str, Any]:
        """A workflow with no I/O, straight to the build's Temporal server."""
        return self.stack.flows("bare", seconds, updates=updates, parallel=callers)

    def opened(self, most: int, touched: bool) -> int:
        """Open so many operations, and leave them."""
        job = {"most": most, "touched": touched, "create": self._create, "parallel": _PATIENT_CALLERS}
        return int(self.stack.drive("opened", 600, **job)["done"])


def measure(builds: tuple[Build, Build], create: dict[str, Any], report: SideReport, extent: Extent) -> None:
    """All of it; both stacks are stopped afterwards."""
    with tempfile.TemporaryDirectory(prefix="nextstep-bench-") as folder, ExitStack() as ends:
        _starts(builds, Path(folder), report, extent.starts)
        sides = [_side(ends, build, Path(folder) / build.name, create) for build in builds]
        for side in sides:
            report.told(side.stack.build.name, side.stack.storage())
            side.stack.start_bare_worker()
        kinds: dict[str, tuple[Callable[..., dict[str, Any]], int]] = {
            f"bare, three updates, {extent.callers} callers": (partial(Side.bare, updates=3), extent.callers),
            f"payment, {extent.callers} callers": (Side.payments, extent.callers),
            f"payment, {_PATIENT_CALLERS} callers": (Side.payments, _PATIENT_CALLERS),
            f"bare, one update, {extent.callers} callers": (partial(Side.bare, updates=1), extent.callers),
            f"approval, {extent.callers} phones": (Side.approvals, extent.callers),
        }
        report.compare_with_bare(f"payment, {extent.callers} callers", f"bare, three updates, {extent.callers} callers")
        report.compare_with_bare(f"approval, {extent.callers} phones", f"bare, one update, {extent.callers} callers")
        for play, callers in kinds.values():
            for side in sides:
                play(side, _WARM_UP_SECONDS, callers)
        for number in range(extent.rounds):
            for kind, (play, callers) in kinds.items():
                for side in sides:
                    name = side.stack.build.name
                    report.progress(f"round {number + 1} of {extent.rounds}: {kind}, {name}")
                    report.flows(kind, name, play(side, extent.seconds, callers))
        for side in sides:
            report.progress(f"memory of {extent.operations} open operations, {side.stack.build.name}")
            found = per_open_operation(side.opened, side.stack.worker_bytes, extent.operations)
            report.memory(side.stack.build.name, found)


def _starts(builds: tuple[Build, Build], folder: Path, report: SideReport, starts: int) -> None:
    for number in range(starts):
        for build in builds:
            home = folder / f"start-{number}-{build.name}"
            for kind in ("in an empty folder", "again in the same"):
                report.progress(f"start-up {number + 1} of {starts}: {build.name}, {kind}")
                stack = Stack(build, home)
                stack.stop()
                report.start(kind, build.name, stack.start_seconds)


def _side(ends: ExitStack, build: Build, home: Path, create: dict[str, Any]) -> Side:
    stack = Stack(build, home)
    ends.callback(stack.stop)
    http = ends.enter_context(httpx.Client(base_url=stack.url, timeout=60))
    return Side(stack, Bank(http, stack.admin), create)
