"""A disk that is full for a while: the database's, that of embedded mode's folder (Temporal's file, all logs), and one of both.

`.venv/bin/python -m tests.campaign.disk_full` (about six minutes; as root, for it mounts a small tmpfs): flows of all kinds go on
while the disk is filled to the last byte, and freed. It ends with 1 where readiness did not say DOWN with a reason while it was
full, or not UP soon afterwards; where a caller heard a 5xx other than 503; and where in the end something that was told is lost,
doubled, contradicted or stuck. What dies is started again at once, as `nextstep up` does.
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import httpx

from tests.campaign.agreement import settled
from tests.campaign.crowd import Crowd
from tests.campaign.outcome import outcome, unexpected
from tests.campaign.rig import listening, running, written
from tests.campaign.small_disk import SmallDisk, mounted
from tests.e2e.stack import Stack

CASES = ("database", "temporal", "both")
# What is told must hold within so many seconds: readiness keeps an answer for a second.
TOLD_SECONDS = 10.0
BACK_SECONDS = 30.0


def _places(case: str, disk: Path, other: Path) -> dict[str, Any]:
    places: dict[str, dict[str, Any]] = {
        "database": {"folder": other, "database_url": f"sqlite:///{disk}/nextstep.db"},
        "temporal": {"folder": disk, "database_url": f"sqlite:///{other}/nextstep.db"},
        "both": {"folder": disk},
    }
    return places[case]


class Full:
    """The disk is filled, looked at, and freed; meanwhile what has died is started again."""

    def __init__(self, stack: Stack, disk: SmallDisk) -> None:
        self._stack, self._disk = stack, disk
        self.said: list[tuple[float, str, list[str]]] = []
        self.deaths: list[str] = []

    def work(self, before: float, full: float) -> dict[str, Any]:
        self._watch(before, until_up=False)
        print(f"full: {self._disk.fill()} bytes of ballast", flush=True)
        told = self._watch(full, until_up=False)
        self._disk.free()
        freed = time.monotonic()
        self._watch(BACK_SECONDS, until_up=True)
        return {
            "down": sum(status == "DOWN" for _, status, _ in told),
            "up": sum(status == "UP" for seconds, status, _ in told if seconds > TOLD_SECONDS),
            "reasons": sorted({reason for _, _, reasons in told for reason in reasons}),
            "back s": round(time.monotonic() - freed, 1),
            "deaths": self.deaths,
        }

    def _watch(self, seconds: float, *, until_up: bool) -> list[tuple[float, str, list[str]]]:
        said: list[tuple[float, str, list[str]]] = []
        begun = time.monotonic()
        while (passed := time.monotonic() - begun) < seconds:
            self._start_the_dead()
            try:
                answer = httpx.get(f"{self._stack.settings.base_url}/health/ready", timeout=10).json()
                said.append((round(passed, 1), answer["status"], sorted(answer["missing"])))
            except (httpx.TransportError, ValueError) as error:
                said.append((round(passed, 1), type(error).__name__, []))
            if until_up and said[-1][1] == "UP":
                break
            time.sleep(0.5)
        self.said += said
        return said

    def _start_the_dead(self) -> None:
        for name in ("temporal", "worker", "api"):
            process = getattr(self._stack, name)
            if not process.alive:
                self.deaths.append(name)
                process.start()


def _case(case: str, folder: Path, other: Path, asked: argparse.Namespace) -> dict[str, Any]:
    with mounted(folder, asked.megabytes) as disk, running(**_places(case, folder, other)) as (stack, bank):
        server, full = listening(bank), Full(stack, disk)
        with Crowd(bank, asked.people, asked.seed).walking() as walked:
            found = full.work(asked.before, asked.full)
            time.sleep(asked.before)
        left = settled(stack)
        found |= {"said": full.said, **outcome(stack, walked, list(server.heard), left)}
        server.stop()
    return found


def _wrong(found: dict[str, Any]) -> list[str]:
    others = unexpected(found)
    checks = {
        "readiness said UP while it was full": found["up"],
        "readiness never said DOWN": not found["down"],
        "not ready again": found["back s"] >= BACK_SECONDS,
        f"5xx: {others}": others,
        f"failed: {found['failed'][:3]}": found["failed"],
        f"faults: {found['faults']}": found["faults"],
        f"left: {found['left']}": any(found["left"].values()),
        "the audit trail is not whole": not found["audit verified"],
    }
    return [name for name, is_so in checks.items() if is_so]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", nargs="+", choices=CASES, default=list(CASES))
    parser.add_argument("--megabytes", type=int, default=96)
    parser.add_argument(
        "--before", type=float, default=15, help="seconds of load before it is full, and after it is free"
    )
    parser.add_argument("--full", type=float, default=40, help="seconds")
    parser.add_argument("--people", type=int, default=6)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, default=Path("var/campaigns/disk-full.json"))
    asked = parser.parse_args()
    cases: dict[str, dict[str, Any]] = {}
    for case in asked.cases:
        with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as other:
            try:
                cases[case] = _case(case, Path(folder), Path(other), asked)
            except OSError as error:
                print(f"skipped: no tmpfs can be mounted here: {error}")
                return 1
        print(f"{case}: {_wrong(cases[case]) or 'all holds'}", flush=True)
    written(asked.out, {"asked": {name: str(value) for name, value in vars(asked).items()}, "cases": cases})
    print("\n| full | DOWN, with | UP though full | back after s | deaths | flows | callers saw | does not hold |")
    print("|---|---|---|---|---|---|---|---|")
    for case, one in cases.items():
        print(
            f"| {case} | {one['down']}, {', '.join(one['reasons'])} | {one['up']} | {one['back s']} "
            f"| {', '.join(one['deaths'])} | {sum(one['flows'].values())} | {one['seen']} | {'; '.join(_wrong(one))} |"
        )
    return 1 if any(map(_wrong, cases.values())) else 0


if __name__ == "__main__":
    sys.exit(main())
