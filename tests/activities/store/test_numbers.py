"""A statement is prepared once on PostgreSQL, whatever sizes the numbers have that it is run with."""

import pytest
from sqlalchemy import BigInteger, Column, Integer, MetaData, Table, Text, column, insert, select, table

from activities.store.database import Database
from tests.lent import databases_of

NUMBERS = Table("numbers_of_a_test", MetaData(), Column("a", BigInteger), Column("b", Integer), Column("c", BigInteger))
PREPARED = select(column("statement", Text)).select_from(table("pg_prepared_statements"))
SIZES = (1, 40_000, 3_000_000_000, -5, 2**63 - 1, 1, 40_000)


@pytest.fixture
def database_of_one(postgres):
    """A database, of which one connection is used."""
    databases = databases_of(postgres)
    url = databases.lend()
    database = Database(url, pool_size=1)
    yield database
    database.close()
    databases.take_back(url)


def test_numbers_of_any_size_are_one_statement(database_of_one):
    with database_of_one.write() as session:
        NUMBERS.create(session.connection())
        for number in SIZES:
            session.run(insert(NUMBERS), {"a": number, "b": min(number, 70_000), "c": -number})
        prepared = session.run(PREPARED).scalars()
    assert len([one for one in prepared if "numbers" in one]) == 1
    found = {tuple(row) for row in database_of_one.rows(select(NUMBERS.c.a, NUMBERS.c.b, NUMBERS.c.c), {})}
    assert found == {(number, min(number, 70_000), -number) for number in SIZES}
