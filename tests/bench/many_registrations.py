"""What a phone's requests cost beside 1,000 registrations and beside 100,000: `python -m tests.bench.many_registrations`.

Two engines run, whose databases hold so many hybrid registrations (0.8 GB; ten minutes, most of them to store these). A phone of
version 3.3 and one of each algorithm of 4.0 ask one and the other by turns, one request at a time; the API's CPU is counted.
"""

import argparse
import statistics
import tempfile
from contextlib import ExitStack
from pathlib import Path

import httpx

from activities.secrets.sealing import Sealer
from activities.store.database import Database
from tests.bench.bench import Bench
from tests.bench.phone_versions import KINDS, STEPS, PhonesOfVersions
from tests.bench.phones import PhoneStore
from tests.bench.registration_rows import fill

_FEW = 1_000


def phones_beside(count: int, folder: Path, closing: ExitStack) -> PhonesOfVersions:
    """The phones of an engine that holds so many registrations."""
    bench = Bench(folder)
    closing.callback(bench.stop)
    database = Database(bench.settings.store_url)
    fill(database, Sealer.of(*bench.settings.master_keys), count)
    database.close()
    store = PhoneStore(bench.settings)
    closing.callback(store.close)
    http = closing.enter_context(httpx.Client(base_url=f"http://127.0.0.1:{bench.settings.port}", timeout=60))
    return PhonesOfVersions(bench, store, http)


def measure(many: int, rounds: int) -> dict[str, dict[str, list[list[float]]]]:
    """CPU milliseconds of each step and kind, beside few and beside many; who is first takes turns."""
    found = {name: {kind: [list[float](), list[float]()] for kind in KINDS} for name in STEPS}
    with ExitStack() as closing:
        engines = []
        for count in (_FEW, many):
            folder = Path(closing.enter_context(tempfile.TemporaryDirectory(prefix="nextstep-bench-")))
            engines.append(phones_beside(count, folder, closing))
        places = list(range(len(engines)))
        for _ in range(rounds):
            places.reverse()
            for name, by_kind in found.items():
                for kind, costs in by_kind.items():
                    for place in places:
                        costs[place].append(engines[place].cost(name, kind))
    return found


def main() -> None:
    """A table: beside many over beside few, the medians of both."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.many_registrations", description=__doc__)
    parser.add_argument("--many", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=6)
    wanted = parser.parse_args()
    found = measure(wanted.many, wanted.rounds)
    print("| | " + " | ".join(KINDS) + " |")
    print("|---|" + "---|" * len(KINDS))
    for name, by_kind in found.items():
        cells = []
        for costs in by_kind.values():
            few, lots = map(statistics.median, costs)
            cells.append(f"{lots:.2f} / {few:.2f} = {lots / few:.2f}")
        print(f"| {name} | " + " | ".join(cells) + " |", flush=True)


if __name__ == "__main__":
    main()
