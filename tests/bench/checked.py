"""What the engine checks itself: payments beside the same ones whose steps are reported, and passwords and codes alone.

Hashes are made in two ways: cheaply, so that the engine's own cost is seen, and as the original's documentation sets them.
"""

import asyncio
import json
import os
import sys
import time
from statistics import median
from typing import Any

from activities.credentials.hash_config import HashConfig, hash_config
from activities.credentials.hashing import Hashing
from config.exact_json import write
from config.identity_vocabulary import HashAlgorithm
from tests.bench.bench import PARALLEL, Bench
from tests.bench.figures import Measured, cpu_of, percentile, rate
from tests.bench.http import Connection

_BASE = "/powerauth-nextstep"
_VALUE, _OTP = "s3cret_Value", "bench-otp"
# Memory is an exponent of two, of KiB.
_CHEAP = {"version": "19", "iterations": "1", "memory": "3", "parallelism": "1", "outputLength": "32"}
_DOCUMENTED = {"version": "19", "iterations": "3", "memory": "15", "parallelism": "16", "outputLength": "32"}
_HASHES = {"cheap": _CHEAP, "documented": _DOCUMENTED}
_POLICY: dict[str, Any] = {
    "limitSoft": 3,
    "limitHard": 5,
    "usernameGenAlgorithm": "RANDOM_DIGITS",
    "usernameGenParam": {"length": 10},
    "credentialGenAlgorithm": "RANDOM_PIN",
    "credentialGenParam": {"length": 8, "includeDigits": True},
    "credentialValParam": {},
}


def measure(bench: Bench, create: dict[str, Any], *, rounds: int, seconds: float) -> None:
    """Set the bank up, then rounds of `seconds` each, alternating what is compared; prints the tables."""
    users = [f"checked-{number}" for number in range(PARALLEL)]
    asyncio.run(_set_up(bench.settings.port, users))
    found: dict[str, list[Measured]] = {}
    jobs = {
        "payment, steps reported": ("payment", {"create": create}),
        "payment, steps checked": ("checked", _job("cheap", users) | {"create": create}),
        "password, cheap": ("credentials", _job("cheap", users[:4])),
        "password, documented": ("credentials", _job("documented", users[:1])),
        "code made and checked": ("codes", _job("cheap", users[:4])),
    }
    for kind, job in jobs.values():
        bench.flows(kind, 2, **job) if "create" in job else bench.drive(kind, 1, **job)
    for number in range(rounds):
        for name, (kind, job) in jobs.items():
            sys.stderr.write(f"  checks, round {number + 1} of {rounds}: {name}\n")
            measured = bench.flows(kind, seconds, **job) if "create" in job else bench.drive(kind, seconds, **job)
            found.setdefault(name, []).append(measured)
    _show(found)


def _job(hashing: str, users: list[str]) -> dict[str, Any]:
    return {"users": users, "parallel": len(users), "credential": _credential(hashing), "value": _VALUE, "otp": _OTP}


def _credential(hashing: str) -> str:
    return f"bench-{hashing}"


async def _set_up(port: int, users: list[str]) -> None:
    connection = Connection(port)

    async def post(path: str, **members: Any) -> None:
        await connection.send("POST", _BASE + path, json.loads(write({"requestObject": members})))

    await post("/application", applicationName="bench")
    await post("/credential/policy", credentialPolicyName="bench", **_POLICY)
    await post("/otp/policy", otpPolicyName="bench", length=8, attemptLimit=3, genAlgorithm="OTP_DATA_DIGEST")
    await post("/otp/definition", otpDefinitionName=_OTP, applicationName="bench", otpPolicyName="bench")
    belongs = {"applicationName": "bench", "credentialPolicyName": "bench", "category": "PASSWORD"}
    for name, parameters in _HASHES.items():
        await post("/hashconfig", hashConfigName=name, algorithm="ARGON_2ID", parameters=parameters)
        hashed = {"hashingEnabled": True, "hashConfigName": name}
        await post("/credential/definition", credentialDefinitionName=_credential(name), **belongs, **hashed)
    for user_id in users:
        await post("/user", userId=user_id)
        for name in _HASHES:
            theirs = {"credentialName": _credential(name), "credentialType": "PERMANENT", "credentialValue": _VALUE}
            await post("/credential", userId=user_id, **theirs)


def _show(found: dict[str, list[Measured]]) -> None:
    out = sys.stdout.write
    out(f"\nChecked by the engine. Machine: {os.cpu_count()} cores\n\n")
    out(
        "| what | a second | CPU ms of each: Temporal | worker | API | p50 ms | p95 ms |\n|---|---|---|---|---|---|---|\n"
    )
    for name, rounds in found.items():
        cpu = " | ".join(f"{cpu_of(rounds, process):.2f}" for process in ("temporal", "worker", "api"))
        values = [value for one in rounds for value in one["taken"].get("password", one["taken"].get("code", []))]
        values = values or [value for one in rounds for value in one["taken"]["update"]]
        out(f"| {name} | {rate(rounds):.1f} | {cpu} | {median(values):.1f} | {percentile(values, 0.95):.1f} |\n")
    pairs = zip(found["payment, steps checked"], found["payment, steps reported"], strict=True)
    ratios = [rate([one]) / rate([other]) for one, other in pairs]
    out(
        f"\nchecked / reported, round by round: {', '.join(f'{one:.2f}' for one in ratios)}; median {median(ratios):.2f}\n"
    )
    for name, parameters in _HASHES.items():
        bare = _hash_ms(hash_config(name, HashAlgorithm.ARGON_2ID, parameters))
        beside = cpu_of(found[f"password, {name}"], "api") - bare
        out(f"a password with {name} costs: the hash itself {bare:.2f} ms of CPU, the API beside it {beside:.2f} ms\n")


def _hash_ms(config: HashConfig) -> float:
    """CPU milliseconds of one comparison with a hash."""
    hashing = Hashing(1)
    kept = hashing.hash_value(_VALUE, config)
    taken = []
    for _ in range(20):
        begun = time.process_time()
        assert hashing.matches(_VALUE, kept)
        taken.append((time.process_time() - begun) * 1000)
    return median(taken)
