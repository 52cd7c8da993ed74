"""Wrong passwords and proofs from many addresses at once, while those who know theirs go on.

`.venv/bin/python -m tests.campaign.brakes` (about three minutes; `--seconds` a phase). Banks with right passwords and phones with
right signatures ask all the time, undisturbed first; then attackers guess passwords of accounts that there are and that there are
not, and then they send signatures and tokens of phones whose ids and application key they know; the latter a second time with
`NEXTSTEP_ADDRESS_RATE`. It ends with 1 where an account or an address gets more guesses than its brakes allow, a password waits
for longer than ten seconds, a 429 has no `Retry-After`, somebody who is right is refused or has a p95 over a second and over
twice the undisturbed one, a phone is blocked, a bank's first login takes over fifteen seconds, or the trail, the failures or the
memory grow beyond their bounds.
"""

import argparse
import contextlib
import os
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from activities.audit.unproved import FIRST
from api.demo.device.signing import Factors
from tests.api.mobile.conftest import Bank
from tests.bench.figures import percentile
from tests.campaign.guessers import LOGIN, Answers, Send, Target, attacking, passwords, proofs
from tests.campaign.rig import running, written
from tests.e2e.client import unique
from tests.e2e.stack import Stack

ATTEMPTS, LONGEST_WAIT, CHECKS, PROCESSES = 5, 900, 2, 2
# As many are looked at before the first of them is written.
IN_FLIGHT = CHECKS * PROCESSES
MAX_P95, MAX_WAIT, MAX_FIRST, MAX_MB = 1.0, 10.0, 15.0, 500
UNDISTURBED = "nobody"


def allowed(seconds: float, free: int) -> int:
    """How many guesses a brake allows within this time: the free ones, and one after each wait, which doubles."""
    count, wait, passed = free, 1.0, 1.0
    while passed <= seconds:
        count, wait = count + 1, min(2 * wait, LONGEST_WAIT)
        passed += wait
    return count


@dataclass
class Right:
    """Those who know their secrets, each from an address of its own: what they were answered, and how soon."""

    bank: Bank
    ends: contextlib.ExitStack
    seconds: dict[str, list[float]] = field(default_factory=lambda: {"banks": [], "phones": []})
    refused: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.phones = [self._phone(number) for number in range(4)]
        accounts = [self.bank.cloud.credentials] + [account(self.bank) for _ in range(3)]
        self.banks = [self._bank(number, own) for number, own in enumerate(accounts)]

    def _phone(self, number: int) -> Any:
        address = {"X-Forwarded-For": f"198.51.100.{100 + number}"}
        self.bank.http = self.ends.enter_context(httpx.Client(timeout=30, headers=address))
        return self.bank.registered()

    def _bank(self, number: int, credentials: tuple[str, str]) -> httpx.Client:
        address = {"X-Forwarded-For": f"198.51.100.{number + 1}"}
        return self.ends.enter_context(
            httpx.Client(base_url=self.bank.base_url, auth=credentials, headers=address, timeout=30)
        )

    @contextlib.contextmanager
    def asking(self) -> Iterator[None]:
        """They ask."""
        ended = threading.Event()
        asks = [("banks", own, 0.1) for own in self.banks] + [("phones", own, 0.25) for own in self.phones]
        threads = [threading.Thread(target=self._asks, args=(*one, ended)) for one in asks]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            ended.set()
            for thread in threads:
                thread.join()

    def _asks(self, kind: str, own: Any, pause: float, ended: threading.Event) -> None:
        ask = _login if kind == "banks" else _sign
        while not ended.wait(pause):
            begun = time.monotonic()
            try:
                ask(own)
            except Exception as error:
                self.refused[f"{kind}: {error}"[:100]] += 1
            self.seconds[kind].append(time.monotonic() - begun)


def _login(client: httpx.Client) -> None:
    client.get(LOGIN).raise_for_status()


def _sign(phone: Any) -> None:
    phone.validate(factors=Factors.POSSESSION_KNOWLEDGE)


def account(bank: Bank) -> tuple[str, str]:
    """A bank that has never logged in."""
    made = bank.admin.ok("POST", "/admin/users", {"username": unique("bank")})
    return made["username"], made["password"]


def first_login(bank: Bank, number: int) -> float:
    """Seconds until a bank is let in at an address that it never called from, coming again when it is told to."""
    credentials, address = account(bank), {"X-Forwarded-For": f"203.0.113.{number + 1}"}
    with httpx.Client(base_url=bank.base_url, auth=credentials, headers=address, timeout=30) as client:
        begun = time.monotonic()
        while (answer := client.get(LOGIN)).status_code != 200 and time.monotonic() - begun < 2 * MAX_FIRST:
            time.sleep(float(answer.headers.get("Retry-After", 1)))
        return time.monotonic() - begun


def grown(stack: Stack) -> dict[str, int]:
    """Rows of what attackers make grow."""
    found = {
        f"{row['action']} rows": row["rows"]
        for row in stack.sql(
            "SELECT action, count(*) AS rows FROM audit WHERE result <> 'OK' "
            "AND action IN ('LOGIN', 'SIGNATURE', 'TOKEN') GROUP BY action"
        )
    }
    for table in ("login", "unproved"):
        found[f"{table} rows"] = stack.sql(f"SELECT count(*) AS rows FROM {table}")[0]["rows"]
    return found


def _megabytes(stack: Stack) -> int:
    """Resident memory of the API's processes, shared pages counted in each."""
    pages = 0
    for pid in (stack.api.pid, *stack.api.children()):
        with contextlib.suppress(FileNotFoundError):
            pages += int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") >> 20


def phase(stack: Stack, right: Right, name: str, attack: Any, answers: Answers, seconds: float) -> dict[str, Any]:
    """What happened while somebody attacked, or nobody."""
    before = grown(stack)
    right.seconds, right.refused = {"banks": [], "phones": []}, Counter()
    first: list[float] = []
    begun = time.monotonic()
    with right.asking(), attack:
        while time.monotonic() - begun < seconds:
            if len(first) < 10:
                first.append(first_login(right.bank, len(first)))
            time.sleep(0.5)
    lasted, after = time.monotonic() - begun, grown(stack)
    found = {
        "phase": name,
        "lasted": lasted,
        "statuses": dict(answers.statuses),
        "p95": {kind: percentile(values, 0.95) for kind, values in right.seconds.items()},
        "asked": {kind: len(values) for kind, values in right.seconds.items()},
        "refused": dict(right.refused),
        "first logins": first,
        "grown": {key: after[key] - before.get(key, 0) for key in after},
        "MB": _megabytes(stack),
        "blocked": sum(right.bank.of(phone)["registrationStatus"] != "ACTIVE" for phone in right.phones),
        "without Retry-After": answers.without_retry_after,
        "account": max(answers.by_account.values(), default=0),
        "address": max(answers.by_address.values(), default=0),
        "both": max(answers.by_both.values(), default=0),
        "longest": max(answers.waited_for, default=0.0),
    }
    print(f"{name}: {found['statuses']}, {found['refused']}, grown {found['grown']}", flush=True)
    return found


def missed(found: dict[str, Any], undisturbed: dict[str, Any], asked: argparse.Namespace) -> list[str]:
    """The bars that a phase did not reach. On a machine that is busy with other work, those who are right wait for that too."""
    lasted, rows = found["lasted"], found["grown"]
    most = {kind: max(MAX_P95, 2 * p95) for kind, p95 in undisturbed["p95"].items()}
    # Of four phones, and of none: of as many places as there are addresses.
    few = FIRST * (asked.addresses + 4)
    bars = {
        "guesses of an account": (found["account"], allowed(lasted, 20 * ATTEMPTS) + IN_FLIGHT),
        "guesses from an address": (found["address"], allowed(lasted, 10 * ATTEMPTS) + IN_FLIGHT),
        "guesses of both": (found["both"], allowed(lasted, ATTEMPTS) + IN_FLIGHT),
        "longest wait of a password": (found["longest"], MAX_WAIT),
        "429 without Retry-After": (found["without Retry-After"], 0),
        "5xx": (sum(count for status, count in found["statuses"].items() if status >= 500), 0),
        "right ones refused": (sum(found["refused"].values()), 0),
        "p95 of banks": (found["p95"]["banks"], most["banks"]),
        "p95 of phones": (found["p95"]["phones"], most["phones"]),
        "phones blocked": (found["blocked"], 0),
        "longest first login": (max(found["first logins"]), MAX_FIRST),
        "rows of logins": (rows.get("LOGIN rows", 0), found["statuses"].get(401, 0)),
        "rows of signatures": (rows.get("SIGNATURE rows", 0), few),
        "rows of tokens": (rows.get("TOKEN rows", 0), few),
        "rows of failures": (
            rows["login rows"],
            (2 * asked.accounts + 1) * (asked.addresses + 1) + len(found["first logins"]) + 8,
        ),
        "rows of counts": (rows["unproved rows"], 3 * (asked.addresses + 8)),
        "MB more than undisturbed": (found["MB"] - undisturbed["MB"], MAX_MB),
    }
    return [f"{found['phase']}: {name} {got} > {bar}" for name, (got, bar) in bars.items() if got > bar]


def campaign(asked: argparse.Namespace) -> list[dict[str, Any]]:
    addresses = [f"192.0.2.{number + 1}" for number in range(asked.addresses)]
    settings = {"trusted_proxies": "127.0.0.1", "processes": PROCESSES, "login_checks": CHECKS}
    with running(login_attempts=ATTEMPTS, **settings) as (stack, bank), contextlib.ExitStack() as ends:
        right = Right(bank, ends)
        targets = [
            Target(one.registration.activation_id, one.config.application_key, one.create_token().token_id)
            for one in right.phones
        ]
        known = [account(bank)[0] for _ in range(asked.accounts)]
        unknown = [unique("nobody") for _ in range(asked.accounts)]

        def told(name: str, send: Callable[[Answers], Send] | None) -> dict[str, Any]:
            answers = Answers()
            attack: Any = contextlib.nullcontext()
            if send is not None:
                attack = attacking(bank.base_url, send(answers), threads=asked.attackers, seed=asked.seed)
            return phase(stack, right, name, attack, answers, asked.seconds)

        found = [told(UNDISTURBED, None)]
        found.append(told("passwords", lambda answers: passwords(known + unknown, addresses, answers)))
        found.append(told("proofs", lambda answers: proofs(targets, addresses, answers)))
        stack.api.stop()
        stack.settings = stack.settings.model_copy(update={"address_rate": asked.rate})
        stack.api = stack.process("api")
        stack.api.start()
        stack.wait_ready()
        few = addresses[:2]
        found.append(told(f"proofs, {asked.rate} a minute", lambda answers: proofs(targets, few, answers)))
        return found


def table(found: list[dict[str, Any]]) -> None:
    print(
        "\n| attack | looked at | 429 | most an account | an address | both | longest s | p95 banks s | p95 phones s "
        "| right ones refused | first login s | rows: logins | signatures | tokens | MB |"
    )
    print("|" + "---|" * 15)
    for one in found:
        rows = one["grown"]
        print(
            f"| {one['phase']} | {one['statuses'].get(401, 0)} | {one['statuses'].get(429, 0)} | {one['account']} "
            f"| {one['address']} | {one['both']} | {one['longest']:.1f} | {one['p95']['banks']:.2f} "
            f"| {one['p95']['phones']:.2f} | {sum(one['refused'].values())} | {max(one['first logins']):.1f} "
            f"| {rows.get('LOGIN rows', 0)} | {rows.get('SIGNATURE rows', 0)} | {rows.get('TOKEN rows', 0)} "
            f"| {one['MB']} |"
        )
    hour = ", ".join(
        f"{allowed(3600, times * ATTEMPTS)} {what}"
        for what, times in (("of an account", 20), ("from an address", 10), ("of an account from an address", 1))
    )
    print(f"\nguesses that the brakes allow in an hour: {hour}; the hours after it, {3600 // LONGEST_WAIT} each")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--rate", type=int, default=300, help="requests a minute of an address, in the last phase")
    parser.add_argument("--accounts", type=int, default=3, help="that there are, and as many that there are not")
    parser.add_argument("--addresses", type=int, default=20)
    parser.add_argument("--attackers", type=int, default=8)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, default=Path("var/campaigns/brakes.json"))
    asked = parser.parse_args()
    found = campaign(asked)
    faults = [fault for one in found for fault in missed(one, found[0], asked)]
    written(asked.out, {"asked": vars(asked) | {"out": str(asked.out)}, "phases": found, "missed": faults})
    table(found)
    for fault in faults:
        print(fault)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
