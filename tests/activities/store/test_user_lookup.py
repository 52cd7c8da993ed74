"""Look-ups among many users walk an index, and never the table."""

import pytest
from sqlalchemy import String, case, cast, event, insert, literal, select, text

from activities.store import user_lookup as store
from activities.store.tables import CredentialRow, UserRow
from activities.store.user_lookup import Filter
from config.identity_vocabulary import CredentialStatus, UserIdentityStatus

COUNT = 20_000

# The database itself counts, and writes them in an order that is not theirs.
_COUNTED = select(literal(0).label("n")).cte("counted", recursive=True)
_COUNTED = _COUNTED.union_all(select(_COUNTED.c.n + 1).where(_COUNTED.c.n < COUNT - 1))
_N = _COUNTED.c.n * 7919 % COUNT
_USER = {
    "user_id": "user-" + cast(_N, String),
    "user_identity_status": literal("ACTIVE"),
    "extras": literal("{}"),
    "created_ms": 1_000 + _N,
}
_CREDENTIAL = {
    "user_id": "user-" + cast(_N, String),
    "credential_name": case((_N % 2 == 0, "RETAIL"), else_="PREMIUM"),
    "credential_type": literal("PERMANENT"),
    "credential_status": case((_N % 1000 == 0, "BLOCKED_TEMPORARY"), else_="ACTIVE"),
    "username": "name" + cast(_N, String),
    "created_ms": literal(1),
}


@pytest.fixture
def many(database):
    """Twenty thousand users; each has a user name, and every thousandth is blocked."""
    with database.write() as session:
        connection = session.connection()
        connection.execute(insert(UserRow).from_select(list(_USER), select(*_USER.values())))
        connection.execute(insert(CredentialRow).from_select(list(_CREDENTIAL), select(*_CREDENTIAL.values())))
        connection.execute(text("ANALYZE"))
    return database


LOOKUPS = {
    "a user name": (lambda session: store.by_username(session, "PREMIUM", "NAME17777", Filter()), ["user-17777"]),
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
        lambda session: store.by_creation(session, 11_000, 11_004, Filter(), 1000),
        [f"user-{n}" for n in range(10_000, 10_005)],
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
