"""A noisy neighbour: what a bank feels when others' servers take connections and never answer.

`.venv/bin/python -m tests.campaign.noisy_neighbour` (about two minutes): a Temporal server with a database file, a worker of
deliveries and SQLite, in which three callbacks that hang have a thousand waiting events each; meanwhile another bank's events are
told. It ends with 1 where their p95 is above two seconds.
"""

import argparse
import asyncio
import socket
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from temporalio.client import Client
from temporalio.service import RPCError
from temporalio.worker import Worker

from activities.callbacks.enqueue import StatusChange, enqueue_registration
from activities.callbacks.registry import CallbackRegistry, CallbackTerms
from activities.secrets.sealing import Sealer
from activities.store import circuits
from activities.store.database import Database
from api.formdata.push_words import push_words
from config import master_key
from config.callbacks import CallbackType
from config.settings import Settings, load
from tests.activities.callbacks.server import serving
from tests.bench.figures import percentile
from tests.bench.processes import free_port, temporal
from tests.campaign.rig import written
from workflows import worker
from workflows.delivery.dispatcher import OutboxBell
from workflows.temporal.client import EngineUnavailable, Temporal, connect
from workflows.temporal.namespace import prepare

QUEUE = "campaign"
MAX_SECONDS = 2.0


@contextmanager
def silent() -> Iterator[str]:
    """A server that takes connections and says nothing."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(256)
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/hook"


class House:
    """One database with the callbacks of several banks."""

    def __init__(self, settings: Settings, client: Client) -> None:
        self.client, self.sealer = client, Sealer.of(master_key.generate())
        self.settings = settings
        self.noted = OutboxBell(asyncio.get_running_loop())
        self.database = Database(self.settings.store_url, on_commit=self.noted.on_commit)
        self.database.migrate()
        self.registry = CallbackRegistry(self.database, self.sealer, private=True)
        self.changes = 0

    def listen(self, bank: str, url: str) -> None:
        self.registry.create(bank, CallbackType.REGISTRATION_STATUS_CHANGE, CallbackTerms(bank, url, ()))

    def note(self, bank: str) -> None:
        self.changes += 1
        with self.database.write() as session:
            change = StatusChange(f"{bank}-{self.changes}", 1, time.time_ns() // 1_000_000)
            enqueue_registration(session, self.sealer, application_id=bank, change=change, facts={})


async def _heard(house: House, bank: Any, number: int, seconds: float) -> float:
    """How long an event was on its way, from its row to the bank's server."""
    begun = time.perf_counter()
    await asyncio.to_thread(house.note, "ours")
    until = begun + seconds
    while len(bank.heard) < number and time.perf_counter() < until:
        await asyncio.sleep(0.005)
    return time.perf_counter() - begun


async def _events(house: House, bank: Any, seconds: float, pause: float) -> list[float]:
    taken: list[float] = []
    until = time.perf_counter() + seconds
    while time.perf_counter() < until:
        taken.append(await _heard(house, bank, len(bank.heard) + 1, 60))
        await asyncio.sleep(pause)
    return taken


async def _flood(house: House, banks: list[str], events: int) -> None:
    for _ in range(events):
        await asyncio.to_thread(lambda: [house.note(bank) for bank in banks])


async def _campaign(home: Path, port: int, asked: argparse.Namespace) -> dict[str, Any]:
    settings = load(home=home, temporal_address=f"127.0.0.1:{port}", callbacks_private=True, task_queue=QUEUE)
    house = House(settings, await _connected(settings))
    client = house.client
    with serving() as bank, silent() as one, silent() as two, silent() as three, ThreadPoolExecutor(8) as threads:
        house.listen("ours", bank.url)
        banks = ["first", "second", "third"]
        for name, url in zip(banks, (one, two, three), strict=True):
            house.listen(name, url)
        sealer, database = house.sealer, house.database
        attempts = worker.attempts_of(settings, database, sealer, worker.senders(settings, database, sealer))
        projector = worker.projector_of(settings, sealer, push_words)
        activities = worker.activities(Temporal(settings), database, projector, sealer, settings)
        of_deliveries = await connect(settings, deliveries=True)
        everything: list[Worker] = [
            worker.build(client, QUEUE, activities, threads, sandbox=False),
            worker.build_deliveries(of_deliveries, QUEUE, attempts, sandbox=False),
        ]
        async with everything[0], everything[1]:
            dispatching = asyncio.create_task(
                worker.dispatcher(of_deliveries, QUEUE, database, attempts, house.noted).run()
            )
            calm = await _events(house, bank, asked.seconds / 4, asked.pause)
            flood = asyncio.create_task(_flood(house, banks, asked.events))
            arriving = []
            while not flood.done():
                arriving += await _events(house, bank, 2, asked.pause)
            await flood
            beside = await _events(house, bank, asked.seconds, asked.pause)
            opened = circuits.count_open(database)
            dispatching.cancel()
    return {"undisturbed": calm, "while they arrive": arriving, "beside them": beside, "open": opened}


async def _connected(settings: Settings) -> Client:
    for _ in range(100):
        try:
            await prepare(settings)
            return await Client.connect(settings.temporal_address)
        except (EngineUnavailable, RPCError, RuntimeError, OSError):
            await asyncio.sleep(0.3)
    raise RuntimeError("Temporal does not answer")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=1000)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--pause", type=float, default=0.25)
    parser.add_argument("--out", type=Path, default=Path("var/campaigns/noisy-neighbour.json"))
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        port = free_port()
        server = temporal(port, free_port(), Path(home))
        try:
            found = asyncio.run(_campaign(Path(home), port, asked))
        finally:
            server.stop()
    written(asked.out, {"asked": vars(asked) | {"out": str(asked.out)}, **found})
    print("| an event of another bank | events | p50 s | p95 s | worst s |\n|---|---|---|---|---|")
    for when in ("undisturbed", "while they arrive", "beside them"):
        taken = found[when]
        print(
            f"| {when} | {len(taken)} | {percentile(taken, 0.5):.2f} | {percentile(taken, 0.95):.2f} | {max(taken):.2f} |"
        )
    print(f"circuits open: {found['open']}")
    return 0 if percentile([*found["while they arrive"], *found["beside them"]], 0.95) <= MAX_SECONDS else 1


if __name__ == "__main__":
    sys.exit(main())
