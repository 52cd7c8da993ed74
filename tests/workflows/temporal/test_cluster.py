"""Which Temporal cluster is spoken with, and how: our settings, Temporal's own variables, its file, in this order."""

import pytest
from temporalio.service import TLSConfig

from config.settings import Settings, SettingsInvalid, load
from tests.certificates import Authority
from workflows.temporal.cluster import cluster_of

FILE = """
[profile.default]
address = "file.example:7233"
namespace = "of-file"
[profile.cloud]
address = "cloud.example:7233"
namespace = "of-cloud"
api_key = "canary-key"
[profile.cloud.grpc_meta]
bank-header = "canary-header"
[profile.local]
address = "localhost:7233"
"""


@pytest.fixture(autouse=True)
def _alone(monkeypatch, tmp_path):
    for field in Settings.model_fields:
        monkeypatch.delenv(f"NEXTSTEP_{field.upper()}", raising=False)
    for name in ("ADDRESS", "NAMESPACE", "API_KEY", "TLS", "CONFIG_FILE", "PROFILE"):
        monkeypatch.delenv(f"TEMPORAL_{name}", raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "temporal.toml").write_text(FILE)


@pytest.fixture
def found(monkeypatch):
    """The cluster of an environment, which may name the file as `{file}`."""

    def found(environ):
        for name, value in environ.items():
            monkeypatch.setenv(name, value)
        return cluster_of(load())

    return found


OURS = {"NEXTSTEP_TEMPORAL_ADDRESS": "ours.example:7233", "NEXTSTEP_TEMPORAL_NAMESPACE": "of-ours"}
THEIRS = {"TEMPORAL_ADDRESS": "theirs.example:7233", "TEMPORAL_NAMESPACE": "of-theirs"}
BY_FILE = {"TEMPORAL_CONFIG_FILE": "temporal.toml"}
CLOUD = {**BY_FILE, "TEMPORAL_PROFILE": "cloud"}
TLS = {"TEMPORAL_TLS": "true"}


@pytest.mark.parametrize(
    ("environ", "said"),
    [
        ({}, "127.0.0.1:7233, namespace default, in clear"),
        (BY_FILE, "file.example:7233, namespace of-file, in clear"),
        (CLOUD, "cloud.example:7233, namespace of-cloud, TLS, an API key"),
        ({**BY_FILE, **THEIRS, **TLS}, "theirs.example:7233, namespace of-theirs, TLS"),
        (THEIRS | OURS, "ours.example:7233, namespace of-ours, in clear"),
        (OURS | TLS, "ours.example:7233, namespace of-ours, TLS"),
        (OURS | {"TEMPORAL_API_KEY": "canary-key"}, "ours.example:7233, namespace of-ours, TLS, an API key"),
        # A key is for the address that stands beside it, and goes to no other.
        (CLOUD | OURS, "ours.example:7233, namespace of-ours, in clear"),
        (
            CLOUD | {"NEXTSTEP_TEMPORAL_ADDRESS": "cloud.example:7233"},
            "cloud.example:7233, namespace of-cloud, TLS, an API key",
        ),
        (CLOUD | {"NEXTSTEP_TEMPORAL_NAMESPACE": "of-ours"}, "cloud.example:7233, namespace of-ours, TLS, an API key"),
        # As embedded mode has it for its own server.
        (CLOUD | TLS | {"NEXTSTEP_TEMPORAL_ENVCONFIG": "false"}, "127.0.0.1:7233, namespace default, in clear"),
        # Set, but empty, is not set.
        (
            {"TEMPORAL_API_KEY": "", "TEMPORAL_ADDRESS": "", "TEMPORAL_TLS": ""},
            "127.0.0.1:7233, namespace default, in clear",
        ),
        (TLS | {"TEMPORAL_TLS": "false"}, "127.0.0.1:7233, namespace default, in clear"),
    ],
)
def test_ours_win_over_temporals_variables_and_these_over_its_file(found, environ, said):
    assert str(found(environ)) == said


def test_temporals_variables_may_stand_in_our_file_too(found, tmp_path):
    (tmp_path / ".env").write_text("TEMPORAL_ADDRESS=theirs.example:7233\nTEMPORAL_TLS=true\n")
    assert str(found({})) == "theirs.example:7233, namespace default, TLS"


def test_the_file_is_found_where_temporal_puts_it(found, tmp_path):
    (tmp_path / "temporalio").mkdir()
    (tmp_path / "temporal.toml").rename(tmp_path / "temporalio/temporal.toml")
    assert found({}).address == "file.example:7233"


def test_certificates_are_read_from_files_or_as_they_stand(found, tmp_path):
    authority = Authority(tmp_path)
    certificate, key = authority.issue("client")
    given = {
        "TEMPORAL_TLS_SERVER_CA_CERT_PATH": str(authority.file),
        "TEMPORAL_TLS_CLIENT_CERT_DATA": certificate.read_text(),
        "TEMPORAL_TLS_CLIENT_KEY_PATH": str(key),
        "TEMPORAL_TLS_SERVER_NAME": "temporal.bank.example",
    }
    cluster = found(given)
    assert cluster.tls == TLSConfig(
        server_root_ca_cert=authority.file.read_bytes(),
        domain="temporal.bank.example",
        client_cert=certificate.read_bytes(),
        client_private_key=key.read_bytes(),
    )
    assert str(cluster).endswith("TLS with a client certificate")
    assert "PRIVATE KEY" not in repr(cluster)


KEY = {"TEMPORAL_API_KEY": "canary-key"}


@pytest.mark.parametrize(
    ("environ", "told"),
    [
        ({"TEMPORAL_CONFIG_FILE": "/nowhere"}, "TEMPORAL_CONFIG_FILE: /nowhere is not a file"),
        ({**BY_FILE, "TEMPORAL_PROFILE": "none"}, "Temporal's own configuration: Profile 'none' not found"),
        (
            {"TEMPORAL_CONFIG_FILE": "broken.toml"},
            "Temporal's own configuration: Configuration loading error: TOML parse",
        ),
        ({"TEMPORAL_ADDRESS": "theirs"}, "TEMPORAL_ADDRESS: is not host:port"),
        ({"TEMPORAL_TLS_CLIENT_CERT_PATH": "/nowhere"}, "TEMPORAL_TLS: /nowhere cannot be read: No such file"),
        ({"TEMPORAL_TLS_CLIENT_KEY_DATA": "canary-key"}, "TEMPORAL_TLS: a client certificate and its key go together"),
        (
            {"TEMPORAL_TLS_CLIENT_KEY_DATA": "canary-key", "TEMPORAL_TLS_CLIENT_KEY_PATH": "/a"},
            "Temporal's own configuration: Invalid configuration: Cannot specify both",
        ),
        (THEIRS | KEY | {"TEMPORAL_TLS": "false"}, "TEMPORAL_API_KEY: would be read on the way to theirs.example:7233"),
    ],
)
def test_what_is_wrong_is_told_without_a_secret(found, tmp_path, environ, told):
    (tmp_path / "broken.toml").write_text("[profile.default]\napi_key = canary-key\n")
    with pytest.raises(SettingsInvalid) as caught:
        found(environ)
    assert str(caught.value).startswith(told)
    assert "canary" not in str(caught.value)


def test_a_key_may_go_in_clear_to_this_machine(found):
    assert found(KEY | {"TEMPORAL_TLS": "false"}).api_key == "canary-key"


@pytest.mark.parametrize(
    ("environ", "told"),
    [
        ({}, []),
        (THEIRS | TLS, []),
        (THEIRS, ["Temporal theirs.example:7233: what goes there is read on the way; set TEMPORAL_TLS=true"]),
        (
            CLOUD | {"NEXTSTEP_TEMPORAL_ADDRESS": "localhost:1"},
            ["NEXTSTEP_TEMPORAL_ADDRESS: Temporal's own config"],
        ),
        (
            TLS | {"TEMPORAL_TLS_DISABLE_HOST_VERIFICATION": "true"},
            ["TEMPORAL_TLS_DISABLE_HOST_VERIFICATION: is not heeded"],
        ),
        ({"TEMPORAL_CODEC_ENDPOINT": "https://codec.example"}, ["TEMPORAL_CODEC_ENDPOINT: is not heeded"]),
    ],
)
def test_what_is_found_and_not_used_is_warned_of(found, environ, told):
    warnings = found(environ).warnings
    assert len(warnings) == len(told)
    assert all(warning.startswith(start) for warning, start in zip(warnings, told, strict=True))


def test_secrets_do_not_stand_in_what_is_shown(found):
    assert "canary" not in repr(found(CLOUD)) + str(found(CLOUD))
