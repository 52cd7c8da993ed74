"""A sealer that is killed in the middle leaves a chain that is whole, and the next one goes on from there."""

import os
import signal
import subprocess
import sys

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

ROWS = 600
# One process that has loaded everything; a line tells it to fork a sealer, whose id it says, and waits for its end.
_SEALERS = """
import os, sys
from activities.audit.sealer import ChainSealer
from activities.secrets.sealing import Sealer
from activities.store.audit import rows
from activities.store.database import Database

rows._WAITING = rows._WAITING.limit(20)  # there are many batches to be killed in
for _ in sys.stdin:
    child = os.fork()
    if child == 0:
        print(os.getpid(), flush=True)
        chain = ChainSealer(Database(sys.argv[1]), Sealer.of(sys.argv[2]))
        while True:
            chain.seal()
    os.waitpid(child, 0)
    print("gone", flush=True)
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
    command = [sys.executable, "-c", _SEALERS, url, key]
    with subprocess.Popen(
        command, env=foreign_environ(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as sealers:

        def until_sealed(done):
            """The sealer is killed once what is sealed satisfies `done`."""
            print(file=sealers.stdin, flush=True)
            child = int(sealers.stdout.readline())
            try:
                until(lambda: done(sealed(database)), pause=0.002)
            finally:
                os.kill(child, signal.SIGKILL)
                assert sealers.stdout.readline() == "gone\n"

        for killed in range(4):
            with database.write() as session:
                for _ in range(ROWS):
                    trail.record(session, Event(Action.LOGIN))
            before = sealed(database)
            until_sealed(lambda count, least=before + 40 * killed: count > least)
            found = verify(database, sealer)
            assert found.problem is None
            assert found.head.position == sealed(database) > before
            seen.add(found.waiting)
        assert max(seen) > 0  # at least one was killed with work in hand
        until_sealed(lambda count: count == 1 + 4 * ROWS)
    found = verify(database, sealer)
    assert (found.problem, found.waiting) == (None, 0)
    database.close()
