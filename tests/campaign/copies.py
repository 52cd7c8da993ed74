"""One signed approval sent by many at once, while its worker is stopped and continued: approved, and counted nowhere.

`.venv/bin/python -m tests.campaign.copies` (about 20 minutes): in each round one request of a phone is sent fifty times at once,
by callers that come again after 503 until they know. The processors are busy, and the worker is stopped at a random moment, in
every second round for longer than a workflow's task may take. It ends with 1 where an operation is not approved exactly once,
where a phone is blocked or a failure is counted, where a caller hears anything but the approval in the end, or a 5xx that is no
503.
"""

import argparse
import sys
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from api.demo.device import wire
from tests.api.mobile.conftest import Bank
from tests.api.mobile.users import PATH, TWO, User
from tests.bench.figures import percentile
from tests.campaign.flows import DATA
from tests.campaign.harm import Pauses
from tests.campaign.patient import GaveUp, Patient
from tests.campaign.replay import replayed
from tests.campaign.rig import busy, running, written
from tests.e2e.stack import Stack

# A phone serves so many rounds, so that failures that are counted on it add up.
ROUNDS_OF_A_PHONE = 10
# Most of the copies are on their way by then.
LATEST_PAUSE = 0.6


def _burst(
    bank: Bank, user: User, operation_id: str, copies: int, seed: int
) -> tuple[list[str], Counter[str], list[float]]:
    """How each copy ended for its caller, what all saw on the way, and how long each took."""
    body = wire.write({"requestObject": {"id": operation_id, "data": DATA}})
    headers = user.phone.sign("POST", "/operation/authorize", body, TWO)
    ready = threading.Barrier(copies)
    patients = [Patient(bank.base_url, bank.cloud.credentials, seed=seed + number) for number in range(copies)]

    def send(patient: Patient) -> tuple[str, float]:
        ready.wait(30)
        begun = time.monotonic()
        try:
            answer = patient.phone(f"{PATH}/authorize", body, headers)
            said = (
                f"{answer.status_code} {'' if answer.status_code == 200 else answer.json()['responseObject']['code']}"
            )
        except GaveUp:
            said = "gave up"
        finally:
            patient.close()
        return said.strip(), time.monotonic() - begun

    with ThreadPoolExecutor(copies) as threads:
        ends = list(threads.map(send, patients))
    seen = sum((patient.seen for patient in patients), Counter())
    return [said for said, _ in ends], seen, [seconds for _, seconds in ends]


def _round(bank: Bank, user: User, pauses: Pauses, asked: argparse.Namespace, number: int) -> dict[str, Any]:
    operation_id = user.asked()["operationId"]
    with ThreadPoolExecutor(1) as thread:
        pausing = thread.submit(pauses.once, LATEST_PAUSE)
        said, seen, seconds = _burst(bank, user, operation_id, asked.copies, asked.seed * 100_000 + number * 100)
        pausing.result()
    found = user.of({"operationId": operation_id})
    return {
        "operation_id": operation_id,
        "registration_id": user.phone.registration.activation_id,
        "status": found["status"],
        "failures": found["failureCount"],
        "phone": bank.of(user.phone)["registrationStatus"],
        "said": dict(Counter(said)),
        "seen": dict(seen),
        "seconds": seconds,
    }


def _looked_into(stack: Stack, one: dict[str, Any]) -> None:
    """What its caller cannot see, when all is quiet again: the steps of the workflow, the failures counted on the phone."""
    history = stack.snapshot(one["operation_id"])["state"]["history"]
    one["steps"] = [f"{entry['method']} {entry['step_result']}" for entry in history[1:]]
    counted = "SELECT failed_attempts FROM registration WHERE registration_id = :id"
    one["failures"] += stack.sql(counted, id=one["registration_id"])[0]["failed_attempts"]


def _campaign(asked: argparse.Namespace) -> dict[str, Any]:
    rounds: list[dict[str, Any]] = []
    with running() as (stack, bank), busy(asked.burners):
        pauses = Pauses(stack, asked.seed)
        for number in range(asked.rounds):
            if number % ROUNDS_OF_A_PHONE == 0:
                user = User(bank)
            rounds.append(_round(bank, user, pauses, asked, number))
            one = rounds[-1]
            print(f"round {number + 1}: {one['status']}, {one['said']}, seen {one['seen']}", flush=True)
        for one in rounds:
            _looked_into(stack, one)
        replay = replayed(stack.settings.temporal_address, asked.keep) if asked.replay else {"failures": {}}
        timed_out = stack.worker.log().count("Task not found when completing")
    return {"rounds": rounds, "pauses": pauses.seconds, "tasks timed out": timed_out, "replay": replay}


def _is_right(one: dict[str, Any]) -> bool:
    once = one["status"] == "APPROVED" and one["steps"] == ["POWERAUTH_TOKEN CONFIRMED"]
    return once and not one["failures"] and one["phone"] == "ACTIVE" and set(one["said"]) == {"200"}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--copies", type=int, default=50)
    parser.add_argument("--burners", type=int, default=2, help="processes that only burn processor time")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--replay", action="store_true")
    parser.add_argument("--keep", type=Path, default=Path("var/campaigns/not-replayable"))
    parser.add_argument("--out", type=Path, default=Path("var/campaigns/copies.json"))
    asked = parser.parse_args()
    found = _campaign(asked)
    written(asked.out, {"asked": {name: str(value) for name, value in vars(asked).items()}, **found})
    rounds = found["rounds"]
    seen = sum((Counter(one["seen"]) for one in rounds), Counter())
    right = sum(map(_is_right, rounds))
    blocked = sum(one["phone"] != "ACTIVE" for one in rounds)
    counted = sum(one["failures"] for one in rounds)
    others = sum(times for status, times in seen.items() if status.startswith("5") and status != "503")
    seconds = [one for each in rounds for one in each["seconds"]]
    print(
        "\n| rounds x copies | right | phones blocked | failures counted | 503, came again | other 5xx | p50 s | longest s |"
    )
    print("|---|---|---|---|---|---|---|---|")
    print(
        f"| {len(rounds)} x {asked.copies} | {right} | {blocked} | {counted} | {seen['503']} | {others} "
        f"| {percentile(seconds, 0.5):.2f} | {max(seconds):.1f} |"
    )
    late = found["tasks timed out"]
    print(f"\nworker paused {len(found['pauses'])} times, {late} answers to tasks came too late; {dict(seen)}")
    for one in [each for each in rounds if not _is_right(each)][:5]:
        print({name: value for name, value in one.items() if name != "seconds"})
    return 0 if right == len(rounds) and not others and not found["replay"]["failures"] else 1


if __name__ == "__main__":
    sys.exit(main())
