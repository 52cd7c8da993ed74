"""Bytes that are nearly HTTP at the real server: it lives, answers the next caller, and takes no request that is not there.

`.venv/bin/python -m tests.campaign.fuzzed_bytes` (about two minutes): so many connections, each with some requests, whole
and wrong ones, cut and disturbed by chance. What the application was asked is compared with a strict reading of the same bytes.
It ends with 1 where it was asked anything else, where an answer is no JSON, where a good request behind is not answered, where a
process of the server ended, or where memory grows by more than a quarter.
"""

import argparse
import json
import socket
import sys
import tempfile
import time
from collections import Counter
from contextlib import closing
from pathlib import Path
from random import Random
from typing import Any

import psutil

from tests.api.server.fuzzed_bytes import connection, pieces
from tests.api.server.running import Server, everything, running
from tests.api.server.strict_reading import Whole, reading
from tests.campaign.rig import written

_BETWEEN = 100
_MAX_GROWTH = 1.25
_INTERIM = b"HTTP/1.1 100 Continue\r\n\r\n"


def _answers(data: bytes, asked: list[Whole]) -> list[tuple[int, Any]]:
    """Status and body of each answer; those to HEAD have none. Raises `ValueError` for what is none."""
    found: list[tuple[int, Any]] = []
    data = data.replace(_INTERIM, b"")
    while data:
        head, _, rest = data.partition(b"\r\n\r\n")
        status = int(head.split(b" ", 2)[1])
        fields = dict(line.lower().split(b": ", 1) for line in head.split(b"\r\n")[1:])
        size, last = int(fields.get(b"content-length", 0)), fields.get(b"connection") == b"close"
        # What is refused before the application sees it, has a body whatever was asked, and is the last.
        if len(found) < len(asked) and asked[len(found)].method == "HEAD" and not (last and rest):
            size = 0
        if len(rest) < size:
            raise ValueError("an answer is cut off")
        found.append((status, json.loads(rest[:size]) if size else None))
        data = rest[size:]
    return found


def _sent(server: Server, parts: list[bytes]) -> bytes:
    with closing(server.connect()) as caller:
        try:
            for part in parts:
                caller.sendall(part)
            caller.shutdown(socket.SHUT_WR)
        except OSError:  # it was refused already
            pass
        return everything(caller)


def _fault(server: Server, data: bytes, dice: Random, statuses: Counter[int]) -> str | None:
    strict, _ = reading(data)
    try:
        answers = _answers(_sent(server, pieces(data, dice)), strict)
    except (OSError, ValueError, IndexError) as error:
        return f"{type(error).__name__}: {error}"
    statuses.update(status for status, _ in answers)
    for number, (status, body) in enumerate(answers):
        told = isinstance(body, dict) and "path" in body
        if told and (number >= len(strict) or body["size"] != len(strict[number].body)):
            return "the application was asked what is not there"
        if status >= 500 and status not in (501, 503, 505):
            return f"{status}"
    return None if len(answers) >= min(1, len(strict)) else "no answer"


def _resident(server: Server) -> int:
    process = psutil.Process(server.process.pid)
    return sum(one.memory_info().rss for one in [process, *process.children(recursive=True)])


def _processes(server: Server) -> list[int]:
    return sorted(one.pid for one in psutil.Process(server.process.pid).children(recursive=True))


def _campaign(asked: argparse.Namespace) -> dict[str, Any]:
    faults: list[dict[str, Any]] = []
    statuses: Counter[int] = Counter()
    until = time.monotonic() + asked.seconds
    with tempfile.TemporaryDirectory() as home, running(Path(home), processes=2, log_level="WARNING") as server:
        before: list[int] = []
        memory = sent = 0
        for number in range(asked.connections):
            if time.monotonic() > until:
                break
            dice = Random(asked.seed * 1_000_000 + number)
            data = connection(dice)
            fault = _fault(server, data, dice, statuses)
            sent += 1
            if number % _BETWEEN == 0 and server.get(b"/good") != (200, {"path": "good", "size": 0}):
                fault = "a good request behind is not answered"
            if fault:
                faults.append({"fault": fault, "number": number, "bytes": data.decode("latin-1")})
            if number == _BETWEEN:
                before = _processes(server)
            # What a server needs, it has by then.
            if number == asked.connections // 4:
                memory = _resident(server)
            if number % 2_000 == 1_999:
                print(f"{sent} connections, {len(faults)} faults, {_resident(server) / 1e6:.0f} MB", flush=True)
        return {
            "connections": sent,
            "statuses": dict(sorted(statuses.items())),
            "same_processes": _processes(server) == before,
            "resident": [memory, _resident(server)],
            "faults": faults,
        }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--connections", type=int, default=50_000)
    parser.add_argument("--seconds", type=float, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, default=Path("var/campaigns/fuzzed-bytes.json"))
    asked = parser.parse_args()
    found = _campaign(asked)
    written(asked.out, {"asked": vars(asked) | {"out": str(asked.out)}, **found})
    memory, after = found["resident"]
    print("\n| connections | answers by status | faults | processes | resident MB |\n|---|---|---|---|---|")
    print(
        f"| {found['connections']} | {', '.join(f'{status}: {times}' for status, times in found['statuses'].items())} "
        f"| {len(found['faults'])} | {'the same' if found['same_processes'] else 'OTHERS'} "
        f"| {memory / 1e6:.0f} → {after / 1e6:.0f} |"
    )
    for fault in found["faults"][:20]:
        print(f"FAULT {fault['fault']}: connection {fault['number']}, {fault['bytes'][:300]!r}")
    whole = found["connections"] == asked.connections and found["same_processes"] and after <= memory * _MAX_GROWTH
    return 0 if whole and not found["faults"] else 1


if __name__ == "__main__":
    sys.exit(main())
