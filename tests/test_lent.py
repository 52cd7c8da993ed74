"""PostgreSQL databases that tests borrow are empty, and as migrations make them, whatever the borrower before did."""

import psycopg
import pytest
from sqlalchemy import create_engine, make_url, text

from tests.lent import databases_of


@pytest.fixture
def databases(postgres):
    return databases_of(postgres)


def run(url, *statements):
    engine = create_engine(url)
    with engine.begin() as connection:
        found = [connection.execute(text(statement)) for statement in statements]
        rows = found[-1].fetchall() if found[-1].returns_rows else None
    engine.dispose()
    return rows


def test_what_one_wrote_is_gone_for_the_next(databases):
    url = databases.lend()
    run(url, "INSERT INTO organization (organization_id, order_number, is_default) VALUES ('RETAIL', 1, true)")
    databases.take_back(url)
    assert databases.lend() == url
    assert run(url, "SELECT count(*) FROM organization") == [(0,)]
    databases.take_back(url)


def test_what_one_left_open_is_ended(databases):
    url = databases.lend()
    left_open = psycopg.connect(make_url(url).set(drivername="postgresql").render_as_string(hide_password=False))
    left_open.execute("LOCK TABLE organization")
    databases.take_back(url)
    left_open.close()
    assert run(url, "SELECT count(*) FROM organization") == [(0,)]


@pytest.mark.parametrize(
    "change",
    [
        "ALTER TABLE organization ADD COLUMN more text",
        "DROP TABLE organization CASCADE",
        "UPDATE alembic_version SET version_num = '0001'",
    ],
)
def test_one_whose_schema_was_changed_is_nobody_elses(databases, change):
    url = databases.lend()
    run(url, change)
    databases.take_back(url)
    other = databases.lend()
    assert other != url
    assert run(other, "SELECT count(*) FROM organization") == [(0,)]
    databases.take_back(other)
