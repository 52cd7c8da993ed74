"""Fuzzed requests at every endpoint of every API, by all of its callers: no 5xx, and every answer as documented.

`.venv/bin/python -m tests.campaign.fuzzed_requests` (a hundred thousand, at most ten minutes; needs the extra `campaign`):
schemathesis draws good and bad requests from the documents; each is sent many times over, changed by chance, with real ids, by
administrators, banks, signing phones and strangers. Who hears 503 with `Retry-After` comes again with the same request, for a
minute. It ends with 1 where an answer is a 5xx, is not as documented, is no JSON in the API's envelope, tells of a stack trace
or of SQL, or is slower than `--slow`; or where not all were sent in time.
"""

import argparse
import multiprocessing
import re
import sys
import time
import traceback
from collections import Counter, defaultdict
from functools import partial
from pathlib import Path
from typing import Any

from tests.bench.figures import percentile
from tests.campaign.fuzz.cases import ALL, Case, drawn
from tests.campaign.fuzz.stream import Asked, Found, Stream
from tests.campaign.rig import running, written
from tests.e2e.stack import FURTHER_APPLICATIONS

_CLASSES = ("2xx", "3xx", "4xx", "5xx")
# Requests of one stream at most: then its bank, its users and phones are others.
_STREAM = 4_000
_CASES: list[Case] = []


def _drawn(examples: int, seed: int, operation: tuple[str, str, str]) -> list[Case]:
    return drawn(*operation, examples=examples, seeded=seed)


def _take(cases: list[Case]) -> None:
    _CASES.extend(cases)


def _run(asked: Asked) -> Found:
    if time.monotonic() > asked.until:
        return Found()
    try:
        return Stream(asked, _CASES).run()
    except Exception:  # the other streams go on; that this one ended is a fault
        return Found(faults={"a stream ended": {"times": 1, "fault": traceback.format_exc()[-2_000:]}})


def _cases(asked: argparse.Namespace, processes: Any) -> list[Case]:
    """The same number of each endpoint's, so that all are met alike."""
    begun = time.monotonic()
    each = processes.imap(partial(_drawn, asked.examples, asked.seed), ALL, chunksize=4)
    found = list(each)
    most = max(map(len, found))
    print(
        f"{sum(map(len, found))} requests of {len(ALL)} endpoints drawn in {time.monotonic() - begun:.0f} s", flush=True
    )
    return [case for cases in found for case in (cases * (most // len(cases) + 1))[:most]]


def _campaign(asked: argparse.Namespace) -> tuple[list[Found], dict[str, Any]]:
    fork = multiprocessing.get_context("fork")
    with fork.Pool(2) as processes:
        cases = _cases(asked, processes)
    found: list[Found] = []
    # Forked before there are servers, and threads that speak with them.
    with (
        fork.Pool(asked.clients, _take, [cases], maxtasksperchild=20) as processes,
        # Long enough for a phone that is told to come again and again.
        running(log_level="WARNING", registration_lifetime=1_800, passkey_rp_id="bank.example") as (stack, bank),
    ):
        for application in FURTHER_APPLICATIONS:
            bank.admin.ok("POST", "/admin/applications", {"id": application, "leastProtocolVersion": "3.0"})
        begun = time.monotonic()
        most = min(_STREAM, -(-asked.requests // asked.clients))
        sizes = [most] * (asked.requests // most) + [asked.requests % most]
        streams = [
            Asked(bank.base_url, stack.admin, size, asked.seed * 100_000 + number, asked.slow, begun + asked.seconds)
            for number, size in enumerate(sizes)
            if size
        ]
        for number, one in enumerate(processes.imap_unordered(_run, streams), 1):
            found.append(one)
            sent, seconds = sum(map(_sent, found)), time.monotonic() - begun
            wrong = sum(len(each.faults) for each in found)
            for key, fault in one.faults.items():
                print(f"{key}: {fault['fault']}", flush=True)
            print(
                f"stream {number} of {len(streams)}: {sent} requests, {sent / seconds:.0f}/s, {wrong} faults",
                flush=True,
            )
        seconds = time.monotonic() - begun
        about = {"seconds": seconds, "ready": stack.ready(), "tracebacks": _tracebacks(stack.logs())}
    return found, about


def _tracebacks(logs: dict[str, str]) -> dict[str, dict[str, int]]:
    """By process: how often which exception stands in its log at the end of a traceback."""
    found = {}
    for name, log in logs.items():
        ends = re.findall(r"^Traceback \(most recent call last\):\n(?:[ \t].*\n|\n)*(\S.*)$", log, re.MULTILINE)
        found[name] = dict(Counter(end[:200] for end in ends))
    return found


def _sent(found: Found) -> int:
    return sum(found.answers.values())


def _merged(found: list[Found]) -> dict[str, Any]:
    endpoints: dict[str, Counter[str]] = defaultdict(Counter)
    faults: dict[str, dict[str, Any]] = {}
    for one in found:
        for (endpoint, kind), times in one.answers.items():
            endpoints[endpoint][kind] += times
        for key, fault in one.faults.items():
            if key in faults:
                faults[key]["times"] += fault["times"]
            else:
                faults[key] = dict(fault)
    seconds = [each for one in found for each in one.seconds]
    return {
        "requests": len(seconds),
        "unsent": sum(one.unsent for one in found),
        "again": sum(one.again for one in found),
        "p50": percentile(seconds, 0.5),
        "p99": percentile(seconds, 0.99),
        "longest": max(seconds),
        "endpoints": {name: dict(kinds) for name, kinds in sorted(endpoints.items())},
        "never_done": sorted(name for name, kinds in endpoints.items() if not kinds["2xx"]),
        "never_asked": sorted(
            {Case(*one).endpoint for one in ALL} - endpoints.keys(),
        ),
        "slow": sorted((each for one in found for each in one.slow), reverse=True)[:50],
        "faults": faults,
    }


def _table(found: dict[str, Any], about: dict[str, Any]) -> str:
    apis: dict[str, Counter[str]] = defaultdict(Counter)
    for endpoint, kinds in found["endpoints"].items():
        apis[endpoint.split("/")[1]].update(kinds)
        apis[endpoint.split("/")[1]]["endpoints"] += 1
    lines = ["| API | endpoints | 2xx | 3xx | 4xx | 5xx |", "|---|---|---|---|---|---|"]
    for name, kinds in apis.items():
        lines.append(f"| {name} | {kinds['endpoints']} | " + " | ".join(str(kinds[one]) for one in _CLASSES) + " |")
    return "\n".join(
        [
            *lines,
            "",
            f"{found['requests']} requests in {about['seconds']:.0f} s ({found['requests'] / about['seconds']:.0f}/s); "
            f"p50 {found['p50'] * 1000:.0f} ms, p99 {found['p99'] * 1000:.0f} ms, longest {found['longest']:.2f} s; "
            f"that no client would send: {found['unsent']}; told to come again: {found['again']}; "
            f"tracebacks in logs: {about['tracebacks']}",
            "never answered 2xx: " + (", ".join(found["never_done"]) or "none"),
            "never asked: " + (", ".join(found["never_asked"]) or "none"),
            *(
                f"FAULT ({fault['times']}) {key}: {fault['fault'].splitlines()[-1][:300]}"
                for key, fault in sorted(found["faults"].items())
            ),
        ]
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=100_000)
    parser.add_argument("--seconds", type=float, default=600, help="then the streams end, whatever they have sent")
    parser.add_argument("--clients", type=int, default=6)
    parser.add_argument("--examples", type=int, default=12, help="drawn of each endpoint, good and as many bad ones")
    parser.add_argument("--slow", type=float, default=5.0, help="seconds that an answer may take")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, default=Path("var/campaigns/fuzzed-requests.json"))
    asked = parser.parse_args()
    found, about = _campaign(asked)
    merged = _merged(found)
    written(asked.out, {"asked": vars(asked) | {"out": str(asked.out)}, **about, **merged})
    print(f"\n{_table(merged, about)}")
    enough = merged["requests"] + merged["unsent"] >= asked.requests
    return 0 if enough and about["ready"] and not merged["faults"] and not merged["never_asked"] else 1


if __name__ == "__main__":
    sys.exit(main())
