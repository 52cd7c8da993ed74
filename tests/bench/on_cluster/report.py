"""What was measured on both kinds of Temporal, as Markdown and as JSON."""

import json
import sys
from pathlib import Path
from statistics import median
from typing import Any

from tests.bench.figures import Measured, cpu_of, percentile, rate
from tests.bench.on_cluster.side import TEMPORAL

# The request of a kind of flow that takes its steps.
_STEPS = ("update", "authorize")
_DRIVER = "driver"


class ClusterReport:
    """Collects rounds. A figure is the median of its rounds, a ratio that of the ratios of rounds played in turn."""

    def __init__(self, machine: str) -> None:
        self._machine = machine
        self._flows: dict[str, dict[str, list[Measured]]] = {}
        self._sides: dict[str, dict[str, Any]] = {}

    def start(self, side: str, seconds: float) -> None:
        """From nothing to ready."""
        self._of(side)["start, s"] = seconds

    def idle(self, side: str, each_second: dict[str, float]) -> None:
        """What each part does in a second in which nobody asks for anything."""
        self._of(side)["idle"] = each_second

    def taken(self, side: str, megabytes: dict[str, float], connections: dict[str, int]) -> None:
        """Memory and connections, after all rounds."""
        self._of(side).update({"resident, MB": megabytes, "connections": connections})

    def flows(self, kind: str, side: str, measured: Measured) -> None:
        """A round of flows."""
        self._flows.setdefault(kind, {}).setdefault(side, []).append(measured)

    def show(self, out: Path | None) -> None:
        """Print everything, and write it as JSON besides."""
        rows, ratios = self.rows(), self.ratios()
        write = sys.stdout.write
        write(f"\nMachine: {self._machine}\n")
        for side, of in self._sides.items():
            write(f"\n{side}: {json.dumps(_rounded(of))}\n")
        for row in rows:
            write(f"\n{row['kind']}, {row['side']}: {json.dumps(_rounded(row['figures']))}\n")
        write("\n| kind | ratio to the development server | median | of rounds |\n|---|---|---|---|\n")
        for kind, figure, values in ratios:
            shown = ", ".join(f"{one:.2f}" for one in values)
            write(f"| {kind} | {figure} | {median(values):.2f} | {shown} |\n")
        if out:
            found = {
                "machine": self._machine,
                "sides": self._sides,
                "rows": rows,
                "ratios": ratios,
                "rounds": self._flows,
            }
            out.write_text(json.dumps(found, indent=1))

    def rows(self) -> list[dict[str, Any]]:
        """Each kind of flow on each side."""
        return [
            {"kind": kind, "side": side, "figures": _figures(rounds)}
            for kind, sides in self._flows.items()
            for side, rounds in sides.items()
        ]

    def ratios(self) -> list[tuple[str, str, list[float]]]:
        """The second side's figures by the first one's, round by round."""
        found = []
        for kind, sides in self._flows.items():
            if len(sides) == 2:
                first, second = ([_figures([one]) for one in rounds] for rounds in sides.values())
                for figure in first[0].keys() & second[0].keys():
                    pairs = [(one[figure], other[figure]) for one, other in zip(first, second, strict=True)]
                    # What is next to nothing is below nothing, once the idle time's share is taken from it.
                    if all(one > 0 for one, _ in pairs):
                        found.append((kind, figure, [other / one for one, other in pairs]))
        return sorted(found, key=lambda one: one[:2])

    def _of(self, side: str) -> dict[str, Any]:
        return self._sides.setdefault(side, {})


def _figures(rounds: list[Measured]) -> dict[str, float]:
    names = list(rounds[0]["cpu_of"])
    cpu = {name: cpu_of(rounds, name) for name in names}
    engine = {name: value for name, value in cpu.items() if name != _DRIVER}
    steps = [value for one in rounds for name in _STEPS for value in one["taken"].get(name, ())]
    written = {name: median(one["written"][name] / one["done"] for one in rounds) for name in rounds[0]["written"]}
    return {
        "flows/s": rate(rounds),
        "CPU ms a flow": sum(engine.values()),
        "CPU ms a flow, Temporal": sum(value for name, value in cpu.items() if name.startswith(TEMPORAL)),
        **{f"CPU ms a flow, {name}": value for name, value in cpu.items()},
        **{f"{name} a flow": value for name, value in written.items()},
        "a step's p50, ms": percentile(steps, 0.5),
        "a step's p95, ms": percentile(steps, 0.95),
    }


def _rounded(found: Any) -> Any:
    if isinstance(found, dict):
        return {name: _rounded(value) for name, value in found.items()}
    return float(f"{found:.4g}") if isinstance(found, float) else found
