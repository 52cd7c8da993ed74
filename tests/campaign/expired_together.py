"""Operations whose time is up while nobody works: when all is back, how long until every row and every callback says so.

`.venv/bin/python -m tests.campaign.expired_together` (about three minutes): operations are made that the bank wants to hear of,
the worker is killed, all of them expire, and a worker is started. It ends with 1 where one is lost or told twice with different
words, or where it takes longer than twenty seconds for a thousand.
"""

import argparse
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from tests.api.mobile.users import PAYMENT, User
from tests.campaign.rig import listening, running, written

MAX_SECONDS = 20.0
LONGEST_SECONDS = 400.0
CALLERS = 8


def _campaign(asked: argparse.Namespace) -> dict[str, Any]:
    with running() as (stack, bank):
        server = listening(bank)
        user = User(bank)
        expires_ms = int((time.time() + asked.lifetime) * 1000)

        def create(_: int) -> str:
            wanted = {"timestampExpires": expires_ms, "userId": user.user_id}
            found = bank.cloud.ok("POST", "/v2/operations", {"template": "payment", "parameters": PAYMENT, **wanted})
            assert abs(found["timestampExpires"] - expires_ms) < 1000
            return str(found["operationId"])

        begun = time.monotonic()
        with ThreadPoolExecutor(CALLERS) as threads:
            made = set(threads.map(create, range(asked.operations)))
        print(f"{len(made)} operations in {time.monotonic() - begun:.0f} s", flush=True)
        assert time.time() * 1000 < expires_ms, "they expire before all are made: give them a longer --lifetime"
        stack.worker.kill()
        time.sleep(max(0.0, expires_ms / 1000 - time.time()) + asked.stop)
        print("all have expired; the worker is back", flush=True)
        stack.worker.start()
        begun, temporal_s = time.monotonic(), stack.temporal.cpu_seconds()
        timeline, rows, heard = [], 0, set()
        while (rows < len(made) or len(heard) < len(made)) and time.monotonic() - begun < LONGEST_SECONDS:
            time.sleep(0.5)
            rows = stack.sql("SELECT count(*) AS n FROM operation WHERE result = 'FAILED'")[0]["n"]
            heard = {one.body["operationId"] for one in list(server.heard) if one.body["status"] == "EXPIRED"}
            timeline.append((round(time.monotonic() - begun, 1), rows, len(heard)))
            if len(timeline) % 10 == 0:
                print(f"{timeline[-1][0]:.0f} s: {rows} rows, {len(heard)} callbacks", flush=True)
        seconds = time.monotonic() - begun
        cpu = {"temporal": stack.temporal.cpu_seconds() - temporal_s, "worker": stack.worker.cpu_seconds()}
        events = [(one.headers["webhook-id"], one.raw) for one in list(server.heard)]
        server.stop()
        return {
            "operations": len(made),
            "seconds": seconds,
            "cpu_seconds": cpu,
            "rows": rows,
            "heard": len(heard & made),
            "events": len({event for event, _ in events}),
            "repeated": len(events) - len(set(events)),
            "contradicted": len(set(events)) - len({event for event, _ in events}),
            "timeline": timeline,
            "worker": [line for line in stack.worker.log().splitlines() if " WARNING " in line or " ERROR " in line][
                :50
            ],
        }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--operations", type=int, default=1000)
    parser.add_argument("--lifetime", type=int, default=90, help="seconds until all of them expire")
    parser.add_argument("--stop", type=float, default=30, help="seconds without a worker after that")
    parser.add_argument("--out", type=Path, default=Path("var/campaigns/expired-together.json"))
    asked = parser.parse_args()
    found = _campaign(asked)
    written(asked.out, {"asked": vars(asked) | {"out": str(asked.out)}, **found})
    print(
        "\n| expired | rows | heard | repeated | contradicted | s until all | Temporal's CPU s | worker's |\n"
        f"{'|---' * 8}|"
    )
    print(
        f"| {found['operations']} | {found['rows']} | {found['heard']} | {found['repeated']} | {found['contradicted']} "
        f"| {found['seconds']:.1f} | {found['cpu_seconds']['temporal']:.1f} | {found['cpu_seconds']['worker']:.1f} |"
    )
    whole = found["rows"] == found["heard"] == found["operations"] and not found["contradicted"]
    return 0 if whole and found["seconds"] <= MAX_SECONDS * max(1.0, found["operations"] / 1000) else 1


if __name__ == "__main__":
    sys.exit(main())
