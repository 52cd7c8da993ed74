"""What `python -m tests.bench --cluster` does."""

import argparse
import os
import platform
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from tests.bench.on_cluster.report import ClusterReport
from tests.bench.on_cluster.side import Side
from tests.cluster.cluster import SHARDS

_WARM_UP_SECONDS = 3
_PROCESSES = (1, 2, 4)
DEVELOPMENT, CLUSTER = "development server", "cluster"


def add_options(parser: argparse.ArgumentParser) -> None:
    """Those of this part of the benchmark."""
    group = parser.add_argument_group("on a real cluster")
    group.add_argument(
        "--cluster", action="store_true", help="measure on a Temporal cluster beside the development server"
    )
    group.add_argument("--shards", type=int, default=SHARDS, help=f"the cluster's history shards ({SHARDS})")


def run(wanted: argparse.Namespace, create: dict[str, Any]) -> None:
    """Measure, and print."""
    rounds, seconds, idle = (1, 4.0, 5.0) if wanted.quick else (4, 10.0, 20.0)
    report = ClusterReport(f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}")
    with tempfile.TemporaryDirectory(prefix="nextstep-bench-") as folder, ExitStack() as ends:
        sides = []
        for name, shards in ((DEVELOPMENT, None), (CLUSTER, wanted.shards)):
            _progress(f"starting: {name}")
            sides.append(Side(name, Path(folder) / name.replace(" ", "-"), ends, shards=shards))
            report.start(name, sides[-1].start_seconds)
        try:
            _beside(sides, create, report, rounds, seconds, idle, wanted.callers)
            _processes(sides[-1], create, report, rounds, seconds, idle, wanted.callers)
        finally:  # what was measured is shown, however it ended
            report.show(wanted.out)


def _beside(
    sides: list[Side],
    create: dict[str, Any],
    report: ClusterReport,
    rounds: int,
    seconds: float,
    idle: float,
    callers: int,
) -> None:
    for side in sides:
        side.payments(create, _WARM_UP_SECONDS, callers)
        side.approvals(_WARM_UP_SECONDS, callers)
    for side in sides:
        _progress(f"idle: {side.name}")
        report.idle(side.name, side.settle(idle))
    for number in range(rounds):
        for side in sides:
            _progress(f"round {number + 1} of {rounds}: payment, {side.name}")
            report.flows("payment", side.name, side.payments(create, seconds, callers))
        for side in sides:
            _progress(f"round {number + 1} of {rounds}: approval, {side.name}")
            report.flows("approval", side.name, side.approvals(seconds, callers))
    for side in sides:
        report.taken(side.name, side.resident(), side.connections())


def _processes(
    side: Side, create: dict[str, Any], report: ClusterReport, rounds: int, seconds: float, idle: float, callers: int
) -> None:
    for number in range(min(rounds, 2)):
        for count in _PROCESSES:
            _progress(f"round {number + 1}: {count} workers and processes of the API")
            side.scale(count)
            side.payments(create, _WARM_UP_SECONDS, callers)
            side.settle(idle / 2)
            report.flows(
                f"payment, {count} workers and API processes", side.name, side.payments(create, seconds, callers)
            )


def _progress(text: str) -> None:
    sys.stderr.write(f"  {text}\n")
