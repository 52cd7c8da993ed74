"""What was measured of approvals, as tables."""

import os
import sys
from statistics import median

from tests.bench.figures import Measured, cpu_of, percentile, rate, times

BARE, APPROVAL, PUSHED = "bare", "approval", "approval with pushes"
KINDS = (BARE, APPROVAL, PUSHED)


class ApprovalReport:
    """Collects rounds; medians of the rounds are shown, and of ratios of rounds that ran side by side."""

    def __init__(self, machine: str) -> None:
        self._machine = f"{os.cpu_count()} cores, {machine}"
        self._flows: dict[str, list[Measured]] = {}
        self._lists: dict[int, list[Measured]] = {}

    def progress(self, text: str) -> None:
        """Long work shows that it goes on."""
        sys.stderr.write(f"  {text}\n")

    def flows(self, kind: str, measured: Measured) -> None:
        """A round of whole flows of one of `KINDS`."""
        self._flows.setdefault(kind, []).append(measured)

    def lists(self, pending: int, measured: Measured) -> None:
        """A round of a phone's list of so many operations."""
        self._lists.setdefault(pending, []).append(measured)

    def show(self) -> None:
        """Print everything."""
        out = sys.stdout.write
        out(f"\nApprovals on phones. Machine: {self._machine}\n\n")
        self._show_flows()
        self._show_lists()

    def _show_flows(self) -> None:
        out = sys.stdout.write
        out(
            "| approvals, 16 at once | flows/s | events | CPU ms a flow: Temporal | worker | API | driver |\n"
            "|---|---|---|---|---|---|---|\n"
        )
        for kind, rounds in self._flows.items():
            worker = "bare worker" if kind == BARE else "worker"
            cpu = " | ".join(f"{cpu_of(rounds, name):.1f}" for name in ("temporal", worker, "api", "driver"))
            events = median(one["events"] for one in rounds)
            out(f"| {kind} | {rate(rounds):.1f} | {events:.0f} | {cpu} |\n")
        out("\n")
        for kind in (APPROVAL, PUSHED):
            pairs = zip(self._flows[kind], self._flows[BARE], strict=True)
            ratios = [rate([one]) / rate([other]) for one, other in pairs]
            out(f"{kind} / bare start and one update, round by round: {', '.join(f'{one:.2f}' for one in ratios)}")
            out(f"; median {median(ratios):.2f}\n")
        out("\n")
        out("| request | p50 ms | p95 ms | p99 ms |\n|---|---|---|---|\n")
        for kind, rounds in self._flows.items():
            for name in rounds[0]["taken"]:
                times(out, f"{kind}: {name}", [value for one in rounds for value in one["taken"][name]])

    def _show_lists(self) -> None:
        out = sys.stdout.write
        out(
            "\n| a phone's list | requests/s | p50 ms | p95 ms | CPU ms a request: API | driver |\n"
            "|---|---|---|---|---|---|\n"
        )
        for pending, rounds in self._lists.items():
            values = [value for one in rounds for value in one["taken"]["list"]]
            taken = f"{median(values):.2f} | {percentile(values, 0.95):.2f}"
            cpu = f"{cpu_of(rounds, 'api'):.2f} | {cpu_of(rounds, 'driver'):.2f}"
            out(f"| {pending} waiting | {rate(rounds):.0f} | {taken} | {cpu} |\n")
        few, many = min(self._lists), max(self._lists)
        pairs = list(zip(self._lists[many], self._lists[few], strict=True))
        cpu_ratio = median(cpu_of([one], "api") / cpu_of([other], "api") for one, other in pairs)
        times_ratio = median(_p50(one) / _p50(other) for one, other in pairs)
        out(f"\nlist of {many} / list of {few}: CPU of the API {cpu_ratio:.2f}, median latency {times_ratio:.2f}\n")


def _p50(one: Measured) -> float:
    return float(median(one["taken"]["list"]))
