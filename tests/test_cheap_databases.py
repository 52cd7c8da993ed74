"""Databases share what SQL was compiled to, and nothing else."""

import pytest
from sqlalchemy import text
from sqlalchemy.dialects.sqlite.base import SQLiteCompiler
from sqlmodel import select

from activities.store.database import Database
from activities.store.tables import RoleRow
from tests.migrated import migrated


@pytest.fixture
def two(tmp_path):
    found = [migrated(Database(f"sqlite:///{tmp_path / name}.db")) for name in ("one", "other")]
    yield found
    for database in found:
        database.close()


def names(database):
    with database.read() as session:
        return [row.role_name for row in session.orm.exec(select(RoleRow))]


def test_what_one_has_another_has_not(two):
    one, other = two
    with one.write() as session:
        session.orm.add(RoleRow(role_name="CLERK", created_ms=1))
    assert (names(one), names(other)) == (["CLERK"], [])


def test_sql_is_compiled_once(two, monkeypatch):
    compiled, compile_statement = [], SQLiteCompiler.visit_select
    monkeypatch.setattr(
        SQLiteCompiler, "visit_select", lambda *args, **how: compiled.append(1) or compile_statement(*args, **how)
    )
    statement = select(RoleRow).where(RoleRow.role_name == "nobody", RoleRow.created_ms == 1).limit(7)
    numbers = []
    for database in two:
        with database.read() as session:
            assert session.orm.exec(statement).all() == []
        numbers.append(len(compiled))
    assert numbers == [1, 1]


def test_no_commit_waits_for_the_disk(two):
    with two[0].read() as session:
        assert session.connection().execute(text("PRAGMA synchronous")).scalar_one() == 0
