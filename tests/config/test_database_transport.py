"""The way to a database on another machine is judged as libpq will go it."""

import pytest

from config.database_transport import weakness

AWAY = "postgresql+psycopg://bank:canary@db.example/nextstep"
READ = "may be read on the way"
ANY = "whoever answers is taken for the database"


@pytest.mark.parametrize(
    ("url", "environ", "told"),
    [
        ("", {}, None),
        ("sqlite:////srv/nextstep.db", {}, None),
        *((AWAY.replace("db.example", host), {}, None) for host in ("127.0.0.1", "localhost:5432", "[::1]:5432", "")),
        ("postgresql+psycopg:///nextstep?host=/run/postgresql", {}, None),
        ("postgresql+psycopg:///nextstep?host=127.0.0.1:5432&host=127.0.0.1:5433", {}, None),
        ("postgresql+psycopg:///nextstep", {"PGHOST": "db.example"}, READ),
        ("postgresql+psycopg:///nextstep?host=127.0.0.1:5432&host=db.example:5433", {}, READ),
        ("postgresql+psycopg:///nextstep?host=127.0.0.1,db.example", {}, READ),
        (AWAY, {}, READ),
        *((f"{AWAY}?sslmode={mode}", {}, READ) for mode in ("disable", "allow", "prefer")),
        (f"{AWAY}?sslmode=require", {}, ANY),
        (f"{AWAY}?sslmode=verify-ca&sslrootcert=/a.pem", {}, "any server with a certificate of the same authority"),
        (f"{AWAY}?sslmode=verify-full&sslrootcert=/a.pem", {}, None),
        (f"{AWAY}?sslrootcert=system", {}, None),
        (f"{AWAY}?sslrootcert=/a.pem", {}, READ),
        (AWAY, {"PGSSLMODE": "verify-full"}, None),
        (AWAY, {"PGSSLMODE": "require"}, ANY),
        (f"{AWAY}?sslmode=disable", {"PGSSLMODE": "verify-full"}, READ),
    ],
)
def test_what_is_weak_about_the_way_is_told(url, environ, told):
    found = weakness(url, environ)
    assert (found is None) == (told is None), found
    if told:
        assert found.startswith("NEXTSTEP_DATABASE_URL: db.example is another machine, and ")
        assert told in found
        assert "sslmode=verify-full" in found
        assert "canary" not in found
