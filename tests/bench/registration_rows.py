"""What a registration takes in the database by each version of the protocol: `python -m tests.bench.registration_rows`.

Bytes a registration on SQLite and PostgreSQL. Nothing runs but this process, and a PostgreSQL of its own.
"""

import secrets
import tempfile
import uuid
from dataclasses import replace
from pathlib import Path

from sqlalchemy import text

from activities.device.v4.keys import V4DeviceKeys
from activities.powerauth.base64_text import encode
from activities.powerauth.v4 import counter
from activities.powerauth.v4.activation_keys import V4ActivationKeys
from activities.powerauth.v4.algorithm import Algorithm
from activities.powerauth.v4.key_pairs import KeyPairs
from activities.secrets.sealing import Sealer
from activities.store import registrations, v4_keys
from activities.store.database import Database
from activities.store.registrations import Registration
from activities.store.v4_keys import StoredV4Keys
from config import master_key
from tests.e2e.postgres import Postgres

_COUNT = 1_000
_TABLES = ("registration", "v4_keys")


class Tables:
    """A migrated database of registrations, and what their keys are sealed by."""

    def __init__(self, url: str) -> None:
        self.database = Database(url)
        self.database.migrate()
        self.sealer = Sealer.of(master_key.generate())

    def size(self) -> int:
        """In bytes, with the indexes."""
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


def store(database: Database, made: list[tuple[Registration, StoredV4Keys | None]]) -> None:
    """Store them in one transaction."""
    with database.write() as session:
        for row, keys in made:
            registrations.insert(session, row)
            if keys is not None:
                v4_keys.add(session, keys)


def bytes_each(url: str, algorithm: Algorithm | None) -> float:
    """What one of many takes, with its share of the indexes."""
    tables = Tables(url)
    before = tables.size()
    for _ in range(_COUNT // 100):
        store(tables.database, [registration(algorithm, tables.sealer) for _ in range(100)])
    after = tables.size()
    tables.database.close()
    return (after - before) / _COUNT


def fill(database: Database, sealer: Sealer, count: int) -> None:
    """Store hybrid registrations up to `count`; their keys are those of one, which nobody opens."""
    with database.read() as session:
        stored = int(session.connection().execute(text("SELECT count(*) FROM registration")).scalar_one())
    row, keys = registration(Algorithm.EC_P384_ML_L3, sealer)
    assert keys is not None
    for first in range(stored, count, 500):
        ids = [str(uuid.uuid4()) for _ in range(min(500, count - first))]
        store(
            database,
            [
                (replace(row, registration_id=one, activation_code=one), replace(keys, registration_id=one))
                for one in ids
            ],
        )


def main() -> None:
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


if __name__ == "__main__":
    main()
