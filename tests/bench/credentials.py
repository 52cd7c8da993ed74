"""What a check of a credential costs the API: `python -m tests.bench.credentials` (about three minutes).

Of right values by `POST /auth/credential`, without an operation: hashed with argon2id at the cost that the original's documents
show (32 MiB, three passes), and not hashed, which is what the engine costs beside the hash; with 1,000 users and with 1,000,000.
On SQLite.
"""

import argparse
import json
import signal
import sqlite3
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from activities.credentials.hash_config import hash_config
from activities.credentials.hashing import Hashing
from activities.store.database import Database
from config import master_key
from config.settings import load
from tests.bench import processes
from tests.bench.driving import drive

PATH = "/powerauth-nextstep/auth/credential"
VALUE = "s3cret_Value"
ARGON2 = {"version": "19", "iterations": "3", "memory": "15", "parallelism": "16", "outputLength": "32"}
HASHED, PLAIN = "HASHED", "PLAIN"
FEW, MANY = 1_000, 1_000_000
PARALLEL = 4
MOST_MILLISECONDS, MOST_RATIO = 4.0, 1.1

_POLICY = """
INSERT INTO credential_policy (credential_policy_name, credential_policy_status, limit_soft, limit_hard, check_history_count,
    rotation_enabled, username_gen_algorithm, username_gen_param, credential_gen_algorithm, credential_gen_param,
    credential_val_param, created_ms)
VALUES ('POLICY', 'ACTIVE', 3, 5, 3, 0, 'NO_USERNAME', '{}', 'RANDOM_PIN', '{"length":8}', '{}', 1)
"""
_HASHING = """
INSERT INTO hash_config (hash_config_name, algorithm, parameters, hash_config_status, created_ms)
VALUES ('HASHING', 'ARGON_2ID', :parameters, 'ACTIVE', 1)
"""
_DEFINITION = """
INSERT INTO credential_definition (credential_definition_name, application_name, credential_policy_name, category,
    encryption_enabled, hashing_enabled, hash_config_name, e2e_encryption_enabled,
    e2e_encryption_for_temporary_credential_enabled, credential_definition_status, data_adapter_proxy_enabled, created_ms)
VALUES (:name, 'APP', 'POLICY', 'PASSWORD', 0, :hashed, :hashing, 0, 0, 'ACTIVE', 0, 1)
"""
_USERS = """
INSERT INTO user_identity (user_id, user_identity_status, extras, created_ms)
WITH RECURSIVE numbers(n) AS (SELECT :first UNION ALL SELECT n + 1 FROM numbers WHERE n < :last)
SELECT printf('user-%07d', n), 'ACTIVE', '{}', n FROM numbers
"""
_CREDENTIALS = """
INSERT INTO credential (user_id, credential_name, credential_type, credential_status, username, value, hash_config_name,
    is_sealed, attempt_counter, failed_soft, failed_hard, created_ms)
WITH RECURSIVE numbers(n) AS (SELECT :first UNION ALL SELECT n + 1 FROM numbers WHERE n < :last)
SELECT printf('user-%07d', n), :name, 'PERMANENT', 'ACTIVE', printf('name_%07d', n), :value, :hashing, 0, 0, 0, 0, n FROM numbers
"""


class Bank:
    """A database, and the API on it; nothing else, for no operation is asked about."""

    def __init__(self, home: Path) -> None:
        self._port = processes.free_port()
        environment = {
            "NEXTSTEP_HOME": str(home),
            "NEXTSTEP_PORT": str(self._port),
            "NEXTSTEP_LOG_LEVEL": "WARNING",
            "NEXTSTEP_MASTER_KEY": master_key.generate(),
        }
        settings = load(home=home, port=self._port, master_key=environment["NEXTSTEP_MASTER_KEY"])
        database = Database(settings.store_url)
        database.migrate()
        database.close()
        self._file = settings.store_url.removeprefix("sqlite:///")
        self._stored = 0
        config = hash_config("HASHING", "ARGON_2ID", ARGON2)
        self._kept = {HASHED: Hashing(1).hash_value(VALUE, config), PLAIN: VALUE}
        self._define()
        self._api = processes.python("tests.bench.server", environment, home / "api.log")
        processes.wait_for(f"http://127.0.0.1:{self._port}/health/live", self._api)

    def _define(self) -> None:
        with sqlite3.connect(self._file, timeout=30) as connection:
            connection.execute(_POLICY)
            connection.execute(_HASHING, {"parameters": json.dumps(ARGON2)})
            for name in (HASHED, PLAIN):
                hashed = name == HASHED
                connection.execute(
                    _DEFINITION, {"name": name, "hashed": hashed, "hashing": "HASHING" if hashed else None}
                )
        connection.close()

    def fill(self, count: int) -> None:
        """Store users up to `count`, each with both kinds of credentials."""
        numbers = {"first": self._stored + 1, "last": count}
        with sqlite3.connect(self._file, timeout=60) as connection:
            connection.execute(_USERS, numbers)
            for name in (HASHED, PLAIN):
                hashing = "HASHING" if name == HASHED else None
                connection.execute(
                    _CREDENTIALS, numbers | {"name": name, "value": self._kept[name], "hashing": hashing}
                )
        connection.close()
        self._stored = count

    def check(self, name: str, seconds: float) -> float:
        """CPU milliseconds of the API for a check of a right value."""
        body = {"userId": "user-0000500", "credentialName": name, "credentialValue": VALUE}
        job: dict[str, Any] = {
            "kind": "requests",
            "name": name,
            "path": PATH,
            "body": body,
            "seconds": seconds,
            "parallel": PARALLEL,
            "port": self._port,
        }
        found = drive(job, lambda: {"api": self._api.cpu_seconds()})
        return 1000 * float(found["cpu_of"]["api"]) / int(found["done"])

    def hash(self, seconds: float) -> float:
        """CPU milliseconds of the hash alone, in this process."""
        hashes, done, begun = Hashing(1), 0, time.process_time()
        while time.process_time() - begun < seconds:
            assert hashes.matches(VALUE, self._kept[HASHED])
            done += 1
        return 1000 * (time.process_time() - begun) / done

    def stop(self) -> None:
        """Nothing is left behind."""
        self._api.stop()


def main() -> None:
    """Run, and print the table; exit 1 where a bar is missed."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.credentials", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--many", type=int, default=MANY)
    wanted = parser.parse_args()
    # Whoever ends the benchmark ends the server that it has started.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    found: dict[tuple[int, str], list[float]] = {}
    with tempfile.TemporaryDirectory(prefix="nextstep-bench-") as folder:
        bank = Bank(Path(folder))
        try:
            for count in (FEW, wanted.many):
                print(f"filling the database up to {count} users", flush=True)
                bank.fill(count)
                bank.check(PLAIN, 1)
                for number in range(wanted.rounds):
                    print(f"round {number + 1} of {wanted.rounds}", flush=True)
                    found.setdefault((count, "hash alone"), []).append(bank.hash(wanted.seconds / 2))
                    for name in (HASHED, PLAIN):
                        found.setdefault((count, name), []).append(bank.check(name, wanted.seconds))
        finally:
            bank.stop()
    middle = {key: statistics.median(values) for key, values in found.items()}
    print("\n| users | hash alone | check, hashed | check, not hashed |\n|---|---|---|---|")
    for count in (FEW, wanted.many):
        figures = [middle[count, name] for name in ("hash alone", HASHED, PLAIN)]
        print(f"| {count:,} | " + " | ".join(f"{one:.2f} ms" for one in figures) + " |")
    beside, ratio = middle[FEW, PLAIN], middle[wanted.many, PLAIN] / middle[FEW, PLAIN]
    print(
        f"\nbeside the hash: {beside:.2f} ms (bar {MOST_MILLISECONDS}); {wanted.many:,} users: {ratio:.2f} (bar {MOST_RATIO})"
    )
    if beside > MOST_MILLISECONDS or ratio > MOST_RATIO:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
