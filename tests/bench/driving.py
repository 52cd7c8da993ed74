"""Loads that the driver plays, and the CPU time that the watched processes spend on them."""

import json
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

# Of a core, by Temporal and the workers together, as often as this one after the other.
_QUIET, _QUIET_LOOKS, _LOOK_SECONDS = 0.2, 4, 0.25

CpuOf = Callable[[], dict[str, float]]


def drive(job: dict[str, Any], cpu_of: CpuOf) -> dict[str, Any]:
    """What the driver measured of a job; `cpu_of` gives each watched process's CPU seconds so far."""
    before = cpu_of()
    command = [sys.executable, "-m", "tests.bench.driver", json.dumps(job)]
    found = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    measured: dict[str, Any] = json.loads(found)
    measured["cpu_of"] = _spent(before, cpu_of())
    measured["cpu_of"]["driver"] = measured.pop("cpu")
    return measured


def drive_flows(job: dict[str, Any], cpu_of: CpuOf, engine: CpuOf) -> dict[str, Any]:
    """As `drive`, and the work that flows leave behind their callers' backs, in the `engine`, is theirs too."""
    before = engine()
    measured = drive(job, cpu_of)
    measured["seconds"] += _busy_seconds(engine)
    measured["cpu_of"] |= _spent(before, engine())
    return measured


def _spent(before: dict[str, float], after: dict[str, float]) -> dict[str, float]:
    return {name: after[name] - before[name] for name in before}


def _busy_seconds(engine: CpuOf) -> float:
    """How long Temporal and the workers go on; returns when they have been quiet for a while."""
    begun = busy_until = time.monotonic()
    quiet = 0
    while quiet < _QUIET_LOOKS:
        before = sum(engine().values())
        time.sleep(_LOOK_SECONDS)
        is_quiet = sum(engine().values()) - before < _QUIET * _LOOK_SECONDS
        quiet = quiet + 1 if is_quiet else 0
        busy_until = busy_until if is_quiet else time.monotonic()
    return busy_until - begun
