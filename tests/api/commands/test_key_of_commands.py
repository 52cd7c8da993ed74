"""What works with stored secrets has the master key that they are sealed under, or does not start."""

import pytest
from click.testing import CliRunner

from activities.device.applications import Applications
from activities.secrets.sealing import Sealer
from activities.store.database import Database
from api.commands import nextstep
from config import master_key
from config.settings import load

pytestmark = pytest.mark.usefixtures("keyed")


def run(*arguments):
    return CliRunner().invoke(nextstep, arguments)


@pytest.mark.parametrize("command", ["api", "worker"])
def test_what_works_with_secrets_refuses_to_start_without_a_master_key(monkeypatch, command):
    monkeypatch.delenv("NEXTSTEP_MASTER_KEY")
    result = run(command)
    assert result.exit_code == 2
    assert result.stderr.startswith("nextstep: NEXTSTEP_MASTER_KEY: is required")
    assert "openssl rand -base64 32" in result.stderr


def test_secrets_move_to_another_master_key(monkeypatch, silent):
    monkeypatch.setenv("NEXTSTEP_TEMPORAL_ADDRESS", f"127.0.0.1:{silent}")
    run("migrate")
    old, new = load().master_keys[0], master_key.generate()
    database = Database(load().store_url)
    Applications(database, Sealer.of(old)).create("mtoken", ())
    monkeypatch.setenv("NEXTSTEP_MASTER_KEY", new)
    lost = run("rekey")
    assert lost.exit_code == 1
    assert "name the key they are under in NEXTSTEP_FORMER_MASTER_KEYS" in lost.stderr
    monkeypatch.setenv("NEXTSTEP_FORMER_MASTER_KEYS", old)
    assert run("rekey").stdout.endswith("done: 4 secrets; everything is under the current master key\n")
    monkeypatch.setenv("NEXTSTEP_PAYLOAD_ENCRYPTION", "true")
    assert "keep the former one until the workflows that were open have ended" in run("rekey").stdout
    assert Applications(database, Sealer.of(new)).get("mtoken").application_id == "mtoken"
    database.close()


@pytest.mark.parametrize("command", [["check"], ["migrate"], ["worker"], ["api", "--port", "0"]])
def test_the_master_key_of_another_database_is_refused_at_once(monkeypatch, silent, command):
    async def worked(*_):
        pass

    monkeypatch.setattr("workflows.worker.run", worked)
    monkeypatch.setattr("api.server.serve", lambda *_, **__: None)
    monkeypatch.setenv("NEXTSTEP_TEMPORAL_ADDRESS", f"127.0.0.1:{silent}")
    run("migrate")
    first = load().master_key.get_secret_value()
    monkeypatch.setenv("NEXTSTEP_MASTER_KEY", master_key.generate())
    result = run(*command)
    assert result.exit_code == 1
    assert result.stderr.startswith(
        "nextstep: NEXTSTEP_MASTER_KEY: is not the key that this database's secrets are sealed"
    )
    monkeypatch.setenv("NEXTSTEP_FORMER_MASTER_KEYS", first)
    assert "is not the key" not in run(*command).stderr
