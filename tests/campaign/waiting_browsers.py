"""Browsers that wait for a phone: what two hundred of them cost, and how soon they hear.

`.venv/bin/python -m tests.campaign.waiting_browsers` (about a minute; `--browsers`, `--seconds`, `--seed`, `--out`): a payment
that waits in so many windows, as `flow.js` waits; meanwhile somebody opens the first page again and again, as before they came.
Then the payment is canceled. It ends with 1 where a browser costs a thread, where one hears too late, or where other pages are
slower than the machine makes them.
"""

import argparse
import asyncio
import html
import os
import random
import re
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import httpx

from api.webflow.customer import PASSWORD, USERNAME
from api.webflow.flow import BUSY_SECONDS
from tests.campaign.rig import written
from tests.e2e.up import Up

# Who has no seat comes back after this time and half of it at most; the rest is for a machine that others use too.
MOST_HEARD_SECONDS = 1.5 * BUSY_SECONDS + 5
# Of the first page's median: so many times the undisturbed one, and so much more.
MOST_TIMES, MOST_MORE_MS = 3, 30
UNDISTURBED_SECONDS = 5


class Waiting:
    """A payment before an `SMS_KEY` step, whose page waits in windows of one session."""

    def __init__(self, web_flow: str, seed: int) -> None:
        self._random = random.Random(seed)
        self._http = httpx.Client(base_url=web_flow.removesuffix("/demo"), follow_redirects=True, timeout=60)
        page = self._http.get("/demo").text
        self.path = self._send(page, "/demo/flow", order="payment")
        page = self._http.get(self.path).text
        self._send(page, f"{self.path}/password", username=USERNAME, password=PASSWORD)
        # Every state of an operation has a tag; any page of it could wait.
        answer = self._http.get(f"{self.path}/changes", params={"known": '"none"'})
        assert answer.json() == {"changed": True}
        self.heard: list[float] = []
        self.busy = 0

    async def browsers(self, api: str, count: int, seconds: float) -> dict[str, Any]:
        """The figures of so many, for so long; then the payment ends, and all of them hear."""
        etag = httpx.get(api, headers={"Accept-Language": "en"}).headers["ETag"]
        limits = httpx.Limits(max_connections=None)
        async with httpx.AsyncClient(
            base_url=self._http.base_url, cookies=self._http.cookies, timeout=60, limits=limits
        ) as http:
            before = await _pages(http, UNDISTURBED_SECONDS)
            windows = [asyncio.create_task(self._window(http, etag)) for _ in range(count)]
            # They all come at one moment, as browsers do not; what they cost afterwards is the question.
            await asyncio.sleep(BUSY_SECONDS)
            during = await _pages(http, seconds)
            page, ended = (await http.get(self.path)).text, time.monotonic()
            await http.post(f"{self.path}/cancel", data=_members(page, f"{self.path}/cancel"))
            await asyncio.gather(*windows)
        waits = sorted(moment - ended for moment in self.heard)
        return {
            "page_ms_before": before,
            "page_ms": during,
            "heard": len(waits),
            "heard_median_s": round(statistics.median(waits), 2),
            "heard_last_s": round(waits[-1], 2),
            "answered_busy": self.busy,
        }

    async def _window(self, http: httpx.AsyncClient, etag: str) -> None:
        while True:
            answer = await http.get(f"{self.path}/changes", params={"known": etag})
            if answer.status_code == 200 and answer.json()["changed"]:
                self.heard.append(time.monotonic())
                return
            seconds = float(answer.headers.get("Retry-After", 0 if answer.status_code == 200 else BUSY_SECONDS))
            self.busy += seconds > 0
            await asyncio.sleep(seconds * (1 + self._random.random() / 2))

    def _send(self, page: str, action: str, **values: str) -> str:
        answer = self._http.post(action, data={**_members(page, action), **values})
        answer.raise_for_status()
        return answer.url.path


async def _pages(http: httpx.AsyncClient, seconds: float) -> float:
    """The median of the first page, in milliseconds."""
    taken, until = [], time.monotonic() + seconds
    while time.monotonic() < until:
        begun = time.perf_counter()
        await http.get("/demo")
        taken.append((time.perf_counter() - begun) * 1000)
        await asyncio.sleep(0.1)
    return round(statistics.median(taken), 1)


def _members(page: str, action: str) -> dict[str, str]:
    form = re.search(rf'<form [^>]*action="{re.escape(action)}".*?</form>', page, re.DOTALL)
    assert form, f"no form is sent to {action}"
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form[0])
    return {name: html.unescape(value) for name, value in found}


def _of_processes(pids: list[int]) -> tuple[float, int]:
    """Their processor seconds, and their threads."""
    seconds, threads = 0.0, 0
    for pid in pids:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        seconds += (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
        threads += int(fields[17])
    return seconds, threads


def measured(browsers: int, seconds: float, seed: int) -> dict[str, Any]:
    """One run, on an engine of its own."""
    with tempfile.TemporaryDirectory() as folder:
        up = Up(Path(folder) / "home", THREADS="16")
        try:
            up.ready()
            web_flow = up.hear(r"Web flow +(http://localhost:\d+/demo)")[1]
            waiting = Waiting(web_flow, seed)
            api = f"http://127.0.0.1:{up.port}/powerauth-nextstep"
            listed = httpx.get(f"{api}/user/operation", params={"userId": "web.customer", "mobileTokenOnly": "false"})
            operation_id = listed.json()["responseObject"][0]["operationId"]
            pids = [pid for pid, command in up.processes().items() if " web-flow " in command]
            cpu, threads = _of_processes(pids)
            begun = time.monotonic()
            detail = f"{api}/operation/detail?operationId={operation_id}"
            found = asyncio.run(waiting.browsers(detail, browsers, seconds))
            cpu_after, threads_after = _of_processes(pids)
            share = (cpu_after - cpu) / (time.monotonic() - begun)
            return {
                "browsers": browsers,
                **found,
                "cpu_share": round(share, 3),
                "more_threads": threads_after - threads,
            }
        finally:
            up.end()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--browsers", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, default=Path("var/campaigns/waiting-browsers.json"))
    chosen = parser.parse_args()
    found = measured(chosen.browsers, chosen.seconds, chosen.seed)
    for name, value in found.items():
        print(f"{name:<16} {value}")
    written(chosen.out, found)
    bars = {
        "every browser heard": found["heard"] == chosen.browsers,
        "none was late": found["heard_last_s"] <= MOST_HEARD_SECONDS,
        "none costs a thread": found["more_threads"] <= 0,
        "other pages are served": found["page_ms"] <= MOST_TIMES * found["page_ms_before"] + MOST_MORE_MS,
    }
    missed = [bar for bar, is_met in bars.items() if not is_met]
    print("missed: " + ", ".join(missed) if missed else "held")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
