"""A worker, and then an API, whose clock is three hours ahead: what they sweep, what they serve, what is said of them.

`.venv/bin/python -m tests.campaign.clock_ahead` (about six minutes; needs Debian's package `faketime`): the real processes under
libfaketime, on PostgreSQL and on SQLite. It ends with 1 where a used token's header is let in again, where an operation expires
before its time or is not approved, or where readiness does not say by how much the clock is wrong. Temporal's clock decides when
an operation expires: what a process with a wrong clock shows of it is reported, and must not be written.
"""

import argparse
import sys
import time
from pathlib import Path
from typing import Any

import httpx

from api.demo.device import wire
from tests.api.mobile.conftest import Bank
from tests.api.mobile.users import PATH, User
from tests.campaign.rig import listening, running, written
from tests.e2e.processes import ROOT, free_port, until
from tests.e2e.stack import Stack

# The worker sweeps every minute.
SWEPT_SECONDS = 100
# The signs by which a sweep is seen: a value that may be forgotten by any clock.
LONG_AGO_MS = 9 * 3_600_000
LIFETIME = 20.0
# libfaketime 0.9.10 takes the time until which Python sleeps, which is by the monotonic clock, for one of the wall clock: EINVAL.
SLEEP = """import select
import time

time.sleep = lambda seconds: select.select([], [], [], seconds) and None
"""
Checks = dict[str, Any]


def library() -> Path | None:
    """libfaketime, for programs with threads."""
    return next(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"), None)


def _ahead(stack: Stack, found: Path, hours: float) -> dict[str, str]:
    """The environment of a process whose wall clock is ahead; what it measures by, and its files' times, are right."""
    home = stack.folder / "ahead"
    home.mkdir(exist_ok=True)
    (home / "sitecustomize.py").write_text(SLEEP)
    lies = {"FAKETIME": f"+{hours}h", "FAKETIME_DONT_FAKE_MONOTONIC": "1", "NO_FAKE_STAT": "1"}
    return {"LD_PRELOAD": str(found), "PYTHONPATH": f"{home}:{ROOT}", **lies}


class Header:
    """One use of a token, sent again and again."""

    def __init__(self, user: User) -> None:
        self._body = wire.write({"requestObject": {}})
        self._headers = user.phone.token_header(user.token) | {"Content-Type": "application/json"}

    def send(self, base_url: str) -> int:
        url = f"{base_url}/enrollment-server{PATH}/list"
        return httpx.post(url, content=self._body, headers=self._headers, timeout=20).status_code


def _readiness(base_url: str) -> Any:
    try:
        return httpx.get(f"{base_url}/health/ready", timeout=10).json()
    except httpx.TransportError:
        return {}


def _worker(stack: Stack, bank: Bank, user: User, lies: dict[str, str], hours: float) -> Checks:
    header = Header(user)
    first, again = header.send(bank.base_url), header.send(bank.base_url)
    swept_before = int(time.time() * 1000) - LONG_AGO_MS
    stack.sql("INSERT INTO seen_request (digest, expires_ms) VALUES ('forgotten', :ms)", ms=swept_before)
    stack.worker.stop()
    right, stack.worker = stack.worker, stack.process("worker", **lies)
    stack.worker.start()
    try:
        until(lambda: "clock of worker" in _readiness(bank.base_url).get("missing", {}), seconds=60, pause=0.5)
        said = _readiness(bank.base_url)
        lasting, brief = user.asked(), user.asked(timestampExpires=int((time.time() + LIFETIME) * 1000))
        early = ("", "")
        while time.time() * 1000 < brief["timestampExpires"] - 2000:
            early = user.of(brief)["status"], stack.operation_row(brief["operationId"])["result"]
            time.sleep(1)
        until(
            lambda: not stack.sql("SELECT digest FROM seen_request WHERE digest = 'forgotten'"),
            seconds=SWEPT_SECONDS,
            pause=1,
        )
        late = stack.operation_row(brief["operationId"])["result"]
        still, waits = header.send(bank.base_url), user.of(lasting)["status"]
        user.authorize(lasting)
        approved = user.of(lasting)["status"]
    finally:
        stack.worker.stop()
        stack.worker = right
        stack.worker.start()
    stack.wait_ready()
    return {
        "a header serves once": (first, again) == (200, 401),
        "not again after a sweep": still == 401,
        "not expired before its time": early == ("PENDING", "CONTINUE") and waits == "PENDING",
        "expired after it": late == "FAILED",
        "approved": approved == "APPROVED",
        "readiness tells": abs(said["clocks"]["worker"] - hours * 3_600_000) < 10_000,
        "said": said,
    }


def _api(stack: Stack, bank: Bank, user: User, lies: dict[str, str], hours: float) -> Checks:
    port = free_port()
    wrong, base_url = stack.process("api", port=port, **lies), f"http://127.0.0.1:{port}"
    header = Header(user)
    first = header.send(bank.base_url)
    operation = user.asked()
    wrong.start()
    try:
        until(lambda: "temporal" in _readiness(base_url).get("clocks", {}), wrong, seconds=60, pause=0.5)
        said, again = _readiness(base_url), header.send(base_url)
        shown = _shown(base_url, bank, operation)
        row, snapshot = stack.operation_row(operation["operationId"]), stack.snapshot(operation["operationId"])
        waits = user.of(operation)["status"]
        user.authorize(operation)
        approved, shown_then = user.of(operation)["status"], _shown(base_url, bank, operation)
    finally:
        wrong.stop()
    return {
        "a header serves once": (first, again) == (200, 401),
        "nothing of it is written": (row["result"], snapshot["state"]["history"][-1]["result"]) == ("CONTINUE",) * 2,
        "not expired elsewhere": waits == "PENDING",
        "approved": (approved, shown_then) == ("APPROVED", "APPROVED"),
        "readiness tells": said["status"] == "DOWN" and abs(said["clocks"]["temporal"] + hours * 3_600_000) < 10_000,
        "shown by it": shown,
        "said": said,
    }


def _shown(base_url: str, bank: Bank, operation: dict[str, Any]) -> str:
    url = f"{base_url}/powerauth-cloud/v2/operations/{operation['operationId']}"
    return str(httpx.get(url, auth=bank.cloud.credentials, timeout=20).json()["status"])


def _campaign(found: Path, asked: argparse.Namespace) -> dict[str, Checks]:
    checks = {}
    for database in asked.databases:
        with running(postgres=database == "postgresql") as (stack, bank):
            server, user = listening(bank), User(bank)
            for who, case in (("worker", _worker), ("API", _api)):
                name = f"{who} ahead, on {database}"
                checks[name] = case(stack, bank, user, _ahead(stack, found, asked.hours), asked.hours)
                print(f"{name}: {checks[name]}", flush=True)
            server.stop()
    return checks


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--hours", type=float, default=3)
    parser.add_argument("--databases", nargs="+", default=["postgresql", "sqlite"])
    parser.add_argument("--seed", type=int, default=1, help="nothing is left to chance here")
    parser.add_argument("--out", type=Path, default=Path("var/campaigns/clock-ahead.json"))
    asked = parser.parse_args()
    found = library()
    if found is None:
        print("skipped: libfaketime is not installed (Debian: apt install faketime)")
        return 1
    checks = _campaign(found, asked)
    written(asked.out, {"asked": {name: str(value) for name, value in vars(asked).items()}, "checks": checks})
    wrong = [f"{case}: {name}" for case, of in checks.items() for name, value in of.items() if value is False]
    print("\n| case | holds | does not |\n|---|---|---|")
    for case, of in checks.items():
        print(
            f"| {case} | {sum(value is True for value in of.values())} | {sum(value is False for value in of.values())} |"
        )
    print(*wrong, sep="\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
