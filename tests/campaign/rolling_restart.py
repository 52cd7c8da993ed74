"""Everything is ended and started again, one process after the other, under load, as at an upgrade.

`.venv/bin/python -m tests.campaign.rolling_restart` (about five minutes): two workers and two API processes on PostgreSQL, with
`--cluster` on a real Temporal cluster (`docs/cluster.md`) whose services are restarted too. Each gets SIGTERM, ends by itself, is
started again, and is ready before the next one's turn. Callers go from one API to the other when one does not answer, and come
again with the same key. At the end row, workflow, audit, callbacks and what callers were told are held against each other. It
ends with 1 where a flow failed, an answer was 5xx other than 503, a process of ours did not end by itself, or anything was lost
or doubled.
"""

import argparse
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.campaign.agreement import settled
from tests.campaign.crowd import Crowd
from tests.campaign.outcome import outcome, tell
from tests.campaign.rig import listening, running, written
from tests.e2e.in_clear import is_ready
from tests.e2e.processes import Process, free_port, until
from tests.e2e.stack import Stack

# Long enough for a worker to be at work.
_STEADY_SECONDS = 5
_READY_SECONDS = 120


@dataclass
class Part:
    """A process, how it is seen to serve again, and whether it is one of ours, which ends by itself."""

    name: str
    process: Process
    is_ready: Callable[[], bool]
    is_ours: bool = True


@dataclass(frozen=True)
class Restart:
    """Of a part: how it ended, and how long it took from the signal to its end, and to serving again."""

    name: str
    code: int | None
    end_seconds: float
    seconds: float
    is_ours: bool

    def __str__(self) -> str:
        return f"{self.name}: ended with {self.code} in {self.end_seconds} s, served again after {self.seconds} s"


def _parts(stack: Stack, second_port: int) -> list[Part]:
    first, second = stack.settings.base_url, f"http://127.0.0.1:{second_port}"
    ours = [
        Part("worker 1", stack.worker, stack.ready),
        Part("worker 2", stack.process("worker"), stack.ready),
        Part("API 1", stack.api, lambda: is_ready(first)),
        Part("API 2", stack.process("api", port=second_port), lambda: is_ready(second)),
    ]
    services: dict[str, Process] = getattr(stack.temporal, "services", {})
    return ours + [Part(f"Temporal's {name}", one, stack.ready, is_ours=False) for name, one in services.items()]


def _restarted(part: Part) -> Restart:
    begun = time.monotonic()
    code = part.process.stop()
    ended = time.monotonic()
    part.process.start()
    until(part.is_ready, part.process, seconds=_READY_SECONDS, pause=0.2)
    done = Restart(part.name, code, round(ended - begun, 1), round(time.monotonic() - begun, 1), part.is_ours)
    print(done, flush=True)
    time.sleep(_STEADY_SECONDS)
    return done


def _campaign(asked: argparse.Namespace) -> dict[str, Any]:
    with running(postgres=True, cluster=asked.cluster) as (stack, bank):
        second_port = free_port()
        parts = _parts(stack, second_port)
        server = listening(bank)
        try:
            for part in parts:
                if not part.process.alive:
                    part.process.start()
                    until(part.is_ready, part.process, seconds=_READY_SECONDS, pause=0.2)
            crowd = Crowd(bank, asked.people, asked.seed, others=(f"http://127.0.0.1:{second_port}",))
            restarts: list[Restart] = []
            with crowd.walking() as walked:
                time.sleep(_STEADY_SECONDS)
                for _ in range(asked.rounds):
                    restarts += [_restarted(part) for part in parts]
            left = settled(stack)
            return {
                "restarts": [vars(one) for one in restarts],
                "did not end by themselves": [str(one) for one in restarts if one.is_ours and one.code != 0],
                **outcome(stack, walked, list(server.heard), left),
            }
        finally:
            for part in parts[1:4:2]:  # those that the stack does not know
                part.process.stop()
            server.stop()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=2, help="how often each is restarted")
    parser.add_argument("--cluster", action="store_true")
    parser.add_argument("--people", type=int, default=4)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, default=Path("var/campaigns/rolling-restart.json"))
    asked = parser.parse_args()
    found = _campaign(asked)
    written(asked.out, {"asked": {name: str(value) for name, value in vars(asked).items()}, **found})
    print("\n| restarted | times | ended within s | served again within s |\n|---|---|---|---|")
    for name in dict.fromkeys(one["name"] for one in found["restarts"]):
        own = [one for one in found["restarts"] if one["name"] == name]
        latest = (max(one[column] for one in own) for column in ("end_seconds", "seconds"))
        print(f"| {name} | {len(own)} | {' | '.join(map(str, latest))} |")
    print(f"\nflows: {sum(found['flows'].values())}; callers saw {found['seen']}; left: {found['left']}")
    print(f"callbacks: {found['callbacks']}, repeated {found['repeated']}")
    return 0 if tell(found, {"processes": found["did not end by themselves"]}) else 1


if __name__ == "__main__":
    sys.exit(main())
