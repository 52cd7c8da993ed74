"""What is wrong with a database is said in words of ours, by what real ones answer, and without hosts, users and names."""

import sqlite3

import psycopg
import pytest

from activities.store.database import Database
from activities.store.fault_words import describe
from activities.store.unavailable import StoreUnavailable
from tests.e2e.processes import free_port
from tests.rows import each_row


def complaint(url):
    """Of a database that is asked what it has."""
    database = Database(url, pool_size=1)
    with pytest.raises(StoreUnavailable) as caught:
        database.find_version()
    database.close()
    return str(caught.value)


def test_of_sqlite_it_is_said_what_is_wrong_with_its_file(tmp_path):
    (tmp_path / "other.db").write_bytes(b"no database" * 1000)
    assert complaint(f"sqlite:///{tmp_path}/none/db") == "the database does not answer: its file cannot be opened"
    assert complaint(f"sqlite:///{tmp_path}/other.db") == "the database does not answer: its file is no database"


def test_a_file_that_was_cut_is_damaged(tmp_path):
    file = tmp_path / "cut.db"
    with sqlite3.connect(file) as connection:
        connection.executescript("CREATE TABLE alembic_version (version_num TEXT); CREATE TABLE b (c TEXT);")
    connection.close()
    file.write_bytes(file.read_bytes()[:4096])
    assert complaint(f"sqlite:///{file}") == "the database does not answer: its file is damaged"


def test_of_a_server_it_is_said_whether_there_is_one(postgres):
    begin = "the database does not answer: "
    assert complaint(f"postgresql+psycopg://bank:canary@127.0.0.1:{free_port()}/n") == begin + "nothing listens there"
    assert complaint("postgresql+psycopg:///n?host=/nowhere") == begin + "nothing listens there"
    assert complaint(postgres.url("canary")) == begin + "there is no database of this name"


LIBPQ = 'connection failed: connection to server at "10.0.0.1", port 5432 failed: '


@each_row(
    "said, words",
    [
        (LIBPQ + 'FATAL:  password authentication failed for user "canary"', "it does not let in who asks"),
        (LIBPQ + 'FATAL:  no pg_hba.conf entry for host "canary"', "it does not let in who asks"),
        (LIBPQ + "fe_sendauth: no password supplied", "it asks for a password"),
        (LIBPQ + "FATAL:  sorry, too many clients already", "it has too many connections"),
        (LIBPQ + "FATAL:  the database system is starting up", "it begins, or ends"),
        (LIBPQ + "SSL error: certificate verify failed", "its certificate cannot be verified"),
        (LIBPQ + "server does not support SSL, but SSL was required", "it speaks in clear"),
        ("connection timeout expired", "it takes too long"),
        ("failed to resolve host 'canary': [Errno -2] Name or service not known", "there is no such host"),
        ('could not extend file "base/canary": No space left on device', "its disk is full"),
        ("consuming input failed: canary", "OperationalError"),
    ],
)
def test_what_the_driver_says_is_told_without_its_names(said, words):
    assert describe(psycopg.OperationalError(said)) == words
