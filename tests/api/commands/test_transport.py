"""Commands judge what goes between processes before anything does."""

import pytest
from click.testing import CliRunner

from api.commands import nextstep
from config import master_key
from tests.certificates import DAY, Authority
from tests.e2e.processes import free_port


@pytest.fixture(autouse=True)
def _alone(alone, monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setenv("NEXTSTEP_MASTER_KEY", master_key.generate())
    monkeypatch.setenv("NEXTSTEP_PORT", str(free_port()))


@pytest.fixture
def authority(tmp_path):
    return Authority(tmp_path)


def run(*arguments):
    return CliRunner().invoke(nextstep, arguments)


def serve_with(monkeypatch, files):
    for name, file in zip(("CERTIFICATE", "KEY"), files, strict=True):
        monkeypatch.setenv(f"NEXTSTEP_TLS_{name}", str(file))


def test_a_check_tells_until_when_a_certificate_is_good(monkeypatch, authority):
    files = authority.issue()
    serve_with(monkeypatch, files)
    result = run("check")
    assert result.exit_code == 0, result.stderr
    assert "certificate: valid until 20" in result.stdout
    assert "https://127.0.0.1:" in result.stdout
    authority.issue(ends=3 * DAY)
    result = run("check")
    assert result.exit_code == 0
    assert f"warning: NEXTSTEP_TLS_CERTIFICATE: {files[0]} expires at " in result.stderr
    authority.issue(ends=-DAY / 2)
    result = run("check")
    assert (result.exit_code, "expired at" in result.stderr) == (1, True)


@pytest.mark.parametrize("command", ["check", "api", "up"])
def test_a_key_that_is_not_the_certificates_is_named_before_anything_is_served(monkeypatch, authority, command):
    certificate, key = authority.issue()[0], authority.issue("other")[1]
    serve_with(monkeypatch, (certificate, key))
    result = run(command)
    assert result.exit_code == 1
    assert result.stderr.endswith(
        f"nextstep: NEXTSTEP_TLS_KEY: {key} is not the key of the certificate in {certificate}\n"
    )


@pytest.mark.parametrize("command", ["check", "api", "up"])
def test_no_command_serves_passwords_in_clear_off_loopback(monkeypatch, command):
    monkeypatch.setenv("NEXTSTEP_HOST", "0.0.0.0")
    monkeypatch.setenv("NEXTSTEP_DOORS", "cloud")
    result = run(command)
    assert result.exit_code == 2
    assert "NEXTSTEP_TRUST_NETWORK=true if a gateway protects it, which ends TLS" in result.stderr


@pytest.mark.parametrize("command", ["check", "api", "worker", "migrate"])
def test_what_is_wrong_with_temporals_own_configuration_is_told_before_anything_begins(monkeypatch, tmp_path, command):
    monkeypatch.setenv("TEMPORAL_CONFIG_FILE", str(tmp_path / "none.toml"))
    result = run(command)
    assert result.exit_code == (1 if command == "check" else 2)
    assert result.stderr.endswith(f"nextstep: TEMPORAL_CONFIG_FILE: {tmp_path}/none.toml is not a file\n")
    assert not (tmp_path / "home").exists(), "nothing was made"


def test_a_check_tells_how_temporal_is_reached(monkeypatch):
    monkeypatch.setenv("TEMPORAL_ADDRESS", "temporal.bank.example:7233")
    result = run("check")
    assert result.exit_code == 0, result.stderr
    assert "Temporal: temporal.bank.example:7233, namespace default, in clear" in result.stdout
    assert "warning: Temporal temporal.bank.example:7233: what goes there is read on the way" in result.stderr
    monkeypatch.setenv("TEMPORAL_API_KEY", "canary-key")
    result = run("check")
    assert "Temporal: temporal.bank.example:7233, namespace default, TLS, an API key" in result.stdout
    assert "warning: Temporal" not in result.stderr
    assert "canary" not in result.output


def test_a_check_warns_of_a_database_that_is_spoken_with_in_clear(monkeypatch):
    url = "postgresql://bank:canary-password@db.example/nextstep?hostaddr=127.0.0.1&port=9&sslpassword=canary"
    monkeypatch.setenv("NEXTSTEP_DATABASE_URL", url)
    result = run("check")
    assert result.exit_code == 0, result.stderr
    assert (
        "warning: NEXTSTEP_DATABASE_URL: db.example is another machine, and what goes there may be read"
        in result.stderr
    )
    assert "canary" not in result.output
    monkeypatch.setenv("NEXTSTEP_DATABASE_URL", f"{url}&sslmode=verify-full&sslrootcert=/etc/nextstep/db.pem")
    assert "warning: NEXTSTEP_DATABASE_URL" not in run("check").stderr
