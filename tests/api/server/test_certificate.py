"""A certificate and its key are judged before they are shown, and loaded again when they are renewed."""

import os
import ssl

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from api.server import certificate_problems
from api.server.certificate import Certificate, CertificateFiles, CertificateInvalid
from config.settings import SettingsInvalid, load
from tests.certificates import DAY, Authority


@pytest.fixture
def authority(tmp_path):
    return Authority(tmp_path)


def files(certificate, key, password=None, least=ssl.TLSVersion.TLSv1_2):
    return CertificateFiles(certificate, key, password, least)


def shown_name(context, authority):
    """The common name of the certificate that a server with `context` shows."""
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    server = context.wrap_bio(to_server, to_client, server_side=True)
    client = authority.context().wrap_bio(to_client, to_server, server_hostname="localhost")
    for _ in range(3):
        for side in (client, server):
            try:
                side.do_handshake()
            except ssl.SSLWantReadError:
                continue
    return dict(pair[0] for pair in client.getpeercert()["subject"])["commonName"]


def test_a_pair_that_fits_has_nothing_wrong(authority):
    pair = files(*authority.issue())
    assert certificate_problems.find_problems(pair) == certificate_problems.warnings(pair) == []
    assert shown_name(pair.context(), authority) == "server"


def other_key(authority, certificate, key):
    key.write_bytes(authority.issue("other")[1].read_bytes())


def small_key(authority, certificate, key):
    authority.issue(key=rsa.generate_private_key(65537, 1024))


FAULTS = {
    "no certificate file": (
        lambda _, certificate, key: certificate.unlink(),
        "_CERTIFICATE: {certificate} cannot be read",
    ),
    "no key file": (lambda _, certificate, key: key.unlink(), "_KEY: {key} cannot be read: No such file"),
    "a folder": (lambda _, certificate, key: (key.unlink(), key.mkdir()), "_KEY: {key} cannot be read: Is a directory"),
    "no certificate": (
        lambda _, certificate, key: certificate.write_text("x"),
        "_CERTIFICATE: {certificate} holds no certificate in PEM",
    ),
    "no key": (lambda _, certificate, key: key.write_text("x"), "_KEY: {key} holds no private key in PEM"),
    "another's key": (other_key, "_KEY: {key} is not the key of the certificate in {certificate}"),
    "a key too short": (small_key, "_CERTIFICATE: {certificate} cannot be used: EE_KEY_TOO_SMALL"),
    "an encrypted key": (
        lambda authority, certificate, key: authority.issue(password=b"open"),
        "_KEY: {key} is encrypted; set NEXTSTEP_TLS_KEY_PASSWORD_FILE",
    ),
    "expired": (lambda authority, *_: authority.issue(ends=-DAY / 2), "_CERTIFICATE: {certificate} expired at "),
    "not yet": (lambda authority, *_: authority.issue(begins=DAY), "_CERTIFICATE: {certificate} is valid only from "),
    "read by all": (lambda _, certificate, key: key.chmod(0o644), "_KEY: {key} has mode 0644: others may read"),
    "written by the group": (lambda _, certificate, key: key.chmod(0o660), "_KEY: {key} has mode 0660: others may"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_what_is_wrong_with_a_pair_is_told_with_its_setting_and_file(authority, name):
    certificate, key = authority.issue()
    spoil, told = FAULTS[name]
    spoil(authority, certificate, key)
    (line,) = certificate_problems.find_problems(files(certificate, key))
    assert line.startswith("NEXTSTEP_TLS" + told.format(certificate=certificate, key=key))


def test_a_key_that_its_group_reads_is_as_containers_are_given_it(authority):
    certificate, key = authority.issue()
    key.chmod(0o440)
    assert certificate_problems.find_problems(files(certificate, key)) == []


def test_a_certificate_that_ends_soon_is_warned_of(authority):
    pair = files(*authority.issue(ends=13 * DAY))
    assert certificate_problems.find_problems(pair) == []
    assert certificate_problems.warnings(pair)[0].startswith(
        f"NEXTSTEP_TLS_CERTIFICATE: {pair.certificate} expires at "
    )


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("canary-open\n", None),
        ("canary-shut\n", "or the password in {password} is wrong"),
        ("\n", "NEXTSTEP_TLS_KEY_PASSWORD_FILE: {password} is empty"),
    ],
)
def test_a_key_opens_with_the_password_of_its_file_which_is_never_repeated(authority, tmp_path, written, told):
    password = tmp_path / "password"
    password.write_text(written)
    password.chmod(0o600)
    certificate, key = authority.issue(password=b"canary-open")
    found = certificate_problems.find_problems(files(certificate, key, password))
    assert bool(found) == bool(told)
    if told:
        assert told.format(password=password) in found[0]
        assert "canary" not in found[0].replace(str(tmp_path), "")


def test_a_renewed_pair_is_shown_to_new_connections(authority, caplog):
    caplog.set_level("INFO")
    certificate = Certificate(files(*authority.issue()))
    before = certificate.context
    certificate.renew()
    assert certificate.context is before
    authority.issue(common_name="renewed")
    certificate.renew()
    assert shown_name(certificate.context, authority) == "renewed"
    assert shown_name(before, authority) == "server"
    assert "the certificate was renewed, and is valid until" in caplog.text


def test_a_pair_behind_links_is_renewed_when_another_link_is_put_in_their_place(authority, tmp_path):
    """As certbot and Kubernetes do it."""
    for name in ("old", "new"):
        certificate, key = authority.issue(name, common_name=name)
        (tmp_path / f"{name}.d").mkdir()
        certificate.rename(tmp_path / f"{name}.d/tls.crt")
        key.rename(tmp_path / f"{name}.d/tls.key")
    live = tmp_path / "live"
    live.symlink_to("old.d")
    certificate = Certificate(files(live / "tls.crt", live / "tls.key"))
    (tmp_path / "next").symlink_to("new.d")
    os.replace(tmp_path / "next", live)
    certificate.renew()
    assert shown_name(certificate.context, authority) == "new"


def test_half_of_a_renewal_leaves_the_former_pair_in_place_and_is_told_once(authority, caplog):
    certificate = Certificate(files(*authority.issue()))
    shown, key = authority.issue("other", common_name="renewed")
    (authority.folder / "server.crt").write_bytes(shown.read_bytes())
    for _ in range(3):
        certificate.renew()
    assert shown_name(certificate.context, authority) == "server"
    assert caplog.text.count("the certificate stays as it is: NEXTSTEP_TLS_KEY") == 1
    (authority.folder / "server.key").write_bytes(key.read_bytes())
    certificate.renew()
    assert shown_name(certificate.context, authority) == "renewed"


def test_an_expired_renewal_is_an_error_of_the_log(authority, caplog):
    certificate = Certificate(files(*authority.issue()))
    authority.issue(ends=-DAY / 2)
    certificate.renew()
    assert "has expired" in caplog.text


def test_no_process_asks_for_a_password_at_the_terminal(authority):
    with pytest.raises(CertificateInvalid, match="is encrypted"):
        files(*authority.issue(password=b"open")).context()


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"tls_certificate": "a"}, "NEXTSTEP_TLS_KEY: is required: NEXTSTEP_TLS_CERTIFICATE is set"),
        ({"tls_key": "a"}, "NEXTSTEP_TLS_CERTIFICATE: is required: NEXTSTEP_TLS_KEY is set"),
        ({"tls_key_password_file": "a"}, "NEXTSTEP_TLS_KEY: is required: NEXTSTEP_TLS_KEY_PASSWORD_FILE is set"),
        ({"tls_least": "1.1"}, "NEXTSTEP_TLS_LEAST: must be '1.2' or '1.3'"),
    ],
)
def test_settings_of_tls_go_together(given, told):
    with pytest.raises(SettingsInvalid) as caught:
        load(**given)
    assert str(caught.value).startswith(told)


def test_a_server_with_a_certificate_is_called_by_https(authority):
    certificate, key = authority.issue()
    settings = load(tls_certificate=certificate, tls_key=key, tls_least="1.3")
    assert settings.base_url == "https://127.0.0.1:8080"
    assert CertificateFiles.of(settings) == files(certificate, key, None, ssl.TLSVersion.TLSv1_3)
    assert CertificateFiles.of(load()) is None
