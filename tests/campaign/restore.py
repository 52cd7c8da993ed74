"""Both databases are saved twice under load, and restored to different times: what disagrees then, and what settles it.

`.venv/bin/python -m tests.campaign.restore` (about four minutes): in one case after the other the engine's database or Temporal's
is the older one, by `--gap` seconds, or by a few. Nothing but Temporal runs when `nextstep reconcile` compares, settles, and
compares once more; then counters are moved on, and worker and API are started. On PostgreSQL, saved by pg_dump; Temporal is the
development server, with `--cluster` a real cluster. `--as-it-is`: nothing is reconciled, to see what comes of it.

It ends with 1 where rows and workflows disagree at the end, a bank was told two ends of one operation, a signature of before was
taken again, or the phone that gave it goes on no more.
"""

import argparse
import json
import subprocess
import sys
import time
from collections import Counter, defaultdict
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from api.demo.device import wire
from api.demo.device.failures import ServerRefused
from tests.activities.callbacks.server import BankServer
from tests.api.mobile.users import POSSESSION, TWO, User
from tests.campaign.crowd import Crowd
from tests.campaign.rig import listening, running, written
from tests.e2e.saved import Saved
from tests.e2e.stack import Stack

_FEW_SECONDS = 3.0
_LIFETIME_SECONDS = 150
_VALIDATE = "/pa/v3/signature/validate"
_FINAL = {"APPROVED", "REJECTED", "CANCELED", "EXPIRED", "FAILED"}


@dataclass
class Cast:
    """Operations whose parts are known: asked before the first time, and what happens to each between the two."""

    user: User
    open: list[str] = field(default_factory=list)
    recorded: list[tuple[bytes, dict[str, str]]] = field(default_factory=list)

    def ask(self, count: int) -> None:
        """So many more, which wait."""
        expires_ms = int((time.time() + _LIFETIME_SECONDS) * 1000)
        self.open += [self.user.asked(timestampExpires=expires_ms)["operationId"] for _ in range(count)]

    def act(self, count: int) -> None:
        """A fifth each is approved, rejected, canceled by the bank, tried by a wrong PIN, and left; `count` more are asked."""
        for number, one in enumerate(list(self.open)):
            match number % 5:
                case 0:
                    self.user.authorize({"operationId": one})
                case 1:
                    self.user.reject({"operationId": one})
                case 2:
                    self.user.bank.cloud.ok("DELETE", f"/v2/operations/{one}")
                case 3:
                    self._try_wrongly(one)
        for _ in range(3):
            body = wire.write({})
            headers = self.user.phone.sign("POST", "/pa/signature/validate", body, TWO)
            self.recorded.append((body, headers))
            self.user.phone.line.send(_VALIDATE, body, headers)
        self.ask(count)

    def _try_wrongly(self, operation_id: str) -> None:
        phone, pin = self.user.phone, self.user.phone.pin
        phone.pin = "0000"
        with suppress(ServerRefused):
            self.user.authorize({"operationId": operation_id})
        phone.pin = pin

    def replays(self) -> int:
        """How many of the recorded signatures are taken once more."""
        return sum(self._is_taken(body, headers) for body, headers in self.recorded)

    def _is_taken(self, body: bytes, headers: dict[str, str]) -> bool:
        said = {"Content-Type": "application/json", **headers}
        url = f"{self.user.bank.base_url}/enrollment-server{_VALIDATE}"
        return bool(self.user.bank.http.request("POST", url, content=body, headers=said).status_code == 200)

    def goes_on(self) -> bool:
        """Whether the phone signs after it has asked for its status."""
        self.user.phone.status()
        body = wire.write({})
        headers = self.user.phone.sign("POST", "/pa/signature/validate", body, POSSESSION)
        return self._is_taken(body, headers)


def _command(stack: Stack, *arguments: str) -> subprocess.CompletedProcess[str]:
    done: subprocess.CompletedProcess[str] = stack.command(*arguments, seconds=600)
    return done


def _told(done: subprocess.CompletedProcess[str]) -> str:
    return f"{done.returncode}: {done.stdout.strip()} {done.stderr.strip()[-400:]}"


def _reconciled(stack: Stack, *options: str) -> dict[str, Any]:
    begun = time.monotonic()
    done = _command(stack, "reconcile", "--json", *options)
    if not done.stdout:
        raise RuntimeError(done.stderr[-2000:])
    found = json.loads(done.stdout)["differences"]
    return {
        "seconds": round(time.monotonic() - begun, 1),
        "code": done.returncode,
        "differences": dict(Counter(one["difference"] for one in found)),
    }


def _head(stack: Stack) -> str:
    [row] = stack.sql("SELECT position, link FROM audit_chain")
    return f"{row['position']}:{row['link']}"


def _statuses(server: BankServer) -> dict[str, Counter[str]]:
    """Of each operation, how often each end was heard."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for one in list(server.heard):
        if one.body.get("status") in _FINAL:
            found[one.body["operationId"]][one.body["status"]] += 1
    return found


def _different(server: BankServer) -> list[str]:
    """Changes of operations, by number, of which two different things were heard."""
    found: dict[str, set[str]] = defaultdict(set)
    for one in list(server.heard):
        found[f"{one.body['operationId']}:{one.body['sequence']}"].add(one.body["status"])
    return [change for change, told in found.items() if len(told) > 1]


def _disagreeing(stack: Stack) -> list[str]:
    done = _command(stack, "reconcile", "--json")
    return [
        f"{one['difference']} {one['id']}" for one in json.loads(done.stdout or '{"differences": []}')["differences"]
    ]


def _save(stack: Stack, name: str) -> Saved:
    saved = Saved(stack, name)
    saved.save_engine()
    saved.save_temporal()
    return saved


def _case(asked: argparse.Namespace, older: str, gap: float) -> dict[str, Any]:
    with running(postgres=not asked.sqlite, cluster=asked.cluster) as (stack, bank):
        server, cast = listening(bank), Cast(User(bank))
        cast.ask(asked.cast)
        with Crowd(bank, asked.people, asked.seed).walking() as walked:
            time.sleep(2)
            first = _save(stack, "first")
            begun = time.monotonic()
            cast.act(asked.cast // 2)
            time.sleep(max(0.0, gap - (time.monotonic() - begun)))
        head = _head(stack)
        second = _save(stack, "second")
        time.sleep(1)
        before = _statuses(server)
        for process in (stack.api, stack.worker):
            process.stop()
        engine, temporal = (first, second) if older == "engine" else (second, first)
        engine.restore_engine()
        temporal.restore_temporal()
        stack.start_temporal()
        found: dict[str, Any] = {"older": older, "seconds apart": round(gap, 1), "flows": sum(walked.kinds.values())}
        found["seconds to save"] = [first.engine_seconds, first.temporal_seconds]
        if not asked.as_it_is:
            found["compared"], found["applied"] = _reconciled(stack), _reconciled(stack, "--apply")
            found["compared again"] = _reconciled(stack)
            saved_at = ["--saved", str(engine.engine_ms), "--yes", "--json"]
            found["advanced"] = json.loads(_command(stack, "registrations", "advance", *saved_at).stdout)
        stack.restore()
        if asked.as_it_is:
            time.sleep(_LIFETIME_SECONDS)
        else:
            time.sleep(10)
        after = _statuses(server)
        found |= {
            "doctor": _command(stack, "doctor").returncode,
            "told twice": sum(after[one] != before[one] and bool(before[one]) for one in after),
            "contradicted": [f"{one}: {dict(told)}" for one, told in after.items() if len(told) > 1],
            "one number, two statuses": _different(server),
            "signatures taken again": cast.replays(),
            "phone goes on": cast.goes_on(),
            "audit": _told(_command(stack, "audit", "verify")),
            "audit against the kept head": _told(_command(stack, "audit", "verify", "--head", head)),
            "disagree": _disagreeing(stack),
        }
        server.stop()
    return found


def _is_whole(found: dict[str, Any]) -> bool:
    return found["phone goes on"] and not any(
        found[name] for name in ("contradicted", "one number, two statuses", "signatures taken again", "disagree")
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gap", type=float, default=20, help="seconds between the two times")
    parser.add_argument("--cast", type=int, default=20, help="operations whose parts are known")
    parser.add_argument("--people", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--cluster", action="store_true")
    parser.add_argument("--sqlite", action="store_true")
    parser.add_argument("--as-it-is", action="store_true")
    parser.add_argument("--once", action="store_true", help="not by a few seconds, too")
    parser.add_argument("--only", choices=("engine", "temporal"), help="the older one")
    parser.add_argument("--out", type=Path, default=Path("var/campaigns/restore.json"))
    asked = parser.parse_args()
    cases = [
        (older, gap)
        for gap in ((asked.gap,) if asked.once else (asked.gap, _FEW_SECONDS))
        for older in ("engine", "temporal")
    ]
    found = []
    for older, gap in cases:
        if asked.only in (None, older):
            found.append(_case(asked, older, gap))
            print(json.dumps(found[-1], indent=1), flush=True)
    written(asked.out, {"asked": {name: str(value) for name, value in vars(asked).items()}, "cases": found})
    names = "older | by s | differences | settled in s | told twice | contradicted | kept head found"
    print(f"\n| {names} |", "|---" * 7 + "|", sep="\n")
    for one in found:
        settled = one.get("applied", {"differences": "-", "seconds": "-"})
        columns = (one["older"], one["seconds apart"], settled["differences"], settled["seconds"], one["told twice"])
        print("", *columns, len(one["contradicted"]), one["audit against the kept head"][0] == "0", "", sep=" | ")
    return 0 if all(map(_is_whole, found)) else 1


if __name__ == "__main__":
    sys.exit(main())
