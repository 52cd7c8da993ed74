"""Somebody who rules the database and has no key leaves traces, whatever he does to sealed rows."""

import pytest
from sqlalchemy import text

from activities.audit.sealer import ChainDamaged
from activities.audit.verification import LONGEST_WAIT_MS, verify
from activities.secrets.sealing import Sealer
from activities.store.audit import trail
from activities.store.audit.ends import Head
from activities.store.audit.event import Action, Event
from config import master_key
from config.clock import now_ms

ROWS = 7


def note(database, number=0):
    event = Event(
        Action.SIGNATURE, "OK", "roman", "r1", "o1", "retail", signed_data=("POST", f"/r/{number}", b'{"n":1}')
    )  # fmt: skip
    with database.write() as session:
        trail.record(session, event)


@pytest.fixture
def rows(audited, seal):
    """Seven sealed rows; their ids in order."""
    for number in range(ROWS):
        note(audited, number)
    seal()
    return [row["id"] for row in sql(audited, "SELECT id FROM audit ORDER BY position")]


def sql(database, statement, **values):
    with database.write() as session:
        result = session.connection().execute(text(statement), values)
        return [dict(row._mapping) for row in result] if result.returns_rows else []


def problem(database, sealer):
    return verify(database, sealer).problem


COLUMNS = [
    "id", "at_ms", "actor", "action", "result", "user_id", "registration_id", "operation_id", "application_id",
    "external_user_id", "request_id", "address", "event_data", "mac", "position", "link",
]  # fmt: skip


def flipped(value):
    """Every value that differs in one bit of one byte, of text; of numbers, in any of the lowest bits."""
    if value is None:
        return ["x"]
    if isinstance(value, int):
        return [value ^ (1 << bit) for bit in range(0, 47, 5)]
    places = {0, len(value) // 2, len(value) - 1, *range(0, len(value), max(1, len(value) // 6))}
    return [
        value[:at] + chr(ord(value[at]) ^ (1 << bit)) + value[at + 1 :] for at in sorted(places) for bit in (0, 3, 6)
    ]


@pytest.mark.exhaustive
@pytest.mark.parametrize("sealed", [True, False], ids=["sealed", "waiting"])
@pytest.mark.parametrize("column", COLUMNS)
def test_a_flipped_bit_of_any_column_is_found(audited, sealer, rows, column, sealed):
    if not sealed:
        note(audited, 99)
    chosen = rows[3] if sealed else sql(audited, "SELECT id FROM audit WHERE position IS NULL")[0]["id"]
    [row] = sql(audited, "SELECT * FROM audit WHERE id = :id", id=chosen)
    assert problem(audited, sealer) is None
    for value in flipped(row[column]):
        if column == "position" and value in range(1, ROWS + 1):
            continue  # the database takes no position twice
        if isinstance(value, str) and "\0" in value:
            continue  # nor PostgreSQL such a text
        if column in ("position", "link") and not sealed:
            value = 99 if column == "position" else value
        sql(audited, f"UPDATE audit SET {column} = :value WHERE id = :id", value=value, id=chosen)
        found = problem(audited, sealer)
        assert found is not None, (column, value)
        now = value if column == "id" else chosen
        sql(audited, f"UPDATE audit SET {column} = :value WHERE id = :id", value=row[column], id=now)
    assert problem(audited, sealer) is None


@pytest.mark.parametrize("column", COLUMNS[2:12])
def test_a_value_that_is_taken_away_is_found(audited, sealer, rows, column):
    empty = "NULL" if column in ("user_id", "registration_id", "operation_id", "application_id") else "''"
    sql(audited, f"UPDATE audit SET {column} = {empty} WHERE id = :id", id=rows[2])
    assert problem(audited, sealer).row_id == rows[2]


@pytest.mark.parametrize("at", range(ROWS))
def test_a_row_that_was_removed_is_found(audited, sealer, rows, at):
    sql(audited, "DELETE FROM audit WHERE id = :id", id=rows[at])
    assert ("missing" if at < ROWS - 1 else "cut off") in str(problem(audited, sealer))


def test_the_first_bad_row_is_named(audited, sealer, rows):
    for at in (5, 2):
        sql(audited, "UPDATE audit SET actor = 'nobody' WHERE id = :id", id=rows[at])
    found = problem(audited, sealer)
    assert (found.row_id, found.position) == (rows[2], 3)
    assert str(found) == f"row {rows[2]} at position 3: its content is not what was written"


def test_rows_that_changed_places_are_found(audited, sealer, rows):
    sql(audited, "UPDATE audit SET position = 99 WHERE id = :id", id=rows[2])
    sql(audited, "UPDATE audit SET position = 3 WHERE id = :id", id=rows[4])
    sql(audited, "UPDATE audit SET position = 5 WHERE id = :id", id=rows[2])
    assert problem(audited, sealer).row_id == rows[4]


_COPIED = ", ".join(COLUMNS[1:-2])
COPY = (
    f"INSERT INTO audit (id, {_COPIED}, position, link) "
    f"SELECT :id, {_COPIED}, {{position}}, {{link}} FROM audit WHERE id = :source"
)


@pytest.mark.parametrize(("position", "link"), [("NULL", "NULL"), ("8", "link"), ("0", "link"), ("-1", "link")])
def test_a_row_that_was_inserted_is_found(audited, sealer, rows, seal, position, link):
    sql(audited, COPY.format(position=position, link=link), id=f"{rows[3][:-1]}x", source=rows[3])
    assert problem(audited, sealer).row_id == f"{rows[3][:-1]}x"
    note(audited, 5)
    if position == "8":  # there the next row belongs
        with pytest.raises(ChainDamaged):
            seal()
    else:
        seal()  # sealing it does not make it true
    assert problem(audited, sealer).row_id == f"{rows[3][:-1]}x"


def test_a_sealed_row_that_is_made_to_wait_again_is_found(audited, sealer, rows, seal):
    sql(audited, "UPDATE audit SET position = NULL, link = NULL WHERE id = :id", id=rows[3])
    assert "position 4 is missing" in str(problem(audited, sealer))
    seal()
    assert "position 4 is missing" in str(problem(audited, sealer))


def test_an_end_that_was_cut_off_is_found_also_where_the_head_was_changed_with_it(audited, sealer, rows):
    [last] = sql(audited, "SELECT position, link FROM audit WHERE position = 4")
    sql(audited, "DELETE FROM audit WHERE position > 4")
    assert "cut off" in str(problem(audited, sealer))
    sql(audited, "UPDATE audit_chain SET position = :position, link = :link", **last)
    assert "head" in str(problem(audited, sealer))


@pytest.mark.parametrize("column", ["sealed_key", "position", "link", "sealed_ms", "mac"])
def test_a_changed_head_is_found(audited, sealer, rows, column):
    value = "position + 1" if column == "position" else "1" if column == "sealed_ms" else "'v1.0.0'"
    sql(audited, f"UPDATE audit_chain SET {column} = {value}")
    assert problem(audited, sealer) is not None


def test_a_head_that_is_gone_is_found(audited, sealer, rows):
    sql(audited, "DELETE FROM audit_chain")
    assert "the chain with its key is gone" in str(problem(audited, sealer))


def test_a_return_to_an_earlier_state_is_found_by_a_head_that_was_noted(audited, sealer, rows, seal):
    kept = sql(audited, "SELECT position, link, sealed_ms, mac FROM audit_chain")[0]
    note(audited, 8)
    noted = seal()
    assert verify(audited, sealer, noted).problem is None
    sql(audited, "DELETE FROM audit WHERE position > 7")
    sql(
        audited, "UPDATE audit_chain SET position = :position, link = :link, sealed_ms = :sealed_ms, mac = :mac", **kept
    )
    assert problem(audited, sealer) is None  # from within it does not show
    assert "before the head that was noted" in str(verify(audited, sealer, noted).problem)
    note(audited, 9)
    seal()
    assert "when the head was noted" in str(verify(audited, sealer, noted).problem)


def test_rows_that_wait_are_counted_and_too_long_is_a_fault(audited, sealer, rows, monkeypatch):
    note(audited)
    found = verify(audited, sealer)
    assert (found.waiting, found.head.position, found.problem) == (1, ROWS, None)
    monkeypatch.setattr("activities.audit.verification.now_ms", lambda: now_ms() + LONGEST_WAIT_MS + 5000)
    assert "longer than a minute" in str(problem(audited, sealer))


def test_an_empty_trail_is_whole_unless_a_head_was_noted(audited, sealer):
    assert verify(audited, sealer).problem is None
    assert verify(audited, sealer, Head(3, "x" * 64)).problem is not None


def test_another_master_key_does_not_open_the_trail(audited, rows):
    assert "does not open" in str(problem(audited, Sealer.of(master_key.generate())))
