"""`sslrootcert=system` names the system's authorities also to a driver that brings its own OpenSSL."""

import psycopg
import pytest
from sqlalchemy import make_url

from activities.store import system_authorities
from activities.store.system_authorities import connect_arguments

AWAY = "postgresql+psycopg://bank@db.example/nextstep"


@pytest.fixture
def bundle(tmp_path, monkeypatch):
    file = tmp_path / "authorities.pem"
    file.touch()
    monkeypatch.setattr(system_authorities, "BUNDLES", (str(tmp_path / "other.pem"), str(file)))
    return file


@pytest.mark.parametrize(
    ("query", "environ"),
    [
        ("sslrootcert=system", {}),
        ("sslmode=verify-full&sslrootcert=system", {}),
        ("", {"PGSSLROOTCERT": "system"}),
        ("", {"PGSSLROOTCERT": "system", "PGSSLMODE": "verify-full"}),
        ("sslmode=verify-full&sslrootcert=system", {"PGSSLROOTCERT": "/a.pem", "PGSSLMODE": "disable"}),
    ],
)
def test_the_systems_file_is_named(bundle, query, environ):
    assert connect_arguments(make_url(f"{AWAY}?{query}"), environ) == {
        "sslrootcert": str(bundle),
        "sslmode": "verify-full",
    }


@pytest.mark.parametrize(
    ("query", "environ"),
    [
        ("", {}),
        ("sslmode=verify-full", {}),
        ("sslmode=verify-full&sslrootcert=/a.pem", {"PGSSLROOTCERT": "system"}),
        ("sslmode=require&sslrootcert=system", {}),
        ("sslrootcert=system", {"PGSSLMODE": "prefer"}),
        ("sslrootcert=system", {"SSL_CERT_FILE": "/b.pem"}),
        ("sslrootcert=system", {"SSL_CERT_DIR": "/certificates"}),
    ],
)
def test_libpq_decides_by_itself(bundle, query, environ):
    assert connect_arguments(make_url(f"{AWAY}?{query}"), environ) == {}


@pytest.mark.usefixtures("bundle")
def test_the_systems_own_libpq_knows_its_authorities(monkeypatch):
    monkeypatch.setattr(psycopg.pq, "__impl__", "python")
    assert connect_arguments(make_url(f"{AWAY}?sslrootcert=system"), {}) == {}


def test_a_system_without_such_a_file_is_left_to_libpq(monkeypatch):
    monkeypatch.setattr(system_authorities, "BUNDLES", ("/nonexistent/authorities.pem",))
    assert connect_arguments(make_url(f"{AWAY}?sslrootcert=system"), {}) == {}
