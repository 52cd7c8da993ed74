"""Look-ups among many users walk an index, and never the table."""

import random

import pytest
from sqlalchemy import event, text

from activities.store import user_lookup as store
from activities.store.tables import CredentialRow, UserRow
from activities.store.user_lookup import Filter
from config.identity_vocabulary import CredentialStatus, UserIdentityStatus

COUNT = 100_000
DEFINITIONS = ("RETAIL", "PREMIUM")


@pytest.fixture
def many(database):
    """A hundred thousand users; each has a user name, and every thousandth is blocked."""
    users, credentials = UserRow.__table__, CredentialRow.__table__
    order = list(range(COUNT))
    random.Random(7).shuffle(order)
    with database.write() as session:
        connection = session.connection()
        connection.execute(
            users.insert(),
            [
                {"user_id": f"user-{n}", "user_identity_status": "ACTIVE", "extras": "{}", "created_ms": 1_000 + n}
                for n in order
            ],
        )
        connection.execute(
            credentials.insert(),
            [
                {
                    "user_id": f"user-{n}",
                    "credential_name": DEFINITIONS[n % 2],
                    "credential_type": "PERMANENT",
                    "credential_status": "BLOCKED_TEMPORARY" if n % 1000 == 0 else "ACTIVE",
                    "username": f"name{n}",
                    "created_ms": 1,
                }
                for n in order
            ],
        )
        connection.execute(text("ANALYZE"))
    return database


LOOKUPS = {
    "a user name": (lambda session: store.by_username(session, "PREMIUM", "NAME77777", Filter()), ["user-77777"]),
    "a credential's state": (
        lambda session: store.by_credential_status(
            session, "RETAIL", CredentialStatus.BLOCKED_TEMPORARY, Filter(), 1000
        ),
        sorted(f"user-{n}" for n in range(0, COUNT, 1000)),
    ),
    "the creation from a time on": (
        lambda session: store.by_creation(session, COUNT + 990, None, Filter(UserIdentityStatus.ACTIVE), 1000),
        [f"user-{n}" for n in range(COUNT - 10, COUNT)],
    ),
    "the creation within a time": (
        lambda session: store.by_creation(session, 51_000, 51_004, Filter(), 1000),
        [f"user-{n}" for n in range(50_000, 50_005)],
    ),
    "the creation of the oldest": (
        lambda session: store.by_creation(session, None, COUNT, Filter(), 3),
        ["user-0", "user-1", "user-2"],
    ),
}


def plans(session):
    """Runs a look-up; answers what it found, and how the database finds it."""
    connection, said = session.connection(), []

    def note(_connection, _cursor, statement, parameters, _context, _many):
        if not statement.startswith("EXPLAIN"):
            said.append((statement, parameters))

    def run(lookup):
        event.listen(connection, "before_cursor_execute", note)
        found = [user.user_id for user in lookup(session)]
        event.remove(connection, "before_cursor_execute", note)
        explain = "EXPLAIN QUERY PLAN " if connection.dialect.name == "sqlite" else "EXPLAIN "
        [(statement, parameters)] = said
        lines = [str(row[-1]) for row in connection.exec_driver_sql(explain + statement, parameters)]
        return found, lines

    return run


def test_every_look_up_walks_an_index(many):
    for what, (lookup, expected) in LOOKUPS.items():
        with many.read() as session:
            found, plan = plans(session)(lookup)
        assert found == expected, what
        assert [line for line in plan if "Seq Scan" in line or line.startswith("SCAN")] == [], (what, plan)
