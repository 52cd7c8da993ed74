"""`deploy/compose/make_secrets.py` makes secrets once, whole, for one reader each, and finishes what it had begun."""

import ssl
import stat

import pytest

from config import master_key
from deploy.compose.make_secrets import CERTIFICATES, RENEWED, USERS, make

FILES = {
    "nextstep": {"authority.pem", "database-url", "master-key", "otp-sender-secret"},
    "administrator": {"password"},
    "standins": {"otp-sender-secret", "tls.crt", "tls.key"},
    "postgres": {"nextstep-password", "superuser-password", "temporal-password", "tls.crt", "tls.key"},
    "temporal": {"authority.pem", "password"},
}


def contents(root):
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_each_user_has_files_that_nobody_else_can_read(tmp_path):
    make(tmp_path)
    assert {folder: {path.name for path in (tmp_path / folder).iterdir()} for folder in USERS} == FILES
    assert {stat.S_IMODE(path.stat().st_mode) for path in tmp_path.rglob("*") if path.is_file()} == {0o400}


def test_what_belongs_together_agrees(tmp_path):
    make(tmp_path)
    found = {name: value.decode() for name, value in contents(tmp_path).items()}
    assert f"nextstep:{found['postgres/nextstep-password']}@postgres/nextstep" in found["nextstep/database-url"]
    assert found["temporal/password"] == found["postgres/temporal-password"]
    assert found["standins/otp-sender-secret"] == found["nextstep/otp-sender-secret"]
    assert found["temporal/authority.pem"] == found["nextstep/authority.pem"]
    master_key.check(found["nextstep/master-key"])
    assert len(set(found.values())) == len(found) - 3


@pytest.mark.parametrize("service", CERTIFICATES)
def test_a_service_has_a_certificate_that_the_authority_vouches_for(tmp_path, service):
    make(tmp_path)
    shake_hands(tmp_path, service)


def shake_hands(root, service):
    """By TLS: who knows the authority, with the service. Raises where they do not trust each other."""
    server, client = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), ssl.create_default_context()
    server.load_cert_chain(root / service / "tls.crt", root / service / "tls.key")
    client.load_verify_locations(root / "nextstep" / "authority.pem")
    client.verify_flags |= ssl.VERIFY_X509_STRICT  # as Python does by itself from 3.13 on
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    asking = client.wrap_bio(to_client, to_server, server_hostname=service)
    answering = server.wrap_bio(to_server, to_client, server_side=True)
    for side in (asking, answering, asking):
        try:
            side.do_handshake()
        except ssl.SSLWantReadError:
            continue
    assert asking.getpeercert()


def test_a_second_run_changes_nothing(tmp_path):
    assert len(make(tmp_path)) == sum(map(len, FILES.values()))
    before = contents(tmp_path)
    assert make(tmp_path) == []
    assert contents(tmp_path) == before


@pytest.mark.exhaustive
@pytest.mark.parametrize("written", range(1 + sum(map(len, FILES.values()))))
def test_what_a_run_that_died_has_begun_is_finished(tmp_path, written):
    order = make(tmp_path)
    for name in order[written:]:
        (tmp_path / name).unlink()
    before = contents(tmp_path)
    make(tmp_path)
    after = contents(tmp_path)
    assert sorted(after) == sorted(order)
    kept = {name: value for name, value in before.items() if not name.endswith((".crt", ".key", ".pem"))}
    assert kept.items() <= after.items()
    assert f":{after['postgres/nextstep-password'].decode()}@" in after["nextstep/database-url"].decode()
    assert after["temporal/password"] == after["postgres/temporal-password"]
    for service in CERTIFICATES:
        shake_hands(tmp_path, service)


@pytest.mark.parametrize("certificate", [f"{service}/tls.crt" for service in CERTIFICATES])
def test_certificates_that_end_soon_are_made_anew(tmp_path, monkeypatch, certificate):
    monkeypatch.setattr("deploy.compose.make_secrets.VALID", RENEWED)
    make(tmp_path)
    monkeypatch.undo()
    before = contents(tmp_path)
    assert all(name.endswith((".crt", ".key", ".pem")) for name in make(tmp_path))
    assert contents(tmp_path)[certificate] != before[certificate]
    shake_hands(tmp_path, certificate.partition("/")[0])


def test_a_draft_that_a_dying_run_left_is_written_anew(tmp_path):
    (tmp_path / "nextstep").mkdir()
    (tmp_path / "nextstep" / ".master-key").write_text("half")
    make(tmp_path)
    assert not (tmp_path / "nextstep" / ".master-key").exists()
    assert master_key.of_file((tmp_path / "nextstep" / "master-key").read_text())
