"""The client speaks TLS with Temporal, shows its certificate and its API key, and trusts no stranger."""

import asyncio
import logging
import ssl

import pytest
from temporalio.runtime import LogForwardingConfig, LoggingConfig, Runtime, TelemetryConfig, TelemetryFilter

from config.settings import Settings, load
from tests.certificates import Authority
from tests.e2e.processes import until
from tests.workflows.temporal.grpc_stand_in import GrpcStandIn
from workflows.temporal.client import EngineUnavailable, Temporal, connect


@pytest.fixture(autouse=True)
def _alone(monkeypatch, tmp_path):
    for field in Settings.model_fields:
        monkeypatch.delenv(f"NEXTSTEP_{field.upper()}", raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def authority(tmp_path):
    return Authority(tmp_path)


def serving(authority, *, demands_certificate=False):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*authority.issue())
    context.set_alpn_protocols(["h2"])
    if demands_certificate:
        context.verify_mode = ssl.CERT_REQUIRED
        context.load_verify_locations(authority.file)
    return GrpcStandIn(context)


def configure(monkeypatch, **variables):
    for name, value in variables.items():
        monkeypatch.setenv(f"TEMPORAL_{name}", str(value))


def counted(temporal):
    """A call through the API's own client."""
    return temporal.call(lambda client: client.count_workflows(), 10).count


def test_an_api_key_goes_with_each_call_over_tls_and_metadata_with_it(monkeypatch, authority, caplog):
    with serving(authority) as server:
        configure(
            monkeypatch, ADDRESS=server.address, NAMESPACE="bank", API_KEY="canary-key", GRPC_META_BANK_HEADER="own",
            TLS_SERVER_CA_CERT_PATH=authority.file,
        )  # fmt: skip
        assert counted(Temporal(load())) == 0
    assert len(server.calls) >= 2, "what is asked at the beginning, and the call"
    for call in server.calls:
        assert call["authorization"] == "Bearer canary-key"
        assert call["bank-header"] == "own"
        assert call[":scheme"] == "https"
    assert server.calls[-1][":path"].endswith("/CountWorkflowExecutions")
    assert server.calls[-1]["temporal-namespace"] == "bank"
    assert server.clients == []
    assert "canary" not in caplog.text


def test_a_file_with_a_profile_is_enough(monkeypatch, authority, tmp_path):
    with serving(authority) as server:
        (tmp_path / "bank.toml").write_text(
            f'[profile.bank]\naddress = "{server.address}"\napi_key = "canary-key"\n'
            f'[profile.bank.tls]\nserver_ca_cert_path = "{authority.file}"\n'
        )
        configure(monkeypatch, CONFIG_FILE=tmp_path / "bank.toml", PROFILE="bank")
        assert counted(Temporal(load())) == 0
    assert server.calls[-1]["authorization"] == "Bearer canary-key"


def test_a_client_shows_its_certificate_where_it_is_demanded(monkeypatch, authority):
    certificate, key = authority.issue("client", common_name="bank")
    with serving(authority, demands_certificate=True) as server:
        configure(monkeypatch, ADDRESS=server.address, TLS_SERVER_CA_CERT_PATH=authority.file)
        with pytest.raises(EngineUnavailable):
            Temporal(load()).call(lambda client: client.count_workflows(), 2)
        assert server.calls == []
        configure(monkeypatch, TLS_CLIENT_CERT_PATH=certificate, TLS_CLIENT_KEY_PATH=key)
        assert counted(Temporal(load())) == 0
    assert set(server.clients) == {"bank"}


@pytest.mark.parametrize("kind", ["another's authority", "another name"])
def test_no_key_goes_to_a_server_that_cannot_prove_who_it_is(monkeypatch, authority, tmp_path, kind):
    with serving(authority) as server:
        if kind == "another name":
            configure(monkeypatch, TLS_SERVER_CA_CERT_PATH=authority.file, TLS_SERVER_NAME="temporal.bank.example")
        else:
            configure(monkeypatch, TLS_SERVER_CA_CERT_PATH=Authority(tmp_path, "another").file)
        configure(monkeypatch, ADDRESS=server.address, API_KEY="canary-key")
        with pytest.raises(EngineUnavailable) as failed:
            Temporal(load()).call(lambda client: client.count_workflows(), 2)
    assert server.calls == []
    assert "canary" not in str(failed.value) + str(failed.value.__cause__)


def test_our_address_has_no_use_of_another_ones_key(monkeypatch, authority):
    with GrpcStandIn() as ours, serving(authority) as theirs:
        configure(monkeypatch, ADDRESS=theirs.address, API_KEY="canary-key", TLS_SERVER_CA_CERT_PATH=authority.file)
        assert counted(Temporal(load(temporal_address=ours.address))) == 0
    assert theirs.calls == []
    assert not [call for call in ours.calls if "authorization" in call]


@pytest.mark.parametrize(("setting", "encoding"), [({}, None), ({"temporal_compression": True}, "gzip")])
def test_calls_are_compressed_only_where_a_setting_says_so(setting, encoding):
    with GrpcStandIn() as server:
        assert counted(Temporal(load(temporal_address=server.address, **setting))) == 0
    assert {call.get("grpc-encoding") for call in server.calls} == {encoding}


def test_the_sdk_tells_its_log_no_key(monkeypatch, authority, caplog):
    """At its most talkative."""
    caplog.set_level("DEBUG")
    forwarding = LogForwardingConfig(logger=logging.getLogger("sdk"))
    log = LoggingConfig(filter=TelemetryFilter(core_level="TRACE", other_level="TRACE"), forwarding=forwarding)
    talkative = Runtime(telemetry=TelemetryConfig(logging=log))
    with serving(authority) as server:
        configure(monkeypatch, ADDRESS=server.address, API_KEY="canary-key", TLS_SERVER_CA_CERT_PATH=authority.file)

        async def call():
            client = await connect(load(), runtime=talkative)
            return await client.count_workflows()

        assert asyncio.run(call()).count == 0

    def told():
        return [
            record.getMessage() + str(record.__dict__) for record in caplog.records if record.name.startswith("sdk")
        ]

    # It forwards from a thread of its own, some moments later: until the answer to the second call has come.
    until(lambda: any("received" in one and "StreamId(3)" in one for one in told()))
    assert "canary" not in "".join(told())
