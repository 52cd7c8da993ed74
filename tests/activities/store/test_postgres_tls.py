"""PostgreSQL is reached by TLS as its URL says, on a real server that takes nothing else."""

import shutil
from pathlib import Path
from urllib.parse import urlencode

import psycopg
import pytest
from sqlalchemy import text

from activities.store import system_authorities
from activities.store.database import Database
from activities.store.unavailable import StoreUnavailable
from tests.certificates import Authority
from tests.e2e.postgres import Postgres

RULES = b"""
hostssl all bank 127.0.0.1/32 cert
hostssl all postgres 127.0.0.1/32 trust
"""


def with_tls():
    """The folder of the programs of a PostgreSQL that can speak TLS; that of the tests' package cannot."""
    found = [Path(path) for path in [shutil.which("postgres")] if path]
    for program in (*found, *sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), reverse=True)):
        if b"SSL is not supported by this build" not in program.read_bytes():
            return program.parent
    return None


@pytest.fixture(scope="module")
def server(servers, tmp_path_factory):
    """A server, with the authority that its callers are to trust."""
    if (programs := with_tls()) is None:
        pytest.skip("there is no PostgreSQL here that speaks TLS")
    authority = Authority(tmp_path_factory.mktemp("authority"))
    certificate, key = authority.issue()
    found = Postgres(programs, ssl="on", ssl_ca_file="authority.pem")
    for name, file in (("server.crt", certificate), ("server.key", key), ("authority.pem", authority.file)):
        found.place(name, file.read_bytes())
    found.place("pg_hba.conf", RULES)
    try:
        found.start()
        with psycopg.connect(f"host=127.0.0.1 port={found.port} user=postgres", autocommit=True) as connection:
            connection.execute("CREATE ROLE bank LOGIN")
        found.authority = authority
        found.certificate, found.key = authority.issue("bank", common_name="bank")
        found.stranger = Authority(authority.folder, "Stranger").file
        yield found
    finally:
        found.remove()


def url_of(server, user="postgres", host="127.0.0.1", **parameters):
    given = {"host": f"{host}:{server.port}", "hostaddr": "127.0.0.1", **parameters}
    return f"postgresql+psycopg://{user}@/postgres?{urlencode(given)}"


def spoken(url):
    """Who speaks with the server, by which version of TLS."""
    database = Database(url)
    try:
        with database.read() as session:
            asked = "SELECT usename, version FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) WHERE pid = pg_backend_pid()"
            return tuple(session.connection().execute(text(asked)).one())
    finally:
        database.close()


FULL = {"sslmode": "verify-full"}


@pytest.mark.parametrize("trusts", ["authority", "stranger", None])
@pytest.mark.parametrize(
    ("host", "parameters", "verifies"),
    [
        ("127.0.0.1", FULL, "name"),
        ("localhost", FULL, "name"),
        ("db.bank.example", FULL, "other name"),
        ("db.bank.example", {"sslmode": "verify-ca"}, "authority"),
        ("db.bank.example", {"sslmode": "require"}, "nothing"),
        ("127.0.0.1", {"sslmode": "disable"}, None),
    ],
)
def test_a_server_is_trusted_as_the_url_says(server, tmp_path, monkeypatch, host, parameters, verifies, trusts):
    monkeypatch.setenv("HOME", str(tmp_path))  # libpq looks for an authority there
    root = {"authority": server.authority.file, "stranger": server.stranger}.get(trusts)
    given = parameters | ({"sslrootcert": str(root)} if root else {})
    # With an authority, libpq verifies its certificates even where it need only encrypt.
    trusted = trusts == "authority" or (trusts is None and verifies == "nothing")
    url = url_of(server, host=host, **given)
    if trusted and verifies in ("name", "authority", "nothing"):
        assert spoken(url) == ("postgres", "TLSv1.3")
    else:
        with pytest.raises(StoreUnavailable) as refused:
            spoken(url)
        assert "bank.example" not in str(refused.value)


@pytest.mark.parametrize("told", [{"sslrootcert": "system"}, FULL | {"sslrootcert": "system"}], ids=["alone", "full"])
@pytest.mark.parametrize("heeded", [False, True], ids=["by-file", "by-variable"])
def test_the_systems_authorities_are_trusted_and_no_other(server, monkeypatch, told, heeded):
    for name in ("SSL_CERT_FILE", "SSL_CERT_DIR"):
        monkeypatch.delenv(name, raising=False)

    def keep(file):
        if heeded:
            monkeypatch.setenv("SSL_CERT_FILE", str(file))
        else:
            monkeypatch.setattr(system_authorities, "BUNDLES", ("/nonexistent/authorities.pem", str(file)))

    keep(server.authority.file)
    assert spoken(url_of(server, host="localhost", **told)) == ("postgres", "TLSv1.3")
    with pytest.raises(StoreUnavailable):
        spoken(url_of(server, host="db.bank.example", **told))
    keep(server.stranger)
    with pytest.raises(StoreUnavailable):
        spoken(url_of(server, host="localhost", **told))


def test_a_client_shows_its_certificate_where_the_server_demands_one(server):
    trusting = FULL | {"sslrootcert": str(server.authority.file)}
    own = {"sslcert": str(server.certificate), "sslkey": str(server.key)}
    assert spoken(url_of(server, "bank", **trusting, **own)) == ("bank", "TLSv1.3")
    with pytest.raises(StoreUnavailable):
        spoken(url_of(server, "bank", **trusting))


def test_a_database_is_brought_up_to_date_over_tls(server):
    name = server.create().rpartition("/")[2]
    url = f"postgresql+psycopg://postgres@localhost:{server.port}/{name}?sslmode=verify-full&sslrootcert={server.authority.file}"
    database = Database(url)
    database.migrate()
    assert database.is_migrated()
    database.close()
