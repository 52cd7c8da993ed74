"""What `python -m tests.bench --against COMMIT` does."""

import argparse
import os
import platform
import tempfile
from pathlib import Path
from typing import Any

from tests.bench.side_by_side import builds
from tests.bench.side_by_side.report import SideReport
from tests.bench.side_by_side.rounds import Extent, measure


def add_options(parser: argparse.ArgumentParser) -> None:
    """Those of this part of the benchmark."""
    beside = parser.add_argument_group("side by side")
    beside.add_argument(
        "--against", metavar="COMMIT", help="measure this build beside a commit's, in alternating rounds"
    )
    beside.add_argument("--callers", type=int, default=8, help="callers at once, and phones (8)")
    beside.add_argument("--same-journal", action="store_true", help="its Temporal keeps its database as ours does")
    beside.add_argument("--kept", type=Path, metavar="FOLDER", help="where the other build is kept for the next time")
    beside.add_argument("--out", type=Path, metavar="FILE", help="the figures as JSON, too")


def run(wanted: argparse.Namespace, create: dict[str, Any]) -> None:
    """Build, measure, and print."""
    extent = (
        Extent(rounds=1, seconds=3, callers=wanted.callers, starts=1, operations=200)
        if wanted.quick
        else Extent(rounds=5, seconds=8, callers=wanted.callers, starts=3, operations=1000)
    )
    with tempfile.TemporaryDirectory(prefix="nextstep-build-") as dropped:
        folder = wanted.kept.absolute() if wanted.kept else Path(dropped)
        both = builds.ours(), builds.of_commit(wanted.against, folder, same_journal=wanted.same_journal)
        machine = f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"
        report = SideReport(machine, (both[0].name, both[1].name))
        for build in both:
            report.told(build.name, build.versions())
        measure(both, create, report, extent)
        report.show(wanted.out)
