"""What a registration takes in the database by each version of the protocol, and what 100,000 of them cost.

`python -m tests.bench.registration_rows`: bytes a registration on SQLite and PostgreSQL; then, on SQLite, what a phone's requests
take with 1,000 and with 100,000 hybrid registrations. Nothing runs but this process, and a PostgreSQL of its own.
"""

import argparse
import secrets
import statistics
import tempfile
import time
import uuid
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from sqlalchemy import text

from activities.device import devices
from activities.device.applications import Applications
from activities.device.v4.keys import V4DeviceKeys
from activities.powerauth.base64_text import encode
from activities.powerauth.v4 import counter
from activities.powerauth.v4.activation_keys import V4ActivationKeys
from activities.powerauth.v4.algorithm import Algorithm
from activities.powerauth.v4.key_pairs import KeyPairs
from activities.powerauth.v4.purpose import V4Purpose
from activities.secrets.sealing import Sealer
from activities.store import registrations, v4_keys
from activities.store.database import Database
from activities.store.registrations import Registration
from activities.store.v4_keys import StoredV4Keys
from config import master_key
from tests.activities.device.v4.small_phone import SmallPhone, exchange
from tests.e2e.postgres import Postgres

_COUNT = 1_000
_TABLES = ("registration", "v4_keys")
_STEPS = 300


class Home:
    """Everything that devices ask, on one database."""

    def __init__(self, url: str) -> None:
        self.database = Database(url)
        self.database.migrate()
        self.sealer = Sealer.of(master_key.generate())
        self.applications = Applications(self.database, self.sealer)
        self.application = self.applications.create("bench", ())
        self.devices = devices.build(self.database, self.sealer, self.applications)

    def pages(self) -> int:
        """Bytes of the tables, with their indexes."""
        with self.database.write() as session:
            connection = session.connection()
            if connection.dialect.name == "postgresql":
                sizes = [f"pg_total_relation_size('{table}')" for table in _TABLES]
                return int(connection.execute(text(f"SELECT {' + '.join(sizes)}")).scalar_one())
            pages, free, size = (
                int(connection.exec_driver_sql(f"PRAGMA {name}").scalar_one())
                for name in ("page_count", "freelist_count", "page_size")
            )
            return (pages - free) * size


def registration(algorithm: Algorithm | None, sealer: Sealer) -> tuple[Registration, StoredV4Keys | None]:
    """An ACTIVE registration with as much in its columns as a phone brings; null: by 3.3."""
    one = str(uuid.uuid4())
    point = encode(secrets.token_bytes(65))
    row = Registration(
        registration_id=one, application_id="bench", user_id=f"user-{one[:8]}", status="ACTIVE",
        activation_code=one[:23].upper(), commit_phase="ON_COMMIT", max_failed_attempts=5, created_ms=1, expires_ms=1,
        changed_ms=1, last_used_ms=1, request_digest=secrets.token_hex(32), server_public_key=point,
        server_private_key=sealer.seal(secrets.token_bytes(32), one), version=3, exchange_id=uuid.uuid4().hex,
        name="My phone", platform="ios", device_info="iPhone18,2", protocol="3.3" if algorithm is None else "4.0",
        device_public_key=point if algorithm is None else None, algorithm=algorithm and algorithm.value,
        ctr_data=encode(secrets.token_bytes(16) if algorithm is None else counter.generate()),
    )  # fmt: skip
    if algorithm is None:
        return row, None
    server, device = KeyPairs.generate(algorithm), KeyPairs.generate(algorithm)
    secret = V4ActivationKeys(secrets.token_bytes(32))
    stored = V4DeviceKeys(sealer).seal(one, row.user_id, secret, server=server, device=device.public)
    return row, replace(stored, is_confirmed=True)


def store(home: Home, made: list[tuple[Registration, StoredV4Keys | None]]) -> None:
    """Store them in one transaction."""
    with home.database.write() as session:
        for row, keys in made:
            registrations.insert(session, row)
            if keys is not None:
                v4_keys.add(session, keys)


def bytes_each(url: str, algorithm: Algorithm | None) -> float:
    """What one of many takes, with its share of the indexes."""
    home = Home(url)
    before = home.pages()
    for _ in range(_COUNT // 100):
        store(home, [registration(algorithm, home.sealer) for _ in range(100)])
    after = home.pages()
    home.database.close()
    return (after - before) / _COUNT


def fill(home: Home, count: int) -> None:
    """Store hybrid registrations up to `count`; their keys are those of one, which nobody opens."""
    with home.database.read() as session:
        stored = int(session.connection().execute(text("SELECT count(*) FROM registration")).scalar_one())
    row, keys = registration(Algorithm.EC_P384_ML_L3, home.sealer)
    assert keys is not None
    for first in range(stored, count, 500):
        ids = [str(uuid.uuid4()) for _ in range(min(500, count - first))]
        store(
            home,
            [
                (replace(row, registration_id=one, activation_code=one), replace(keys, registration_id=one))
                for one in ids
            ],
        )


def steps(home: Home) -> dict[str, Callable[[], object]]:
    """What a registered phone asks for."""
    row, keys = registration(Algorithm.EC_P384_ML_L3, home.sealer)
    assert keys is not None
    store(home, [(row, keys)])
    opened = V4DeviceKeys(home.sealer).open(keys)
    phone = SmallPhone(home.application, opened.algorithm, row.registration_id, opened.secret)
    request, _ = phone.ask()
    temporary = phone.temporary(home, opened.server_public)
    purpose = V4Purpose.ACTIVATION_GENERIC
    return {
        "temporary key": lambda: home.devices.v4.temporary_keys.create(request),
        "encrypted request": lambda: exchange(home, phone.header, purpose, phone.seal(purpose, b"{}", temporary)),
        "status": lambda: home.devices.v4.statuses.of(row.registration_id, home.application.application_key),
    }


def measure(*homes: Home) -> dict[str, list[float]]:
    """Milliseconds of each step at each home, the median; steps take turns, and homes who is first."""
    asked = [steps(home) for home in homes]
    times: dict[str, list[list[float]]] = {name: [[] for _ in homes] for name in asked[0]}
    places = list(range(len(homes)))
    for _ in range(_STEPS):
        places.reverse()
        for name in times:
            for place in places:
                begun = time.perf_counter()
                asked[place][name]()
                times[name][place].append(1000 * (time.perf_counter() - begun))
    return {name: [statistics.median(one) for one in found] for name, found in times.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--many", type=int, default=100_000, help="registrations beside which requests are measured")
    parser.add_argument("--requests", action="store_true", help="measure requests alone")
    arguments = parser.parse_args()
    if not arguments.requests:
        print_sizes()
    print_requests(arguments.many)


def print_sizes() -> None:
    """What a registration takes by each version and algorithm."""
    kinds = [None, *Algorithm]
    postgres = Postgres()
    postgres.start()
    try:
        print("| registration by | bytes on SQLite | on PostgreSQL |\n|---|---|---|")
        for algorithm in kinds:
            with tempfile.TemporaryDirectory() as folder:
                sqlite = bytes_each(f"sqlite:///{Path(folder) / 'rows.db'}", algorithm)
            theirs = bytes_each(postgres.create(), algorithm)
            name = "3.3" if algorithm is None else f"4.0 {algorithm.value}"
            print(f"| {name} | {sqlite:,.0f} | {theirs:,.0f} |", flush=True)
    finally:
        postgres.remove()


def print_requests(many: int) -> None:
    """What a phone's requests take beside few registrations, and beside many."""
    with tempfile.TemporaryDirectory() as folder:
        homes = [Home(f"sqlite:///{Path(folder) / name}.db") for name in ("few", "many")]
        for home, count in zip(homes, (_COUNT, many), strict=True):
            fill(home, count)
        print(f"\n| ms, median | of {_COUNT:,} | of {many:,} | ratio |\n|---|---|---|---|")
        for name, (few, lots) in measure(*homes).items():
            print(f"| {name} | {few:.2f} | {lots:.2f} | {lots / few:.2f} |")
        for home in homes:
            home.database.close()


if __name__ == "__main__":
    main()
