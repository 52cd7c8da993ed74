"""A statement is prepared once on PostgreSQL, whatever sizes the numbers have that it is run with."""

from sqlalchemy import BigInteger, Column, Integer, MetaData, Table, Text, column, insert, select, table

NUMBERS = Table("numbers_of_a_test", MetaData(), Column("a", BigInteger), Column("b", Integer), Column("c", BigInteger))
PREPARED = select(column("statement", Text)).select_from(table("pg_prepared_statements"))
SIZES = (1, 40_000, 3_000_000_000, -5, 2**63 - 1, 1, 40_000)


def test_numbers_of_any_size_are_one_statement(one_connection):
    with one_connection.write() as session:
        NUMBERS.create(session.connection())
        for number in SIZES:
            session.run(insert(NUMBERS), {"a": number, "b": min(number, 70_000), "c": -number})
        prepared = session.run(PREPARED).scalars()
    assert len([one for one in prepared if "numbers" in one]) == 1
    found = {tuple(row) for row in one_connection.rows(select(NUMBERS.c.a, NUMBERS.c.b, NUMBERS.c.c), {})}
    assert found == {(number, min(number, 70_000), -number) for number in SIZES}
