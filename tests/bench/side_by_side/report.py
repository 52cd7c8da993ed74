"""What was measured of two builds, as Markdown and as JSON."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

from tests.bench.figures import Measured, cpu_of, percentile, rate

_ENGINE = ("temporal", "worker", "api")
# The request of a kind of flow that takes its steps.
_STEPS = ("update", "authorize")


class SideReport:
    """Collects rounds. A figure is the median of its rounds; a ratio, that of the ratios of two that were played in turn."""

    def __init__(self, machine: str, names: tuple[str, str]) -> None:
        self._machine, self._names = machine, names
        self._flows: dict[str, dict[str, list[Measured]]] = {}
        self._starts: dict[str, dict[str, list[float]]] = {}
        self._memory: dict[str, dict[str, list[float]]] = {}
        self._bare: dict[str, str] = {}
        self._differences: dict[str, dict[str, str]] = {}

    def progress(self, text: str) -> None:
        """Long work shows that it goes on."""
        sys.stderr.write(f"  {text}\n")

    def flows(self, kind: str, name: str, measured: Measured) -> None:
        """A round of flows of a build."""
        self._flows.setdefault(kind, {}).setdefault(name, []).append(measured)

    def compare_with_bare(self, kind: str, bare: str) -> None:
        """Say what part of the rate of the `bare` flows a kind of flow has: of its own build's, and of the other's server."""
        self._bare[kind] = bare

    def start(self, kind: str, name: str, seconds: float) -> None:
        """From the command to the API's being ready: in an empty folder, or again in the same."""
        self._starts.setdefault(kind, {}).setdefault(name, []).append(seconds)

    def memory(self, name: str, kilobytes: dict[str, float]) -> None:
        """Worker memory for each open operation, touched and not."""
        for kind, value in kilobytes.items():
            self._memory.setdefault(kind, {}).setdefault(name, []).append(value)

    def told(self, name: str, found: dict[str, str]) -> None:
        """What a build is installed with, and how it keeps its databases."""
        for what, value in found.items():
            self._differences.setdefault(what, {})[name] = value

    def show(self, out: Path | None) -> None:
        """Print everything, and write it as JSON besides."""
        rows, differences = self.rows(), self.differences()
        write, (ours, theirs) = sys.stdout.write, self._names
        write(
            f"\nMachine: {self._machine}\n\n| figure | {ours} | {theirs} | ratio | of rounds |\n|---|---|---|---|---|\n"
        )
        for row in rows:
            ratios = ", ".join(f"{one:.2f}" for one in row["ratios"])
            write(f"| {row['figure']} | {row['ours']:.4g} | {row['theirs']:.4g} | {row['ratio']:.2f} | {ratios} |\n")
        for line in self.beside_bare():
            write(f"\n{line}\n")
        write(f"\n| beside the code | {ours} | {theirs} |\n|---|---|---|\n")
        for what, values in differences.items():
            write(f"| {what} | {values[ours]} | {values[theirs]} |\n")
        if out:
            found = {"machine": self._machine, "builds": self._names, "rows": rows, "differences": differences}
            out.write_text(json.dumps(found, indent=1))

    def rows(self) -> list[dict[str, Any]]:
        """Every figure of both builds."""
        ours, theirs = self._names
        found = [row for kind in self._flows for row in self._flow_rows(kind)]
        for what, measured in (
            ("start-up to ready, s", self._starts),
            ("worker memory per open operation, KB", self._memory),
        ):
            found += [_row(f"{what}: {kind}", of[ours], of[theirs]) for kind, of in measured.items()]
        return found

    def beside_bare(self) -> list[str]:
        """A line for each kind of flow that is compared with a bare one."""
        ours, theirs = self._names
        lines = []
        for kind, bare in self._bare.items():
            mine = self._flows[kind][ours]
            for name, whose in ((ours, "its own"), (theirs, f"{theirs}'s")):
                ratios = [rate([one]) / rate([other]) for one, other in zip(mine, self._flows[bare][name], strict=True)]
                told = ", ".join(f"{one:.2f}" for one in ratios)
                lines.append(f"{kind}, {ours} / {bare}, on {whose} server: {median(ratios):.2f} ({told})")
        return lines

    def differences(self) -> dict[str, dict[str, str]]:
        """What both builds have, and not alike."""
        both = {what: values for what, values in self._differences.items() if len(values) == len(self._names)}
        return {what: values for what, values in both.items() if len(set(values.values())) > 1}

    def _flow_rows(self, kind: str) -> list[dict[str, Any]]:
        figures: dict[str, Callable[[list[Measured]], float]] = {
            "flows/s": rate,
            "CPU ms a flow": lambda rounds: sum(cpu_of(rounds, one) for one in _ENGINE),
            "CPU ms a flow, Temporal": lambda rounds: cpu_of(rounds, "temporal"),
            "CPU ms a flow, worker": lambda rounds: cpu_of(rounds, "worker"),
            "CPU ms a flow, API": lambda rounds: cpu_of(rounds, "api"),
            "a step's p50, ms": lambda rounds: percentile(_steps(rounds), 0.5),
            "a step's p95, ms": lambda rounds: percentile(_steps(rounds), 0.95),
        }
        ours, theirs = (self._flows[kind][name] for name in self._names)
        found = [
            _row(f"{kind}: {name}", [of([one]) for one in ours], [of([one]) for one in theirs])
            for name, of in figures.items()
        ]
        return [row for row in found if all(row["rounds"]["theirs"])]  # bare flows have no API


def _steps(rounds: list[Measured]) -> list[float]:
    return [value for one in rounds for name in _STEPS for value in one["taken"].get(name, ())]


def _row(figure: str, ours: list[float], theirs: list[float]) -> dict[str, Any]:
    ratios = [one / other if other else float("nan") for one, other in zip(ours, theirs, strict=True)]
    return {
        "figure": figure,
        "ours": median(ours),
        "theirs": median(theirs),
        "ratio": median(ratios),
        "ratios": ratios,
        "rounds": {"ours": ours, "theirs": theirs},
    }
