"""What a campaign under load has to show in the end, and whether it may pass."""

from collections.abc import Mapping, Sequence
from typing import Any

from tests.activities.callbacks.server import Heard
from tests.campaign.agreement import compared, verified
from tests.campaign.crowd import Walked
from tests.e2e.stack import Stack


def outcome(stack: Stack, walked: Walked, heard: Sequence[Heard], left: Mapping[str, int]) -> dict[str, Any]:
    """Figures and faults, once nothing happens any more; `left`: what still runs or waits, see `settled`."""
    return {
        "flows": walked.kinds,
        "failed": walked.failed,
        "seen": dict(walked.seen),
        "left": left,
        "faults": compared(stack, walked.ended, heard),
        "audit verified": verified(stack),
        "callbacks": len(heard),
        "repeated": len(heard) - len({one.headers["webhook-id"] for one in heard}),
        "problems": stack.problems(),
    }


def unexpected(found: Mapping[str, Any]) -> dict[str, int]:
    """What callers saw of 5xx, but for 503, which asks them to come again."""
    return {name: times for name, times in found["seen"].items() if name.startswith("5") and name != "503"}


def tell(found: Mapping[str, Any], further: Mapping[str, Sequence[str]] | None = None) -> bool:
    """Print faults, `further` ones too, and say whether all is whole: there is none, and nothing is left or unexpected."""
    wrong = {"failed": found["failed"], **(further or {}), **found["faults"]}
    for name, faults in wrong.items():
        print(f"{name}: {len(faults)}", *faults[:5], sep="\n  ")
    return bool(found["audit verified"]) and not any((*wrong.values(), *found["left"].values(), unexpected(found)))
