"""Each setting that is wrong is named with what is allowed; secrets are never repeated."""

from collections import Counter
from pathlib import Path

import pytest
from pydantic_settings import EnvSettingsSource

from config.addresses import called_here, without_password
from config.settings import Settings, SettingsInvalid, load, unknown_variables
from config.settings.environment import foreign_environ, temporal_variables
from config.settings.listening import API_NAMES


@pytest.fixture(autouse=True)
def _alone(monkeypatch, tmp_path):
    """No variable of ours, and a working directory without `.env`."""
    for field in Settings.model_fields:
        monkeypatch.delenv(f"NEXTSTEP_{field.upper()}", raising=False)
    monkeypatch.chdir(tmp_path)


def test_trusted_proxies_are_addresses_and_networks_and_reach_child_processes(monkeypatch):
    assert load().trusted_proxies == ()
    monkeypatch.setenv("NEXTSTEP_TRUSTED_PROXIES", "10.0.0.0/8, 2001:db8::/32,192.0.2.7")
    settings = load()
    assert [str(one) for one in settings.trusted_proxies] == ["10.0.0.0/8", "2001:db8::/32", "192.0.2.7/32"]
    monkeypatch.setenv("NEXTSTEP_TRUSTED_PROXIES", settings.environ()["NEXTSTEP_TRUSTED_PROXIES"])
    assert load().trusted_proxies == settings.trusted_proxies


def test_server_names_reach_child_processes(monkeypatch):
    assert load().known_names == ()
    monkeypatch.setenv("NEXTSTEP_SERVER_NAMES", "api.bank.example, host.docker.internal")
    settings = load(public_url="https://Public.bank.example/auth")
    assert settings.known_names == ("api.bank.example", "host.docker.internal", "public.bank.example")
    monkeypatch.setenv("NEXTSTEP_SERVER_NAMES", settings.environ()["NEXTSTEP_SERVER_NAMES"])
    assert load().server_names == settings.server_names


def test_defaults(tmp_path):
    settings = load()
    assert (settings.host, settings.port, settings.doors) == ("127.0.0.1", 8080, ("nextstep", "mobile", "cloud"))
    assert (settings.trust_network, settings.ui_port, settings.worker_metrics) == (False, 8233, "")
    assert settings.home == tmp_path / "var"
    assert settings.store_url == f"sqlite:///{tmp_path}/var/nextstep.db"
    assert settings.base_url == "http://127.0.0.1:8080"
    assert (settings.temporal_address, settings.temporal_namespace) == ("127.0.0.1:7233", "default")
    assert (settings.task_queue, settings.admin_username) == ("nextstep", "admin")
    assert settings.admin_password.get_secret_value() == settings.master_key.get_secret_value() == ""


@pytest.mark.parametrize(
    ("variable", "value", "message"),
    [
        ("PORT", "eighty", "NEXTSTEP_PORT: must be a whole number (got 'eighty')"),
        ("PORT", "65536", "NEXTSTEP_PORT: must be less than or equal to 65535 (got '65536')"),
        ("UI_PORT", "-1", "NEXTSTEP_UI_PORT: must be greater than or equal to 0 (got '-1')"),
        ("DOORS", "nextstep,front", "NEXTSTEP_DOORS: must be 'nextstep', 'mobile' or 'cloud' (got 'front')"),
        ("DOORS", " , ", "NEXTSTEP_DOORS: names no API; give one or more of nextstep, mobile, cloud"),
        ("TRUST_NETWORK", "perhaps", "NEXTSTEP_TRUST_NETWORK: must be true or false (got 'perhaps')"),
        ("TRUSTED_PROXIES", "gateway", "NEXTSTEP_TRUSTED_PROXIES: gateway is neither an address nor a network"),
        ("TRUSTED_PROXIES", "10.0.0.1, 10.0.0.1/8", "NEXTSTEP_TRUSTED_PROXIES: 10.0.0.1/8 is neither an address"),
        ("TRUSTED_PROXIES", "0.0.0.0/0", "NEXTSTEP_TRUSTED_PROXIES: 0.0.0.0/0 is everybody"),
        ("TRUSTED_PROXIES", "::/0", "NEXTSTEP_TRUSTED_PROXIES: ::/0 is everybody"),
        (
            "SERVER_NAMES",
            "api.bank.example:8443",
            "NEXTSTEP_SERVER_NAMES: api.bank.example:8443 is no name of a server",
        ),
        (
            "SERVER_NAMES",
            "https://api.bank.example",
            "NEXTSTEP_SERVER_NAMES: https://api.bank.example is no name of a server",
        ),
        ("PUBLIC_URL", "bank.example", "NEXTSTEP_PUBLIC_URL: is not a web address"),
        ("PUBLIC_URL", "https://bank.example/?a=b", "NEXTSTEP_PUBLIC_URL: is not a web address"),
        ("PUBLIC_URL", "http://bank.example:99999", "NEXTSTEP_PUBLIC_URL: is not a web address"),
        ("WORKER_METRICS", "9000", "NEXTSTEP_WORKER_METRICS: is not host:port"),
        ("CACHED_WORKFLOWS", "19", "NEXTSTEP_CACHED_WORKFLOWS: must be greater than or equal to 20"),
        ("TEMPORAL_ADDRESS", "temporal", "NEXTSTEP_TEMPORAL_ADDRESS: is not host:port"),
        ("TEMPORAL_ADDRESS", "http://temporal:7233", "NEXTSTEP_TEMPORAL_ADDRESS: is not host:port"),
        ("DATABASE_URL", "nextstep.db", "NEXTSTEP_DATABASE_URL: is not a database URL"),
        ("DATABASE_URL", "postgress://h/n", "NEXTSTEP_DATABASE_URL: is not a database URL"),
        ("DATABASE_URL", "postgresql+asyncpg://h/n", "NEXTSTEP_DATABASE_URL: is not a database URL"),
        ("DATABASE_URL", "mysql://h/n", "NEXTSTEP_DATABASE_URL: is not a database URL"),
        ("DATABASE_URL", "sqlite://", "NEXTSTEP_DATABASE_URL: a SQLite database in memory cannot be shared"),
        ("DATABASE_URL", "sqlite:///:memory:", "NEXTSTEP_DATABASE_URL: a SQLite database in memory cannot be shared"),
        ("OPERATION_LIFETIME", "0", "NEXTSTEP_OPERATION_LIFETIME: must be greater than or equal to 1"),
        ("REGISTRATION_LIFETIME", "0", "NEXTSTEP_REGISTRATION_LIFETIME: must be greater than or equal to 1"),
        ("APPLICATION_ALGORITHMS", "ML_L3", "NEXTSTEP_APPLICATION_ALGORITHMS: must be 'EC_P384', 'EC_P384_ML_L3' or"),
        ("UPDATE_TIMEOUT", "11", "NEXTSTEP_UPDATE_TIMEOUT: must be less than or equal to 10"),
        ("PROCESSES", "0", "NEXTSTEP_PROCESSES: must be greater than or equal to 1"),
        ("THREADS", "2.5", "NEXTSTEP_THREADS: must be a whole number"),
        ("RETENTION_DAYS", "never", "NEXTSTEP_RETENTION_DAYS: must be a whole number"),
        ("DEFINITIONS", "/nowhere/at/all", "NEXTSTEP_DEFINITIONS: is not a folder"),
        ("CATALOGS", "/nowhere/at/all", "NEXTSTEP_CATALOGS: is not a folder"),
        ("LOG_LEVEL", "chatty", "NEXTSTEP_LOG_LEVEL: must be 'DEBUG', 'INFO', 'WARNING' or 'ERROR'"),
        ("LOG_FORMAT", "xml", "NEXTSTEP_LOG_FORMAT: must be 'text' or 'json' (got 'xml')"),
        ("HOST", "0.0.0.0", "NEXTSTEP_HOST: 0.0.0.0 is not a loopback address"),
        ("APNS_URL", "api.push.apple.com", "NEXTSTEP_APNS_URL: is not a web address"),
        ("APNS_DEVELOPMENT_URL", "ftp://apple.test", "NEXTSTEP_APNS_DEVELOPMENT_URL: is not a web address"),
        ("FCM_URL", "https://google.test?a=b", "NEXTSTEP_FCM_URL: is not a web address"),
        ("FCM_TOKEN_URL", "https://a@google.test/token", "NEXTSTEP_FCM_TOKEN_URL: is not a web address"),
        ("PUSH_LOCAL", "perhaps", "NEXTSTEP_PUSH_LOCAL: must be true or false (got 'perhaps')"),
        (
            "E2E_ENCRYPTION_KEY",
            "QUJDRA==",
            "NEXTSTEP_E2E_ENCRYPTION_KEY: must be base64 of 16, 24 or 32 bytes; make one with: openssl rand -base64 32",
        ),
        ("CREDENTIAL_HASHES", "0", "NEXTSTEP_CREDENTIAL_HASHES: must be greater than or equal to 1 (got '0')"),
        ("MASTER_KEY", "vault:v1:x", "NEXTSTEP_KEY_SERVICE_URL: is required: a master key is wrapped"),
        ("FORMER_MASTER_KEYS", "vault:v1:a b", "NEXTSTEP_FORMER_MASTER_KEYS: is no wrapped key"),
        (
            "MASTER_KEY_FILE",
            "/nowhere/at/all",
            "NEXTSTEP_MASTER_KEY_FILE: /nowhere/at/all cannot be read: No such file",
        ),
        (
            "KEY_SERVICE_URL",
            "https://vault.test/v1/transit",
            "NEXTSTEP_KEY_SERVICE_URL: is not an address that decrypts",
        ),
        ("KEY_SERVICE_URL", "http://vault.test/v1/t/decrypt/k", "NEXTSTEP_KEY_SERVICE_URL: must be https"),
        ("KEY_SERVICE_URL", "https://vault.test/v1/t/decrypt/k", "NEXTSTEP_KEY_SERVICE_TOKEN_FILE: is required beside"),
        ("KEY_SERVICE_CA", "/nowhere/at/all", "NEXTSTEP_KEY_SERVICE_CA: is not a file"),
        ("OIDC_ISSUER", "https://login.test", "NEXTSTEP_OIDC_AUDIENCE: is required beside NEXTSTEP_OIDC_ISSUER"),
        ("OIDC_ISSUER", "login.test", "NEXTSTEP_OIDC_ISSUER: is not a web address"),
        ("OIDC_ISSUER", "http://login.test", "NEXTSTEP_OIDC_ISSUER: must be https"),
        ("OIDC_JWKS_URL", "http://login.test/certs", "NEXTSTEP_OIDC_JWKS_URL: must be https"),
        ("OIDC_AUDIENCE", "https://nextstep.test", "NEXTSTEP_OIDC_ISSUER: is required: NEXTSTEP_OIDC_AUDIENCE is set"),
        ("OIDC_NEXTSTEP", "true", "NEXTSTEP_OIDC_ISSUER: is required: NEXTSTEP_OIDC_NEXTSTEP is set"),
        ("OIDC_ALGORITHMS", "RS256,none", "NEXTSTEP_OIDC_ALGORITHMS: must be 'RS256', 'PS256', 'ES256', 'EdDSA' or"),
        ("OIDC_ALGORITHMS", "HS256", "NEXTSTEP_OIDC_ALGORITHMS: must be 'RS256', 'PS256', 'ES256', 'EdDSA' or"),
        ("OIDC_ALGORITHMS", ",", "NEXTSTEP_OIDC_ALGORITHMS: names no algorithm"),
        ("OIDC_PREFIX", "next step:", "NEXTSTEP_OIDC_PREFIX: is no beginning of a scope"),
        ("OIDC_LEEWAY", "301", "NEXTSTEP_OIDC_LEEWAY: must be less than or equal to 300"),
        ("OIDC_TIMEOUT", "0", "NEXTSTEP_OIDC_TIMEOUT: must be greater than 0"),
        ("PUSHES_PER_MINUTE", "0", "NEXTSTEP_PUSHES_PER_MINUTE: must be greater than or equal to 1 (got '0')"),
    ],
)
def test_a_wrong_value_is_named_with_what_is_allowed(monkeypatch, variable, value, message):
    monkeypatch.setenv(f"NEXTSTEP_{variable}", value)
    with pytest.raises(SettingsInvalid) as caught:
        load()
    assert str(caught.value).startswith(message)
    assert "\n" not in str(caught.value)


def test_every_wrong_setting_has_its_line(monkeypatch):
    monkeypatch.setenv("NEXTSTEP_PORT", "x")
    monkeypatch.setenv("NEXTSTEP_THREADS", "y")
    with pytest.raises(SettingsInvalid) as caught:
        load()
    assert [line.split(":")[0] for line in str(caught.value).splitlines()] == ["NEXTSTEP_PORT", "NEXTSTEP_THREADS"]


def test_secrets_are_never_repeated(monkeypatch):
    monkeypatch.setenv("NEXTSTEP_MASTER_KEY", "canary-key")
    monkeypatch.setenv("NEXTSTEP_E2E_ENCRYPTION_KEY", "canary-key")
    monkeypatch.setenv("NEXTSTEP_ADMIN_PASSWORD", "canary-password")
    monkeypatch.setenv("NEXTSTEP_PUBLIC_URL", "https://bank:canary-user@bank.example")
    monkeypatch.setenv("NEXTSTEP_DATABASE_URL", "bank:canary-database@host/nextstep")
    monkeypatch.setenv("NEXTSTEP_HOST", "0.0.0.0")
    with pytest.raises(SettingsInvalid) as caught:
        load()
    assert "NEXTSTEP_DATABASE_URL" in str(caught.value)
    assert "canary" not in str(caught.value)
    assert "NEXTSTEP_MASTER_KEY: must be base64 of 32 bytes" in str(caught.value)
    monkeypatch.delenv("NEXTSTEP_PUBLIC_URL")
    monkeypatch.delenv("NEXTSTEP_MASTER_KEY")
    monkeypatch.setenv("NEXTSTEP_E2E_ENCRYPTION_KEY", "Y2FuYXJ5IGNhbmFyeQo=")
    monkeypatch.setenv("NEXTSTEP_FORMER_MASTER_KEYS", "canary-key")
    monkeypatch.setenv("NEXTSTEP_DATABASE_URL", "postgresql://bank:canary-database@host/nextstep")
    with pytest.raises(SettingsInvalid) as caught:
        load()
    assert "canary" not in str(caught.value)
    monkeypatch.delenv("NEXTSTEP_FORMER_MASTER_KEYS")
    monkeypatch.setenv("NEXTSTEP_E2E_ENCRYPTION_KEY", "Y2FuYXJ5IGNhbmFyeSBjYQ==")
    assert "Y2FuYXJ5" not in repr(load(trust_network=True))
    assert "canary" not in repr(load(trust_network=True))


@pytest.mark.parametrize(
    ("given", "understood"),
    [
        ("postgres://u:p@h:5432/n", "postgresql+psycopg://u:p@h:5432/n"),
        ("postgresql://h/n?sslmode=require", "postgresql+psycopg://h/n?sslmode=require"),
        ("postgresql+psycopg://h/n", "postgresql+psycopg://h/n"),
        ("sqlite:////srv/nextstep.db", "sqlite:////srv/nextstep.db"),
    ],
)
def test_a_postgresql_url_without_a_driver_means_psycopg(given, understood):
    assert load(database_url=given).store_url == understood


TLS = {"tls_certificate": "tls.crt", "tls_key": "tls.key"}
TOKENS = {"oidc_issuer": "https://login.test", "oidc_audience": "https://nextstep.test", "oidc_nextstep": True}
UNAUTHENTICATED = "the Next Step API has no authentication of its own"
READ_ON_THE_WAY = "passwords, and what people confirm, would be read on the way"


@pytest.mark.parametrize(
    ("host", "doors", "given", "refused"),
    [
        *((host, "nextstep,mobile,cloud", {}, None) for host in ("127.0.0.1", "127.0.0.2", "::1", "localhost")),
        *((host, "nextstep", {}, UNAUTHENTICATED) for host in ("0.0.0.0", "::", "192.0.2.1", "api.bank.example")),
        ("::", "nextstep,cloud", {}, UNAUTHENTICATED),
        ("0.0.0.0", "nextstep,cloud", TLS, UNAUTHENTICATED),
        ("0.0.0.0", "nextstep", TOKENS, READ_ON_THE_WAY),
        ("0.0.0.0", "nextstep", {**TOKENS, "oidc_nextstep": False}, UNAUTHENTICATED),
        ("0.0.0.0", "nextstep,mobile,cloud", {**TOKENS, **TLS}, None),
        ("0.0.0.0", "cloud", {}, READ_ON_THE_WAY),
        ("0.0.0.0", "mobile", {}, READ_ON_THE_WAY),
        ("api.bank.example", "mobile,cloud", {}, READ_ON_THE_WAY),
        ("0.0.0.0", "mobile,cloud", TLS, None),
        *(("0.0.0.0", doors, {"trust_network": True}, None) for doors in ("nextstep", "mobile", "cloud")),
        ("0.0.0.0", "nextstep,mobile,cloud", {"trust_network": True, **TLS}, None),
    ],
)
def test_off_loopback_an_api_has_tls_or_a_gateway_and_the_unauthenticated_one_a_gateway(host, doors, given, refused):
    if refused is None:
        assert load(host=host, doors=doors, **given).host == host
        return
    with pytest.raises(SettingsInvalid) as caught:
        load(host=host, doors=doors, **given)
    assert str(caught.value).startswith(f"NEXTSTEP_HOST: {host} is not a loopback address, and {refused}.")
    assert "NEXTSTEP_TRUST_NETWORK=true" in str(caught.value)


def test_an_address_of_version_six_is_bracketed_in_urls():
    assert load(host="::1", port=81).base_url == "http://[::1]:81"


def test_the_public_address_loses_its_trailing_slash():
    assert load(public_url="https://bank.example/auth/").base_url == "https://bank.example/auth"


def test_apis_are_read_once_each_and_in_order():
    assert load(doors="cloud, nextstep,cloud").doors == ("cloud", "nextstep")


def test_overrides_win_over_the_environment_and_the_environment_over_the_file(monkeypatch, tmp_path):
    (tmp_path / ".env").write_text("NEXTSTEP_PORT=1\nNEXTSTEP_UI_PORT=1\nNEXTSTEP_THREADS=1\nOTHER=1\n")
    monkeypatch.setenv("NEXTSTEP_PORT", "2")
    monkeypatch.setenv("NEXTSTEP_UI_PORT", "2")
    settings = load(port=3, host=None)
    assert (settings.port, settings.ui_port, settings.threads, settings.host) == (3, 2, 1, "127.0.0.1")


def test_no_setting_is_asked_for_whose_variable_is_not_set(monkeypatch):
    """Pydantic looks into the type of each that it asks for, which took two thirds of a load."""
    asked = []
    monkeypatch.setattr(EnvSettingsSource, "get_field_value", lambda _, field, name: asked.append(name))
    monkeypatch.setenv("NEXTSTEP_PORT", "8081")
    assert (load().port, asked) == (8081, [])


@pytest.mark.parametrize("name", ["NEXTSTEP_PORT", "nextstep_port", "NextStep_Port"])
def test_the_name_of_a_variable_may_have_any_case(monkeypatch, tmp_path, name):
    (tmp_path / ".env").write_text(f"{name}=8081\n")
    assert load().port == 8081
    monkeypatch.setenv(name, "8082")
    assert load().port == 8082


@pytest.mark.parametrize("quoted", ["{}", "'{}'", '"{}"'])
def test_the_env_file_says_what_it_says(monkeypatch, tmp_path, quoted):
    """As systemd and Docker read it; the library would put another variable, or nothing, into a password."""
    ours, theirs = quoted.format("a${HOME}b${NONE}"), quoted.format("k${HOME}")
    (tmp_path / ".env").write_text(f"NEXTSTEP_OTP_SENDER_USER={ours}\nTEMPORAL_API_KEY={theirs}\n")
    assert load().otp_sender_user == "a${HOME}b${NONE}"
    assert temporal_variables() == {"TEMPORAL_API_KEY": "k${HOME}"}


def test_an_empty_variable_counts_as_not_set(monkeypatch):
    monkeypatch.setenv("NEXTSTEP_HOST", "")
    monkeypatch.setenv("NEXTSTEP_PORT", "")
    assert (load().host, load().port) == ("127.0.0.1", 8080)


def test_an_empty_host_on_the_command_line_is_refused():
    with pytest.raises(SettingsInvalid, match="NEXTSTEP_HOST: must not be empty"):
        load(host="")


def test_an_env_file_that_is_no_text_is_an_error_of_the_settings(tmp_path):
    (tmp_path / ".env").write_bytes(b"NEXTSTEP_PORT=\xff\xfe")
    with pytest.raises(SettingsInvalid, match=r"\.env: cannot be read"):
        load()


def test_a_home_under_the_users_folder_is_expanded(monkeypatch):
    monkeypatch.setenv("HOME", "/srv/bank")
    assert load(home="~/nextstep").home == Path("/srv/bank/nextstep")


def test_an_override_that_is_no_setting_is_a_programming_error():
    with pytest.raises(TypeError, match="prot"):
        load(prot=1)


def test_variables_that_no_setting_reads_are_reported_with_the_nearest_name(monkeypatch, tmp_path):
    monkeypatch.setenv("NEXTSTEP_PROT", "1")
    monkeypatch.setenv("nextstep_port", "1")
    (tmp_path / ".env").write_text("NEXTSTEP_TRUST_NETWROK=true\nNEXTSTEP_XYZZY=1\n")
    assert unknown_variables() == [
        "NEXTSTEP_PROT: is not a setting; did you mean NEXTSTEP_PORT?",
        "NEXTSTEP_TRUST_NETWROK: is not a setting; did you mean NEXTSTEP_TRUST_NETWORK?",
        "NEXTSTEP_XYZZY: is not a setting",
    ]


KEY = "QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE="


def test_a_child_process_gets_the_same_settings(monkeypatch, tmp_path):
    (tmp_path / ".env").write_text("NEXTSTEP_TRUST_NETWORK=true\n")
    settings = load(
        port=0, doors="cloud,mobile", trust_network=False, master_key=KEY, former_master_keys=f"{KEY},{KEY}", database_url="postgresql://h/n",
        definitions=tmp_path, environment="test", update_timeout=2.5,
    )  # fmt: skip
    for name, value in settings.environ().items():
        monkeypatch.setenv(name, value)
    assert load() == settings
    assert settings.environ()["PATH"]


def test_somebody_elses_child_process_gets_none_of_ours(monkeypatch):
    monkeypatch.setenv("NEXTSTEP_MASTER_KEY", "k")
    assert "PATH" in foreign_environ()
    assert not [name for name in foreign_environ() if name.startswith("NEXTSTEP_")]


def test_every_api_is_served_unless_told_otherwise():
    assert load().doors == API_NAMES


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("postgresql+psycopg://bank:geheim@host/nextstep", "postgresql+psycopg://bank:***@host/nextstep"),
        ("postgresql+psycopg://bank:g@h:e@host:5432/nextstep", "postgresql+psycopg://bank:***@host:5432/nextstep"),
        ("postgresql+psycopg://bank@host/nextstep", "postgresql+psycopg://bank@host/nextstep"),
        ("sqlite:////srv/nextstep.db", "sqlite:////srv/nextstep.db"),
        ("postgresql+psycopg://bank@host/n?password=geheim&a=b", "postgresql+psycopg://bank@host/n?password=***&a=b"),
        (
            "postgresql+psycopg://bank@host/n?a=b&sslpassword=geheim",
            "postgresql+psycopg://bank@host/n?a=b&sslpassword=***",
        ),
    ],
)
def test_a_database_is_shown_without_its_password(url, shown):
    assert without_password(url) == shown


@pytest.mark.parametrize(
    ("url", "called"),
    [
        ("http://0.0.0.0:8080", "http://127.0.0.1:8080"),
        ("https://[::]:8443/health", "https://[::1]:8443/health"),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
        ("http://10.0.0.0:8080", "http://10.0.0.0:8080"),
        ("http://[fd00::]:8080", "http://[fd00::]:8080"),
    ],
)
def test_a_server_that_listens_everywhere_is_called_at_the_loopback_address(url, called):
    assert called_here(url) == called


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("engine", "the audit calls somebody else so"),
        ("Nobody", "the audit calls somebody else so"),
        ("a:b", "Only letters, digits"),
        ("žofie", "Only letters, digits"),
    ],
)
def test_the_administrators_name_is_one_of_an_account(name, said):
    with pytest.raises(SettingsInvalid, match=said):
        load(admin_username=name)


def test_each_setting_belongs_to_one_subject():
    own = Counter(name for part in Settings.__mro__ for name in vars(part).get("__annotations__", {}))
    assert {name: own[name] for name in Settings.model_fields} == dict.fromkeys(Settings.model_fields, 1)
