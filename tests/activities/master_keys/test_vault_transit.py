"""Wrapped master keys are opened by a service that speaks as Vault's transit engine; what goes wrong is said without secrets."""

import base64
import logging
import secrets
import socket
from dataclasses import replace

import pytest

from activities.master_keys.key_service import KeyUnavailable, open_keys
from activities.master_keys.vault_transit import VaultTransit
from config import master_key
from tests.activities.master_keys.vault import Vault
from tests.activities.peers.dripping import dripping
from tests.activities.push.stub import authority

KEY = secrets.token_bytes(32)


@pytest.fixture
def vault():
    with Vault().serving() as found:
        yield found


@pytest.fixture
def pauses():
    return []


@pytest.fixture
def transit(vault, tmp_path, pauses):
    vault.settings(tmp_path)
    return VaultTransit(vault.url, tmp_path / "vault-token", seconds=2, pause=pauses.append)


def test_a_wrapped_key_is_opened_and_others_are_as_they_were(vault, transit):
    former, wrapped = master_key.generate(), vault.wrapped(KEY)
    assert open_keys([wrapped, former], transit) == (base64.b64encode(KEY).decode(), former)
    [(path, headers, body)] = vault.asked
    assert (path, body, headers["X-Vault-Token"]) == (
        "/v1/transit/decrypt/nextstep",
        {"ciphertext": wrapped},
        vault.token,
    )


def plaintext(content):
    return 200, {"data": {"plaintext": content}}


@pytest.mark.parametrize(
    ("answers", "asked", "said"),
    [
        ([(403, {"errors": ["permission denied"]})], 1, "it refuses the token of NEXTSTEP_KEY_SERVICE_TOKEN_FILE"),
        ([(400, {"errors": ["invalid ciphertext"]})], 1, "another key wrapped it, or it was changed (HTTP 400)"),
        ([(404, {"errors": []})], 1, "it knows no such address: see NEXTSTEP_KEY_SERVICE_URL (HTTP 404)"),
        ([(307, {})], 1, "it refuses (HTTP 307)"),
        ([(503, {"errors": ["Vault is sealed"]})] * 3, 3, "it is sealed, standing by or busy (HTTP 503)"),
        ([(429, {}), (500, {}), (473, {})], 3, "(HTTP 473)"),
        ([2.5, 2.5, 2.5], 3, "it does not answer within 0.2 s"),
        ([plaintext("no base64!")], 1, "its answer has no data.plaintext in base64"),
        ([plaintext(7)], 1, "its answer has no data.plaintext in base64"),
        ([(200, {"data": None})], 1, "its answer has no data.plaintext in base64"),
        ([(200, b"<html>")], 1, "its answer has no data.plaintext in base64"),
        ([(200, b"[" * 60_000)], 1, "its answer has no data.plaintext in base64"),
        ([(200, b" " * 200_000)], 1, "its answer has no data.plaintext in base64"),
        ([plaintext(base64.b64encode(bytes(16)).decode())], 1, "it has 16 bytes, not 32"),
        ([plaintext("")], 1, "it has 0 bytes, not 32"),
    ],
)
def test_what_opens_no_key_says_why(vault, transit, pauses, caplog, answers, asked, said):
    caplog.set_level(logging.DEBUG)
    wrapped = vault.wrapped(KEY)
    vault.scripted = list(answers)
    asks = replace(transit, seconds=0.2) if isinstance(answers[0], float) else transit
    with pytest.raises(KeyUnavailable) as refused:
        open_keys([wrapped], asks)
    told = str(refused.value)
    assert said in told
    assert (len(vault.asked), len(pauses)) == (asked, asked - 1)
    secret = (vault.token, wrapped, base64.b64encode(KEY).decode(), "permission denied")
    assert not [one for one in secret if one in told or one in caplog.text]


def test_a_service_that_comes_back_opens_the_key(vault, transit):
    vault.scripted = [(503, {}), (502, {})]
    assert open_keys([vault.wrapped(KEY)], transit) == (base64.b64encode(KEY).decode(),)


def test_a_token_of_somebody_else_is_refused_and_a_renewed_one_is_read_again(vault, transit):
    wrapped = vault.wrapped(KEY)
    transit.token_file.write_text("another")
    with pytest.raises(KeyUnavailable, match="refuses the token"):
        transit.unwrap(wrapped)
    transit.token_file.write_text(vault.token)
    assert transit.unwrap(wrapped) == KEY


@pytest.mark.parametrize(
    ("content", "mode", "said"),
    [
        ("", 0o600, "holds no token"),
        ("two words", 0o600, "holds no token"),
        ("é", 0o600, "holds no token"),
        ("token", 0o644, "others can read it"),
        (None, None, "cannot be read: No such file or directory"),
    ],
)
def test_a_token_file_that_cannot_be_used_is_said_and_nobody_is_asked(vault, transit, content, mode, said):
    transit.token_file.unlink()
    if content is not None:
        transit.token_file.write_text(content)
        transit.token_file.chmod(mode)
    with pytest.raises(KeyUnavailable, match="NEXTSTEP_KEY_SERVICE_TOKEN_FILE") as refused:
        transit.unwrap("vault:v1:x")
    assert said in str(refused.value)
    assert vault.asked == []


def test_a_service_that_is_not_there_is_named_without_its_path(transit):
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        port = bound.getsockname()[1]
        away = replace(transit, address=f"http://127.0.0.1:{port}/v1/transit/decrypt/nextstep")
        with pytest.raises(KeyUnavailable) as refused:
            away.unwrap("vault:v1:x")
    assert str(refused.value) == (
        f"the key service at http://127.0.0.1:{port} opens no master key: it cannot be reached (ConnectError)"
    )


def test_a_service_is_believed_by_the_authority_of_the_settings_and_no_other_is_told_the_token(tmp_path, pauses):
    context, _ = authority(tmp_path)
    with Vault().serving(context) as vault:
        vault.settings(tmp_path)
        wrapped = vault.wrapped(KEY)
        public = VaultTransit(vault.url, tmp_path / "vault-token", seconds=2, pause=pauses.append)
        with pytest.raises(KeyUnavailable, match="vouches for its certificate"):
            public.unwrap(wrapped)
        assert (vault.asked, pauses) == ([], [])
        assert replace(public, authorities=tmp_path / "stub.pem").unwrap(wrapped) == KEY


def test_authorities_that_are_none_are_said_and_nobody_is_asked(vault, transit, tmp_path):
    pem = tmp_path / "authority.pem"
    pem.write_text("no certificate")
    with pytest.raises(KeyUnavailable, match="has no certificates in PEM"):
        replace(transit, authorities=pem).unwrap("vault:v1:x")
    assert vault.asked == []


def test_where_no_key_is_wrapped_nobody_is_asked(transit, vault):
    keys = (master_key.generate(), master_key.generate())
    assert open_keys(keys, transit) == keys
    assert vault.asked == []


@pytest.mark.exhaustive
def test_a_service_that_drips_is_given_up_in_time(vault, transit, pauses):
    with dripping() as address, pytest.raises(KeyUnavailable, match="it does not answer within"):
        open_keys([vault.wrapped(KEY)], replace(transit, address=f"{address}/v1/transit/decrypt/nextstep", seconds=0.2))
    assert len(pauses) == 2
