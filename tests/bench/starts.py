"""How long `nextstep up` takes until it is ready, and which process works meanwhile: `python -m tests.bench.starts` (a minute).

Each round starts it in an empty folder, and again in the same. Most of it is work for processors, of several processes at once:
on a machine that has other work the seconds say little, and CPU seconds what they can.
"""

import argparse
import statistics
import tempfile
from pathlib import Path

from tests.bench.side_by_side import builds
from tests.bench.side_by_side.stack import Stack

KINDS = ("in an empty folder", "again in the same")
PARTS = ("supervisor", "temporal", "worker", "api")


def measure(rounds: int) -> dict[str, list[tuple[float, dict[str, float]]]]:
    """Seconds of each start of a kind, and CPU seconds of its parts."""
    build = builds.ours()
    found: dict[str, list[tuple[float, dict[str, float]]]] = {kind: [] for kind in KINDS}
    with tempfile.TemporaryDirectory(prefix="nextstep-bench-") as folder:
        Stack(
            build, Path(folder) / "first"
        ).stop()  # which compiles what was not compiled, and reads it all from the disk
        for number in range(rounds):
            for kind in KINDS:
                stack = Stack(build, Path(folder) / str(number))
                found[kind].append((stack.start_seconds, stack.start_cpu))
                stack.stop()
    return found


def main() -> None:
    """Measure, and print the table: medians of rounds."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.starts", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    found = measure(parser.parse_args().rounds)
    print(f"| start | ready after s | of rounds | CPU s | {' | '.join(PARTS)} |\n|{'---|' * (4 + len(PARTS))}")
    for kind, starts in found.items():
        seconds = sorted(one for one, _ in starts)
        spent = [statistics.median(cpu[part] for _, cpu in starts) for part in PARTS]
        cells = " | ".join(f"{one:.2f}" for one in (sum(spent), *spent))
        print(f"| {kind} | {statistics.median(seconds):.2f} | {seconds[0]:.2f} to {seconds[-1]:.2f} | {cells} |")


if __name__ == "__main__":
    main()
