"""A database of PostgreSQL is in UTF-8, or refused before anything is made in it."""

import pytest

from activities.store.database import Database
from activities.store.unavailable import StoreUnavailable


@pytest.mark.parametrize("encoding", ["SQL_ASCII", "LATIN1"])
def test_a_database_that_does_not_hold_every_text_is_not_migrated(postgres, encoding):
    url = postgres.create(f"template0 ENCODING '{encoding}'")
    database = Database(url)
    try:
        with pytest.raises(StoreUnavailable, match=f"encoding is {encoding}; create it anew with ENCODING 'UTF8'"):
            database.migrate()
        assert database.find_version() is None
    finally:
        database.close()
        postgres.drop(url)
