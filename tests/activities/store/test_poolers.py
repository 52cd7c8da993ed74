"""Poolers that lend a connection for one transaction, between us and a real PostgreSQL."""

import pytest
from sqlalchemy import text

from activities.store import operations
from activities.store.database import Database
from activities.store.engine import make_engine
from tests.activities.store.rows import operation
from tests.e2e.pooler import Pooler


@pytest.fixture
def direct_url(postgres):
    found = postgres.create()
    yield found
    postgres.drop(found)


@pytest.fixture
def pooled_url(direct_url):
    pooler = Pooler(direct_url)
    yield pooler.url
    pooler.close()


def prepared(url):
    """How many statements the server keeps of a connection that has run one in several transactions."""
    engine = make_engine(url)
    try:
        with engine.connect() as connection:
            for _ in range(5):
                connection.execute(text("SELECT 1 WHERE :said = 'yes'"), {"said": "yes"})
                connection.commit()
            return connection.scalar(text("SELECT count(*) FROM pg_prepared_statements"))
    finally:
        engine.dispose()


def test_statements_are_prepared_on_connections_to_the_server_itself(direct_url):
    assert prepared(direct_url) >= 1


def test_none_is_prepared_where_a_pooler_lends_connections(pooled_url):
    assert prepared(pooled_url) == 0


def test_the_store_works_where_each_transaction_has_another_connection(pooled_url):
    database = Database(pooled_url)
    try:
        database.migrate()
        for number in range(6):
            row = operation(str(number))
            with database.write() as session:
                operations.insert(session, row)
            with database.read() as session:
                assert operations.get(session, str(number)).row == row
    finally:
        database.close()
