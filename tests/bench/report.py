"""What was measured, as a table."""

import os
import sys
from statistics import median
from typing import Any

from tests.bench.figures import Measured, cpu_of, percentile, rate, times


class Report:
    """Collects rounds; medians of the rounds are shown."""

    def __init__(self, machine: str) -> None:
        self._machine = f"{os.cpu_count()} cores, {machine}"
        self._flows: dict[str, list[Measured]] = {}
        self._stored: dict[tuple[int, str], list[Measured]] = {}
        self._phones: dict[tuple[int, str], list[Measured]] = {}
        self._cryptography: dict[str, float] = {}
        self._audit: dict[str, list[Measured]] = {}
        self._audit_rows: dict[int, list[tuple[float, float]]] = {}
        self._memory: dict[str, float] = {}

    def progress(self, text: str) -> None:
        """Long work shows that it goes on."""
        sys.stderr.write(f"  {text}\n")

    def flows(self, kind: str, measured: Measured) -> None:
        """A round of whole flows."""
        self._flows.setdefault(kind, []).append(measured)

    def stored(self, count: int, name: str, measured: Measured) -> None:
        """A round of one request, with so many operations stored."""
        self._stored.setdefault((count, name), []).append(measured)

    def phones(self, count: int, name: str, measured: Measured) -> None:
        """A round of one request of phones, with so many registrations stored."""
        self._phones.setdefault((count, name), []).append(measured)

    def cryptography(self, milliseconds: dict[str, float]) -> None:
        """CPU milliseconds of the bare cryptography of each request."""
        self._cryptography = milliseconds

    def audit(self, name: str, measured: Measured) -> None:
        """A round of signatures with the audit `on` or `off`."""
        self._audit.setdefault(name, []).append(measured)

    def audit_row(self, count: int, append: float, seal: float) -> None:
        """Milliseconds of appending and of sealing a row, with so many stored."""
        self._audit_rows.setdefault(count, []).append((append, seal))

    def memory(self, kilobytes: dict[str, float]) -> None:
        """Worker memory for each open operation, of those that were `touched` and of those that were not."""
        self._memory = kilobytes

    def show(self) -> None:
        """Print everything."""
        out = sys.stdout.write
        out(f"\nMachine: {self._machine}\n\n")
        out(
            "| flows, 16 at once | flows/s | events | CPU ms a flow: Temporal | worker | API | driver |\n"
            "|---|---|---|---|---|---|---|\n"
        )
        for kind, rounds in self._flows.items():
            worker = "worker" if kind == "payment" else "bare worker"
            cpu = [cpu_of(rounds, name) for name in ("temporal", worker, "api", "driver")]
            events = median(one["events"] for one in rounds)
            out(
                f"| {kind} | {rate(rounds):.1f} | {events:.0f} | {cpu[0]:.1f} | {cpu[1]:.1f} | {cpu[2]:.1f} | {cpu[3]:.1f} |\n"
            )
        pairs = zip(self._flows["payment"], self._flows["bare"], strict=True)
        ratios = [rate([one]) / rate([other]) for one, other in pairs]
        out(f"\npayment / bare, round by round: {', '.join(f'{ratio:.2f}' for ratio in ratios)}")
        out(f"; median {median(ratios):.2f}\n\n")
        out("| request | p50 ms | p95 ms | p99 ms |\n|---|---|---|---|\n")
        for kind, rounds in self._flows.items():
            for name in rounds[0]["taken"]:
                times(out, f"{kind}: {name}", [value for one in rounds for value in one["taken"][name]])
        out("\n| with stored operations | requests/s | p50 ms | p99 ms |\n|---|---|---|---|\n")
        for (count, name), rounds in self._stored.items():
            values = [value for one in rounds for value in one["taken"][name]]
            out(f"| {name}, {count:,} | {rate(rounds):.0f} | {median(values):.2f} | {percentile(values, 0.99):.2f} |\n")
        out("\n")
        for count in (1_000, 100_000):
            for name in ("detail", "pending list"):
                share = rate(self._stored[count, name]) / rate(self._stored[count, "constant"])
                out(f"{name} / constant with {count:,} stored: {share:.2f}\n")
        for name in ("detail", "pending list", "create"):
            growth = rate(self._stored[1_000, name]) / rate(self._stored[100_000, name])
            out(f"cost of {name} with 100,000 stored / with 1,000: {growth:.2f}\n")
        self._show_phones(out)
        self._show_audit(out)
        for name, kilobytes in self._memory.items():
            out(f"worker memory per open operation, {name}: {kilobytes:.1f} KB\n")

    def _show_phones(self, out: Any) -> None:
        out(
            "\n| phones, with stored registrations | requests/s | p50 ms | p95 ms | p99 ms | CPU ms: API | its cryptography |\n"
            "|---|---|---|---|---|---|---|\n"
        )
        for (count, name), rounds in self._phones.items():
            values = [value for one in rounds for value in one["taken"][name]]
            times = " | ".join(f"{percentile(values, share):.1f}" for share in (0.5, 0.95, 0.99))
            cpu = f"{cpu_of(rounds, 'api'):.2f} | {self._cryptography[name]:.2f}"
            out(f"| {name}, {count:,} | {rate(rounds):.0f} | {times} | {cpu} |\n")
        out("\n")
        for name in self._cryptography:
            over = cpu_of(self._phones[100_000, name], "api") - self._cryptography[name]
            growth = rate(self._phones[1_000, name]) / rate(self._phones[100_000, name])
            out(f"{name}: {over:.2f} ms of the API's CPU over its cryptography; ")
            out(f"cost with 100,000 registrations / with 1,000: {growth:.2f}\n")

    def _show_audit(self, out: Any) -> None:
        out("\n| 50 phones' signatures at once | requests/s | p50 ms | p99 ms | CPU ms: API |\n|---|---|---|---|---|\n")
        for name, rounds in self._audit.items():
            values = [value for one in rounds for value in one["taken"]["signature"]]
            times = f"{percentile(values, 0.5):.1f} | {percentile(values, 0.99):.1f}"
            out(f"| audit {name} | {rate(rounds):.0f} | {times} | {cpu_of(rounds, 'api'):.2f} |\n")
        pairs = zip(self._audit["on"], self._audit["off"], strict=True)
        by_cpu = cpu_of(self._audit["off"], "api") / cpu_of(self._audit["on"], "api")
        out(
            f"\naudit on / off: {median(rate([on]) / rate([off]) for on, off in pairs):.2f}; by the API's CPU {by_cpu:.2f}\n"
        )
        for count, rows in self._audit_rows.items():
            append, seal = (median(times) for times in zip(*rows, strict=True))
            out(f"a row of the audit with {count:,} stored: appended in {append:.2f} ms, sealed in {seal:.3f} ms\n")
