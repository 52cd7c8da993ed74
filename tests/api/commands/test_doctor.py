"""One command tells whether everything is well, and of what is not what to do."""

import json
import socket

import pytest
from click.testing import CliRunner
from temporalio.service import RPCError, RPCStatusCode

from activities.deliveries import outbox
from activities.deliveries.circuits import FAILURES, Circuits
from activities.secrets.sealing import Sealer
from activities.store import definitions, deliveries
from activities.store.database import Database
from activities.store.shipped import load_shipped
from api.commands import check, nextstep
from config import master_key
from config.clock import now_ms
from config.definitions.load import load as load_definitions
from config.settings import load
from tests.identity_provider import IdentityProvider, SigningKey
from workflows.temporal import client
from workflows.temporal.client import Temporal


def run(*arguments):
    return CliRunner().invoke(nextstep, ("doctor", *arguments))


def findings():
    """The exit code, and by part the states and what was found."""
    result = run("--json")
    found = {}
    for one in json.loads(result.stdout)["findings"]:
        found.setdefault(one["part"], []).append((one["state"], one["what"]))
    return result.exit_code, found


@pytest.fixture
def configured(alone, monkeypatch):
    """Settings whose Temporal is away: nobody can listen at its port."""
    monkeypatch.setenv("NEXTSTEP_MASTER_KEY", master_key.generate())
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        monkeypatch.setenv("NEXTSTEP_TEMPORAL_ADDRESS", f"127.0.0.1:{bound.getsockname()[1]}")
        yield


@pytest.fixture
def database(configured):
    load().home.mkdir()
    found = Database(load().store_url)
    found.migrate()
    load_shipped(found, load_definitions())
    yield found
    found.close()


def test_what_is_not_there_is_told_with_what_to_do(configured):
    code, found = findings()
    assert code == 1
    [(state, what)] = found["database"]
    assert state == "problem"
    assert "run nextstep migrate" in what
    [(state, what)] = found["Temporal server"]
    assert state == "problem"
    assert "start it, or name another NEXTSTEP_TEMPORAL_ADDRESS" in what
    assert found["definitions"][0][0] == "ok"
    assert run().stderr.endswith("nextstep: 2 problems\n")
    assert not load().home.exists()


@pytest.mark.parametrize("there", [False, True], ids=["without a database", "with one"])
def test_a_wrong_configuration_of_temporal_is_a_problem_among_the_others(request, configured, monkeypatch, there):
    if there:
        request.getfixturevalue("database")
    monkeypatch.setenv("NEXTSTEP_TEMPORAL_ENVCONFIG", "true")
    monkeypatch.setenv("TEMPORAL_CONFIG_FILE", "/nowhere/temporal.toml")
    code, found = findings()
    assert (code, found["configuration"]) == (
        1,
        [("problem", "TEMPORAL_CONFIG_FILE: /nowhere/temporal.toml is not a file")],
    )
    assert found["migrations" if there else "database"][0][0] == ("ok" if there else "problem")
    assert "Temporal server" not in found


@pytest.mark.parametrize("status", [RPCStatusCode.UNIMPLEMENTED, RPCStatusCode.PERMISSION_DENIED])
def test_what_temporal_refuses_is_a_problem_and_ends_nothing(database, monkeypatch, status):
    async def refuse(_client, _request):
        raise RPCError("not for you", status, b"")

    monkeypatch.setattr(Temporal, "_connect", lambda *_: None)
    monkeypatch.setattr(client, "_patiently", refuse)
    code, found = findings()
    assert (code, found["Temporal server"][0][0], found["clock of database"][0][0]) == (1, "problem", "ok")
    assert f"Temporal answers {status.name}" in found["Temporal server"][0][1]


def test_a_database_is_looked_at_while_temporal_is_away(database):
    code, found = findings()
    assert (code, found["migrations"][0][0], found["Temporal server"][0][0]) == (1, "ok", "problem")
    assert "temporal" not in found
    assert "worker" not in found
    assert found["clock of database"][0][0] == "ok"


@pytest.mark.parametrize(("version", "state", "is_looked_at"), [("0001", "problem", False), ("9999", "ok", True)])
def test_a_schema_of_another_version_is_told_and_an_older_one_is_a_problem_once(database, version, state, is_looked_at):
    with database.write() as session:
        session.connection().exec_driver_sql(f"UPDATE alembic_version SET version_num = '{version}'")
    _, found = findings()
    [(told, what)] = found["migrations"]
    assert (told, what.partition(",")[0]) == (state, f"the schema is at {version}")
    assert ("operations" in found) is is_looked_at


def test_what_the_check_finds_is_found(database, monkeypatch):
    monkeypatch.setenv("NEXTSTEP_ADMIN_PASSWORD", "hunter2")
    definitions.delete_step_definition(database, 35)
    _, found = findings()
    assert found["NEXTSTEP_ADMIN_PASSWORD"][0][0] == "warning"
    [(state, what)] = found["configuration"]
    assert (state, what.partition(":")[0]) == ("problem", "operation authorize_payment")
    monkeypatch.setenv("NEXTSTEP_TRUST_NETWROK", "true")
    assert run().exit_code == 2


def test_receivers_that_do_not_answer_and_what_waits_for_them_are_warnings(database):
    with database.write() as session:
        terms = {"kind": "callback", "target": "bank", "application_id": "app", "event_key": "operation:1"}
        waiting = outbox.enqueue(session, Sealer.of(*load().master_keys), **terms, payload=b"{}")
    assert findings()[1]["deliveries"][0][0] == "ok"
    with database.write() as session:
        deliveries.amend(session, waiting, created_ms=now_ms() - 3_600_000)
    breaker = Circuits(database)
    for _ in range(FAILURES):
        breaker.record_failure("callback", "bank", breaker.ask_leave("callback", "bank"), "TIMED_OUT")
    _, found = findings()
    assert found["deliveries"][0][0] == "warning"
    [(state, what)] = found["destinations"]
    assert state == "warning"
    assert what.startswith(f"callback bank: {FAILURES} failures since ")


def test_a_key_service_that_is_away_is_a_problem_and_no_trace(configured, monkeypatch, tmp_path):
    monkeypatch.setenv("NEXTSTEP_MASTER_KEY", "vault:v1:AAAA")
    (tmp_path / "token").write_text("token")
    monkeypatch.setenv("NEXTSTEP_KEY_SERVICE_URL", "http://127.0.0.1:9/v1/transit/decrypt/nextstep")
    monkeypatch.setenv("NEXTSTEP_KEY_SERVICE_TOKEN_FILE", str(tmp_path / "token"))
    monkeypatch.setenv("NEXTSTEP_KEY_SERVICE_TIMEOUT", "0.2")
    code, found = findings()
    assert (code, found["configuration"][0][0]) == (1, "problem")


# With the servers.


def test_everything_that_runs_is_found_well(beside, monkeypatch):
    # Other tests define operations in this database, some of which can never be created.
    monkeypatch.setattr(check, "find_database_problems", lambda *_: [])
    result = run("--json")
    assert result.exit_code == 0, result.output
    told = json.loads(result.stdout)
    assert told["well"] is True
    parts = {one["part"]: one for one in told["findings"]}
    assert parts["Temporal server"]["what"].startswith("server 1.")
    for part in ("migrations", "search attributes", "worker", "clock of database", "clock of worker"):
        assert parts[part]["state"] == "ok"


def test_nothing_is_said_of_an_identity_provider_where_none_is_named(database):
    assert "identity provider" not in findings()[1]


@pytest.mark.parametrize(
    ("answer", "algorithms", "state", "said"),
    [
        (None, "RS256,ES256", "ok", "1 keys, for ES256"),
        (None, "RS256", "problem", "none of its 1 keys is for one of NEXTSTEP_OIDC_ALGORITHMS"),
        (lambda _path: (500, b""), "ES256", "problem", "HTTP 500"),
        (lambda _path: (200, {"issuer": "https://other.test"}), "ES256", "problem", "to the letter"),
    ],
)
def test_an_identity_provider_is_asked_for_its_keys(database, monkeypatch, answer, algorithms, state, said):
    with IdentityProvider(SigningKey("ES256")).serving() as provider:
        provider.answer = answer
        monkeypatch.setenv("NEXTSTEP_OIDC_ISSUER", provider.issuer)
        monkeypatch.setenv("NEXTSTEP_OIDC_AUDIENCE", "https://nextstep.bank.test")
        monkeypatch.setenv("NEXTSTEP_OIDC_ALGORITHMS", algorithms)
        found = findings()[1]
    [(found_state, what)] = found["identity provider"]
    assert found_state == state
    assert said in what
    [(_, told)] = found["access tokens"]
    assert provider.issuer in told
