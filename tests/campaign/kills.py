"""Deaths under load: worker, Temporal, API and PostgreSQL killed at random moments, while callers come again as clients do.

`.venv/bin/python -m tests.campaign.kills` (about ten minutes): payments in the web, approvals, rejections, offline approvals,
cancellations and expiries go on, with callbacks to a bank's server, until all deaths have happened; on PostgreSQL, and with
`--sqlite` on SQLite, whose file dies with nobody. At the end row, workflow, audit, callbacks and what callers were told are
held against each other. It ends with 1 where anything is lost, doubled, contradicted or stuck. `--replay`: every history that
came of it is replayed, too. `--cluster`: on a real Temporal cluster (`docs/cluster.md`), whose frontend, history and matching are
killed one by one as well.
"""

import argparse
import sys
from pathlib import Path
from typing import Any

from tests.api.mobile.conftest import EVERY_VERSION
from tests.campaign.agreement import settled
from tests.campaign.crowd import Crowd
from tests.campaign.harm import Harm
from tests.campaign.outcome import outcome, tell
from tests.campaign.replay import replayed
from tests.campaign.rig import listening, running, written

# Of a cluster: the one that is asked, the one that decides and stores, the one that hands out tasks.
SERVICES = ("frontend", "history", "matching")


def _campaign(asked: argparse.Namespace) -> dict[str, Any]:
    deaths = {"worker": asked.worker, "temporal": asked.temporal, "api": asked.api}
    deaths |= {} if asked.sqlite else {"postgres": asked.postgres}
    deaths |= {name: getattr(asked, name) for name in SERVICES} if asked.cluster else {}
    with running(postgres=not asked.sqlite, cluster=asked.cluster) as (stack, bank):
        server = listening(bank)
        crowd = Crowd(bank, asked.people, asked.seed, versions=EVERY_VERSION)
        harm = Harm(stack, deaths, asked.seed)
        with crowd.walking() as walked:
            harm.work()
        left = settled(stack)
        found = {"deaths": harm.done, **outcome(stack, walked, list(server.heard), left)}
        server.stop()
        if asked.replay:
            found["replay"] = replayed(stack.settings.temporal_address, asked.keep)
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--worker", type=int, default=30)
    parser.add_argument("--temporal", type=int, default=10)
    parser.add_argument("--api", type=int, default=10)
    parser.add_argument("--postgres", type=int, default=5)
    parser.add_argument("--sqlite", action="store_true")
    parser.add_argument("--cluster", action="store_true")
    for name in SERVICES:
        parser.add_argument(f"--{name}", type=int, default=8, help="deaths, on a cluster")
    parser.add_argument("--people", type=int, default=8)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--replay", action="store_true")
    parser.add_argument("--keep", type=Path, default=Path("var/campaigns/not-replayable"))
    parser.add_argument("--out", type=Path, default=Path("var/campaigns/kills.json"))
    asked = parser.parse_args()
    found = _campaign(asked)
    written(asked.out, {"asked": {name: str(value) for name, value in vars(asked).items()}, **found})
    print("\n| kind | flows that ended as told |\n|---|---|")
    for kind, times in sorted(found["flows"].items()):
        print(f"| {kind} | {times} |")
    print(f"\ndeaths: {len(found['deaths'])}; callers saw {found['seen']}; left: {found['left']}")
    print(f"callbacks: {found['callbacks']}, repeated {found['repeated']}; flows that failed: {len(found['failed'])}")
    replays = not found.get("replay", {}).get("failures")
    return 0 if tell(found) and replays else 1


if __name__ == "__main__":
    sys.exit(main())
