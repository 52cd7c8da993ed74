"""A sealer that is killed in the middle leaves a chain that is whole, and the next one goes on from there."""

import subprocess
import sys
import time

import pytest
from sqlalchemy import text

from activities.audit.trail import database_info
from activities.audit.verification import verify
from activities.secrets.sealing import Sealer
from activities.store.audit import trail
from activities.store.audit.event import Action, Event
from activities.store.database import Database
from config import master_key
from tests.e2e.processes import foreign_environ, until

ROWS = 3000
_SEAL = """
import sys
from activities.audit.sealer import ChainSealer
from activities.secrets.sealing import Sealer
from activities.store.database import Database
chain = ChainSealer(Database(sys.argv[1]), Sealer.of(sys.argv[2]))
print("ready", flush=True)
while True:
    chain.seal()
"""


def sealed(database):
    with database.read() as session:
        return session.connection().execute(text("SELECT count(position) FROM audit")).scalar()


@pytest.mark.live
def test_a_killed_sealer_leaves_a_whole_chain(url):
    key = master_key.generate()
    sealer = Sealer.of(key)
    database = Database(url, info=database_info(sealer))
    database.migrate()
    with database.write() as session:
        trail.record(session, Event(Action.LOGIN))
    seen = set()
    for killed in range(4):
        with database.write() as session:
            for _ in range(ROWS):
                trail.record(session, Event(Action.LOGIN))
        before = sealed(database)
        process = subprocess.Popen(
            [sys.executable, "-c", _SEAL, url, key], env=foreign_environ(), stdout=subprocess.PIPE
        )
        process.stdout.readline()
        deadline = time.monotonic() + 10
        while sealed(database) == before and time.monotonic() < deadline:
            time.sleep(0.002)
        time.sleep(0.01 * killed)  # in the middle of some batch
        process.kill()
        process.wait()
        process.stdout.close()
        found = verify(database, sealer)
        assert found.problem is None
        assert found.head.position == sealed(database) > before
        seen.add(found.waiting)
    assert max(seen) > 0  # at least one was killed with work in hand
    last = subprocess.Popen([sys.executable, "-c", _SEAL, url, key], env=foreign_environ())
    try:
        until(lambda: sealed(database) == 1 + 4 * ROWS)
    finally:
        last.kill()
        last.wait()
    found = verify(database, sealer)
    assert (found.problem, found.waiting) == (None, 0)
    database.close()
