"""Slow and silent connections: what other callers feel of a thousand of them, and what they cost.

`.venv/bin/python -m tests.campaign.slow_connections` (about five minutes): rounds in which eight good callers are served
undisturbed, while the others arrive, and beside them. It ends with 1 where they feel them more than they may.
`--tls`: the good callers speak TLS, and the others do not come to an end of the handshake.
"""

import argparse
import asyncio
import json
import resource
import ssl
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import uvloop

from tests.bench.figures import percentile
from tests.bench.http import Connection
from tests.bench.processes import Running, free_port, python, wait_for
from tests.bench.server import PATH
from tests.campaign.rig import written
from tests.campaign.slow_callers import BEGINNINGS, HANDSHAKE
from tests.certificates import Authority

ONE_ADDRESS = "one address"
# How much two measurements differ by themselves.
NOBODY = "nobody"
KINDS = (NOBODY, *BEGINNINGS, "mixed", ONE_ADDRESS)
KINDS_OF_TLS = (NOBODY, "silent", *HANDSHAKE, ONE_ADDRESS)
CALLERS, PAUSE_SECONDS = 8, 0.02
ADDRESSES = 50
MAX_RATIO = 2.0
BODY = json.dumps({"requestObject": {"operationId": "5b753d0d-d59a-49b7-bec4-eae258566dbb"}}).encode()


class Attackers:
    """The process that attacks, for a `with`."""

    def __init__(self, port: int, kind: str, connections: int, seed: int) -> None:
        addresses = 1 if kind == ONE_ADDRESS else ADDRESSES
        how = "silent" if kind in (ONE_ADDRESS, NOBODY) else kind
        self._process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "tests.campaign.slow_callers",
                *map(str, (port, how, connections, addresses, seed)),
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.seen: dict[str, int] = {}

    def __enter__(self) -> "Attackers":
        return self

    def __exit__(self, *_: object) -> None:
        out = self._process.communicate("", timeout=20)[0]
        self.seen = json.loads(out.splitlines()[-1])

    def wait(self, most: int) -> None:
        """Until so many are connected."""
        until = time.monotonic() + 20
        assert self._process.stdout
        for line in self._process.stdout:
            if json.loads(line)["open"] >= most or time.monotonic() > until:
                return


Tls = ssl.SSLContext | None


async def _caller(port: int, tls: Tls, seconds: float, taken: list[float], failed: list[str]) -> None:
    connection = Connection(port, tls)
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        begun = time.perf_counter()
        try:
            await asyncio.wait_for(connection.send("POST", PATH, BODY), 10)
        except (OSError, RuntimeError, asyncio.IncompleteReadError) as error:
            failed.append(type(error).__name__)
            connection = Connection(port, tls)
        taken.append((time.perf_counter() - begun) * 1000)
        await asyncio.sleep(PAUSE_SECONDS)


def _served(port: int, tls: Tls, seconds: float, server: Running) -> dict[str, Any]:
    """What the good callers feel, and what the server costs meanwhile."""
    taken: list[float] = []
    failed: list[str] = []

    async def everybody() -> None:
        await asyncio.gather(*(_caller(port, tls, seconds, taken, failed) for _ in range(CALLERS)))

    cpu = server.cpu_seconds()
    uvloop.run(everybody())
    return {
        "requests": len(taken),
        "failed": len(failed),
        "p50": percentile(taken, 0.5),
        "p95": percentile(taken, 0.95),
        "p99": percentile(taken, 0.99),
        "cpu_share": (server.cpu_seconds() - cpu) / seconds,
        "resident_mb": server.resident_bytes() / 1e6,
    }


def _campaign(port: int, tls: Tls, server: Running, asked: argparse.Namespace) -> list[dict[str, Any]]:
    rounds = []
    for number in range(asked.rounds):
        for kind in KINDS_OF_TLS if tls else KINDS:
            calm = _served(port, tls, asked.seconds, server)
            connections = 0 if kind == NOBODY else asked.connections
            with Attackers(port, kind, connections, asked.seed + number) as attackers:
                arriving = _served(port, tls, asked.seconds, server)
                # Of one address, the server closes what it does not want.
                attackers.wait(connections if kind != ONE_ADDRESS else 1)
                disturbed = _served(port, tls, asked.seconds, server)
            rounds.append(
                {"kind": kind, "calm": calm, "arriving": arriving, "disturbed": disturbed, "attackers": attackers.seen}
            )
            print(
                f"round {number + 1}, {kind}: p95 {calm['p95']:.1f}, {arriving['p95']:.1f}, {disturbed['p95']:.1f} ms",
                f"{attackers.seen}",
                flush=True,
            )
    return rounds


def _table(rounds: list[dict[str, Any]]) -> tuple[str, float]:
    lines = [
        "| kind | p95 ms undisturbed | while they arrive | beside them | ratio, median | failed | server's CPU | resident MB |",
        "|---|---|---|---|---|---|---|---|",
    ]
    worst = 0.0
    for kind in dict.fromkeys(one["kind"] for one in rounds):
        found = [one for one in rounds if one["kind"] == kind]

        def middle(when: str, name: str, found: list[dict[str, Any]] = found) -> float:
            return statistics.median(one[when][name] for one in found)

        attacked = [one[when] for one in found for when in ("arriving", "disturbed")]
        ratio = statistics.median(one["disturbed"]["p95"] / one["calm"]["p95"] for one in found)
        worst = max(worst, ratio)
        lines.append(
            f"| {kind} | {middle('calm', 'p95'):.1f} | {middle('arriving', 'p95'):.1f} "
            f"| {middle('disturbed', 'p95'):.1f} | {ratio:.2f} "
            f"| {sum(one['failed'] for one in attacked)} "
            f"| {middle('calm', 'cpu_share'):.2f} → {middle('disturbed', 'cpu_share'):.2f} "
            f"| {middle('calm', 'resident_mb'):.0f} → {max(one['resident_mb'] for one in attacked):.0f} |"
        )
    return "\n".join(lines), worst


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--connections", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--tls", action="store_true")
    parser.add_argument("--out", type=Path, default=Path("var/campaigns/slow-connections.json"))
    asked = parser.parse_args()
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    port = free_port()
    with tempfile.TemporaryDirectory() as home:
        management = free_port()
        environment = {
            "NEXTSTEP_PORT": str(port),
            "NEXTSTEP_MANAGEMENT_ADDRESS": f"127.0.0.1:{management}",
            "NEXTSTEP_HOME": home,
            "TMPDIR": home,
        }
        tls = None
        if asked.tls:
            authority = Authority(Path(home))
            certificate, key = authority.issue()
            environment |= {"NEXTSTEP_TLS_CERTIFICATE": str(certificate), "NEXTSTEP_TLS_KEY": str(key)}
            tls = authority.context()
        server = python("tests.bench.server", environment, Path(home) / "api.log")
        try:
            wait_for(f"http://127.0.0.1:{management}/health/live", server)
            _served(port, tls, asked.seconds, server)
            rounds = _campaign(port, tls, server, asked)
        finally:
            server.stop()
    table, worst = _table(rounds)
    written(asked.out, {"asked": vars(asked) | {"out": str(asked.out)}, "rounds": rounds})
    print(f"\n{table}\n\nworst ratio: {worst:.2f} (at most {MAX_RATIO})")
    return 0 if worst <= MAX_RATIO else 1


if __name__ == "__main__":
    sys.exit(main())
