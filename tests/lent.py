"""PostgreSQL databases with the current schema, lent to one test after another.

To make and drop one costs a quarter of a second of CPU, hundreds of times; to empty one costs a tenth of that.
"""

from functools import cache

import psycopg
from sqlalchemy import make_url

from tests.migrated import template_of

_VERSION = "alembic_version"
_END_OTHERS = """
    SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
_TABLES = "FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
_TOUCHED = f"SELECT oid::regclass::text {_TABLES} AND pg_relation_size(oid) > 0 AND relname <> '{_VERSION}'"
# A test may have changed it; then its database is nobody else's.
_SCHEMA = """
    SELECT (SELECT string_agg(concat_ws(' ', c.relname, c.relkind, a.attname, a.atttypid, a.attnotnull), ','
                              ORDER BY c.relname, a.attnum)
              FROM pg_class c LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
             WHERE c.relnamespace = 'public'::regnamespace),
           (SELECT string_agg(concat_ws(' ', conrelid::regclass, conname), ',' ORDER BY conname) FROM pg_constraint
             WHERE connamespace = 'public'::regnamespace),
           (SELECT string_agg(version_num, ',') FROM alembic_version)
"""  # fmt: skip


class Databases:
    """Of one cluster."""

    def __init__(self, postgres):
        self._postgres, self._template, self._free = postgres, template_of(postgres), []
        with self._connected(postgres.url(self._template)) as connection:
            self._schema = connection.execute(_SCHEMA).fetchone()
            assert not connection.execute(_TOUCHED).fetchall(), "migrations fill tables: those would be emptied"

    def lend(self):
        """The URL of an empty one."""
        return self._free.pop() if self._free else self._postgres.create(self._template)

    def take_back(self, url):
        """Whatever its borrower left open is ended, and what it wrote is gone."""
        with self._connected(url) as connection:
            connection.execute(_END_OTHERS)
            whole = connection.execute(_SCHEMA).fetchone() == self._schema
            if whole and (touched := [name for (name,) in connection.execute(_TOUCHED)]):
                connection.execute(f"TRUNCATE {', '.join(touched)} RESTART IDENTITY CASCADE")
        if whole:
            self._free.append(url)
        else:
            self._postgres.drop(url)

    def _connected(self, url):
        found = make_url(url)
        return psycopg.connect(
            host=found.host, port=found.port, user=found.username, dbname=found.database, autocommit=True
        )


@cache
def databases_of(postgres):
    """Those of a cluster, as long as it runs."""
    return Databases(postgres)
