"""Rows that pass: dropped by the thousand, so that no transaction is long, however much has gathered."""

from sqlalchemy import ColumnElement, Delete, Table, delete, select, tuple_

MAX = 1000


def delete_old(table: Table, *conditions: ColumnElement[bool]) -> Delete:
    """Drops rows for which the conditions hold, at most `MAX`."""
    key = list(table.primary_key.columns)
    # Asked twice: whoever changed a row in between has made it young.
    return delete(table).where(tuple_(*key).in_(select(*key).where(*conditions).limit(MAX)), *conditions)
