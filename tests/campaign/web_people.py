"""People in the web flow, all at once: who press twice, go back, reload, open two windows, cut lines, and let time run out.

`.venv/bin/python -m tests.campaign.web_people` (ten minutes; `--seconds`, `--people`, `--deaths`, `--seed`, `--out`): each person
has a browser, a user and a phone of his own, logs in and pays again and again by every method, often wrongly, in two windows and
four languages, while the bank cancels some of it. Each page is read: no 5xx, no text of another's, in the reader's language, with
a way on. In the end each operation is held against what its pages told: done once or not at all, each try counted once. With
`--deaths` processes of the engine are killed meanwhile, and pages may answer 503. It ends with 1 where anything is otherwise.
"""

import argparse
import os
import random
import signal
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx

from tests.campaign.people.handset import PeoplesBank
from tests.campaign.people.ledger import PAGES, faults_of
from tests.campaign.people.person import Person
from tests.campaign.people.window import Browser
from tests.campaign.rig import written
from tests.e2e.up import Up

# What may die: the web flow's own sessions are its memory, so it does not.
VICTIMS = {"api": " api --listener", "worker": " worker --", "temporal": "temporal server"}
LOGIN_SECONDS = 30


def _walk(person: Person, until: float) -> None:
    while time.monotonic() < until:
        try:
            person.errand()
        except (httpx.TransportError, OSError, AssertionError) as error:
            person.reader.faults.append(f"{person.reader.name}: {type(error).__name__} {error}")


def _kill(up: Up, deaths: int, seconds: float, seed: int) -> list[str]:
    chance, done = random.Random(seed), []
    for _ in range(deaths):
        time.sleep(seconds / (deaths + 1))
        victim = chance.choice(list(VICTIMS))
        found = [pid for pid, command in up.processes().items() if VICTIMS[victim] in command]
        if found:
            os.kill(min(found), signal.SIGKILL)
            done.append(victim)
            print(f"{victim} was killed", flush=True)
    return done


def _begin(up: Up, web: str, people: int, seed: int, has_deaths: bool) -> tuple[PeoplesBank, list[Person]]:
    """All people, who have never been there."""
    root = web.removesuffix("/demo")
    bank = PeoplesBank(up.port, (up.home / "admin-password").read_text().strip())
    # The definitions of passwords and codes are made when somebody first begins; passkey flows when one is first asked for.
    first = Browser(root, seed)
    for order in PAGES:
        window = first.open()
        begin = window.page.form("flow")
        assert begin
        window.press(begin, ("order", order))
        cancel = window.page.form("cancel")
        assert cancel
        window.press(cancel)
    bank.expire_after("login", LOGIN_SECONDS)
    names = [f"person.{number}" for number in range(people)]
    found = [
        Person(name, root, bank, bank.enroll(name), seed * 1000 + at, lambda: has_deaths)
        for at, name in enumerate(names)
    ]
    for one in found:
        one.others = found
    return bank, found


def _created(up: Up) -> int:
    names = tuple(PAGES.values())
    with sqlite3.connect(up.home / "nextstep.db") as database:
        marks = ", ".join("?" * len(names))
        count: int = database.execute(
            f"SELECT count(*) FROM operation WHERE operation_name IN ({marks}) AND operation_id NOT IN "
            "(SELECT operation_id FROM templated_operation)",
            names,
        ).fetchone()[0]
    return count


def _tracebacks(up: Up) -> list[str]:
    logs = ((path.name, path.read_text(errors="replace")) for path in (up.home / "logs").glob("*.log"))
    return [f"{name}: {text.count('Traceback')} tracebacks" for name, text in logs if "Traceback" in text]


def walked(people: int, seconds: float, deaths: int, seed: int) -> dict[str, Any]:
    """One run, on an engine of its own."""
    with tempfile.TemporaryDirectory() as folder:
        up = Up(Path(folder) / "home", THREADS="16")
        try:
            up.ready()
            web = up.hear(r"Web flow +(http://localhost:\d+/demo)")[1]
            bank, crowd = _begin(up, web, people, seed, has_deaths=bool(deaths))
            before, until = _created(up), time.monotonic() + seconds
            with ThreadPoolExecutor(people + 1) as threads:
                dead = threads.submit(_kill, up, deaths, seconds, seed)
                for one in [threads.submit(_walk, person, until) for person in crowd]:
                    one.result()
            up.wait_until_ready()
            flows = [flow for person in crowd for flow in person.reader.flows]
            faults = [fault for person in crowd for fault in person.reader.faults]
            for flow in flows:
                faults += faults_of(flow, bank.detail(flow.operation_id))
            created = _created(up) - before
            if created != len(flows) and not deaths:
                faults.append(f"{created} operations were created in {len(flows)} flows")
            return {
                "ends": Counter(f"{flow.order} {flow.end}" for flow in flows),
                "tried": sum((flow.tries for flow in flows), Counter()),
                "wrong": sum((flow.wrong for flow in flows), Counter()),
                "statuses": sum((one.statuses for person in crowd for one in person.reader.browsers), Counter()),
                "deaths": dead.result(),
                "faults": faults,
                "tracebacks": [] if deaths else _tracebacks(up),
            }
        finally:
            up.end()


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=8)
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--deaths", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, default=Path("var/campaigns/web-people.json"))
    asked = parser.parse_args(arguments)
    found = walked(asked.people, asked.seconds, asked.deaths, asked.seed)
    written(asked.out, found)
    for name in ("ends", "tried", "wrong", "statuses"):
        print(name, dict(sorted(found[name].items())))
    wrong = [*found["faults"], *found["tracebacks"]]
    print(f"faults: {len(wrong)}", *wrong[:40], sep="\n  ")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
