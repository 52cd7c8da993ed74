"""Thousands of flows: what grows by each of them, and what must not.

`.venv/bin/python -m tests.campaign.soak` (about 20 minutes): flows of all kinds, registrations of phones too, with callbacks to a
bank's server, while memory, open files and threads of each process, rows of each table and sizes of files are sampled. A line is
fitted to what was sampled after the warm-up. It ends with 1 where worker or API grow more with each flow than they may, where
threads or open files do, or where anything is left over in the end that belongs to no running operation.
"""

import argparse
import sys
from pathlib import Path
from typing import Any

from tests.campaign.agreement import settled
from tests.campaign.crowd import Crowd
from tests.campaign.flows import KINDS, registration
from tests.campaign.replay import replayed
from tests.campaign.rig import listening, running, written
from tests.campaign.sampling import Sample, Sampler

# A process grows too fast where it takes more than this for each flow (by the fit's lower bound) and more than that altogether:
# pools fill, and allocators keep what they had once.
MEMORY, HANDLES = (2048, 16 * 2**20), (0.02, 16)
BOUNDED = {
    **{f"{name} memory": MEMORY for name in ("api", "worker")},
    **{f"{name} {what}": HANDLES for name in ("api", "worker", "temporal") for what in ("files", "threads")},
}
# Of what is at work: nothing is left of it when all work is done.
LEFT = ("rows of operation_intent", "rows of key_exchange", "deliveries that wait", "open workflows")


def _fit(samples: list[Sample], name: str) -> tuple[float, float]:
    """By how much it grows with each flow, and how far off that may be (two standard errors)."""
    flows = [one["flows"] for one in samples]
    mean = sum(flows) / len(flows)
    spread = sum((one - mean) ** 2 for one in flows)
    if len(samples) < 3 or not spread:
        return 0.0, float("inf")
    values = [one[name] for one in samples]
    middle = sum(values) / len(values)
    slope = sum((flow - mean) * (value - middle) for flow, value in zip(flows, values, strict=True)) / spread
    rest = sum((value - middle - slope * (flow - mean)) ** 2 for flow, value in zip(flows, values, strict=True))
    return slope, 2 * (rest / (len(samples) - 2) / spread) ** 0.5


def _campaign(asked: argparse.Namespace) -> dict[str, Any]:
    with running(registration_lifetime=30) as (stack, bank):
        server = listening(bank)
        crowd = Crowd(bank, asked.people, asked.seed, {**KINDS, "registration": (registration, 1)})
        sampler = Sampler(stack, lambda: crowd.ended, asked.every)
        with sampler.sampling():
            walked = crowd.walk(lambda begun: begun < asked.flows)
        left = settled(stack)
        last = sampler.take()
        server.stop()
        found = {"flows": walked.kinds, "failed": walked.failed, "left": left, "problems": stack.problems()}
        if asked.replay:
            found["replay"] = replayed(stack.settings.temporal_address, asked.keep)
    samples = sampler.samples
    warm = [one for one in samples[:-1] if one["flows"] >= asked.flows * asked.warm_up]
    names = [name for name in last if name not in ("s", "flows")]
    found["growth"] = {
        name: {"first": samples[0][name], "last": last[name], "each": slope, "within": error}
        for name in names
        for slope, error in [_fit(warm, name)]
    }
    return found | {"over": {name: last[name] for name in LEFT if last[name]}, "samples": samples}


def _too_fast(found: dict[str, Any], flows: float) -> list[str]:
    fast = []
    for name, (each, altogether) in BOUNDED.items():
        least = found["growth"][name]["each"] - found["growth"][name]["within"]
        fast += [name] if least > each and least * flows > altogether else []
    return fast


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--flows", type=int, default=10_000)
    parser.add_argument("--people", type=int, default=12)
    parser.add_argument("--every", type=float, default=10, help="seconds between samples")
    parser.add_argument("--warm-up", type=float, default=0.3, help="this share of the flows comes before the fit")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--replay", action="store_true")
    parser.add_argument("--keep", type=Path, default=Path("var/campaigns/not-replayable"))
    parser.add_argument("--out", type=Path, default=Path("var/campaigns/soak.json"))
    asked = parser.parse_args()
    found = _campaign(asked)
    written(asked.out, {"asked": {name: str(value) for name, value in vars(asked).items()}, **found})
    print("\n| what | first | last | each flow | ± |\n|---|---|---|---|---|")
    for name, one in found["growth"].items():
        if one["first"] != one["last"]:
            print(f"| {name} | {one['first']} | {one['last']} | {one['each']:.4g} | {one['within']:.2g} |")
    fast = _too_fast(found, asked.flows * (1 - asked.warm_up))
    print(f"\nflows: {sum(found['flows'].values())}, failed {len(found['failed'])}; grow too fast: {fast}")
    print(f"left over: {found['over']}, {found['left']}", *found["failed"][:5], sep="\n")
    failures = found.get("replay", {}).get("failures")
    return 1 if any((fast, found["over"], found["failed"], any(found["left"].values()), failures)) else 0


if __name__ == "__main__":
    sys.exit(main())
