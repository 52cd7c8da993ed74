"""Figures of rounds: each is the median of the rounds, or taken over all their values."""

from statistics import median
from typing import Any

Measured = dict[str, Any]


def percentile(values: list[float], share: float) -> float:
    """The value below which `share` of the values lie."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def rate(rounds: list[Measured]) -> float:
    return median(one["done"] / one["seconds"] for one in rounds)


def cpu_of(rounds: list[Measured], name: str) -> float:
    return 1000 * median(one["cpu_of"][name] / one["done"] for one in rounds)


def times(out: Any, name: str, values: list[float]) -> None:
    shown = " | ".join(f"{percentile(values, share):.1f}" for share in (0.5, 0.95, 0.99))
    out(f"| {name} | {shown} |\n")
