"""Rows of any table, where only some columns matter."""

from sqlalchemy import BigInteger, Boolean, Integer, func, select
from sqlmodel import SQLModel

from activities.store import tables

assert tables  # they are in the metadata now


def put(database, table, **values):
    """Insert a row; columns that need a value and are given none have an empty one, parts of the key the row's number."""
    found = SQLModel.metadata.tables[table]
    with database.write() as session:
        number = session.connection().execute(select(func.count()).select_from(found)).scalar()
        empty = {
            column.name: _empty(column, number)
            for column in found.columns
            if not column.nullable and not (column.primary_key and column.autoincrement is True)
        }
        session.connection().execute(found.insert().values(**empty | values))


def keys(database, table, column):
    """What stands in a column, sorted."""
    with database.read() as session:
        return sorted(session.connection().execute(select(SQLModel.metadata.tables[table].c[column])).scalars())


def _empty(column, number):
    if isinstance(column.type, Boolean):
        return False
    if isinstance(column.type, Integer | BigInteger):
        return number if column.primary_key else 0
    return f"{column.name} {number}" if column.primary_key else ""
