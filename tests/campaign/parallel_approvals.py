"""One operation approved by fifty requests at once: exactly once, with no answer of 503, and soon.

`.venv/bin/python -m tests.campaign.parallel_approvals` (about two minutes): each operation is sent ten right signatures of its
user's phone, each of them five times, all at the same time. It ends with 1 where one is not approved exactly once, where a server
that is up answers 503 (or another 5xx), or where p99 is over three seconds. Signatures that overtake each other are wrong by the
protocol (the counter has gone on) and may block the phone; copies of one are not: `--distinct 1 --copies 50` must block none.
"""

import argparse
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import Any

import httpx

from api.demo.device import wire
from tests.api.mobile.users import PATH, TWO, User
from tests.bench.figures import percentile
from tests.campaign.rig import running, written

MAX_SECONDS = 3.0
DATA = "A1*A100.00CZK*ICZ6508000000192000145399"


def _requests(user: User, operation: dict[str, Any], distinct: int, copies: int) -> list[tuple[bytes, dict[str, str]]]:
    """Bodies and headers: so many signatures, by a phone whose counter moves, each so many times."""
    body = wire.write({"requestObject": {"id": operation["operationId"], "data": DATA}})
    signed = [(body, user.phone.sign("POST", "/operation/authorize", body, TWO)) for _ in range(distinct)]
    return [signed[number % distinct] for number in range(distinct * copies)]


def _burst(url: str, requests: list[tuple[bytes, dict[str, str]]]) -> list[tuple[int, float, str]]:
    """The answers to all of them at once: status, seconds, and the code of a refusal."""
    ready = Barrier(len(requests))

    def send(request: tuple[bytes, dict[str, str]]) -> tuple[int, float, str]:
        body, headers = request
        with httpx.Client(timeout=30) as client:
            ready.wait(30)
            begun = time.monotonic()
            answer = client.post(url, content=body, headers={"Content-Type": "application/json", **headers})
            seconds = time.monotonic() - begun
        code = "" if answer.status_code == 200 else str(answer.json()["responseObject"]["code"])
        return answer.status_code, seconds, code

    with ThreadPoolExecutor(len(requests)) as threads:
        return list(threads.map(send, requests))


def _campaign(asked: argparse.Namespace) -> list[dict[str, Any]]:
    found = []
    with running() as (stack, bank):
        url = f"{bank.base_url}/enrollment-server{PATH}/authorize"
        for number in range(asked.operations):
            user = User(bank)
            operation = user.asked()
            answers = _burst(url, _requests(user, operation, asked.distinct, asked.copies))
            approved = user.of(operation)["status"] == "APPROVED"
            history = stack.snapshot(operation["operationId"])["state"]["history"]
            confirmed = sum(
                entry["step_result"] == "CONFIRMED" and entry["request_id"] is not None for entry in history
            )
            blocked = bank.of(user.phone)["registrationStatus"] != "ACTIVE"
            found.append(
                {
                    "approved": approved,
                    "confirmed": confirmed,
                    "blocked": blocked,
                    "answers": dict(Counter(f"{status} {code}".strip() for status, _, code in answers)),
                    "unavailable": sum(status >= 500 for status, _, _ in answers),
                    "seconds": [seconds for _, seconds, _ in answers],
                }
            )
            print(
                f"operation {number + 1}: {found[-1]['answers']}, longest {max(found[-1]['seconds']):.2f} s", flush=True
            )
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--operations", type=int, default=40)
    parser.add_argument("--distinct", type=int, default=10, help="at most 20: no server looks further ahead")
    parser.add_argument("--copies", type=int, default=5)
    parser.add_argument("--out", type=Path, default=Path("var/campaigns/parallel-approvals.json"))
    asked = parser.parse_args()
    found = _campaign(asked)
    seconds = [one for operation in found for one in operation["seconds"]]
    once = sum(one["approved"] and one["confirmed"] == 1 for one in found)
    blocked = sum(one["blocked"] for one in found)
    unavailable = sum(one["unavailable"] for one in found)
    p50, p99 = percentile(seconds, 0.5), percentile(seconds, 0.99)
    written(asked.out, {"asked": vars(asked) | {"out": str(asked.out)}, "operations": found})
    print("\n| operations | requests each | exactly once | phones blocked | 5xx | p50 s | p99 s | longest s |")
    print("|---|---|---|---|---|---|---|---|")
    print(
        f"| {len(found)} | {asked.distinct} x {asked.copies} | {once} | {blocked} | {unavailable} "
        f"| {p50:.2f} | {p99:.2f} | {max(seconds):.2f} |"
    )
    lost = blocked if asked.distinct == 1 else 0
    return 0 if once == len(found) and not lost and not unavailable and p99 <= MAX_SECONDS else 1


if __name__ == "__main__":
    sys.exit(main())
