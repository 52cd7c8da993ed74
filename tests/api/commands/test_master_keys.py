"""Master keys from the environment, from a file and from a key service; every command finds them, and none shows them."""

import base64
import json
import secrets

import pytest
from click.testing import CliRunner

from activities.device.applications import Applications
from activities.secrets.sealing import Sealer
from activities.store.database import Database
from api.commands import nextstep
from api.commands.master_keys import with_opened_keys
from api.commands.operator_account import account
from api.commands.options import serving_settings_of
from config import master_key
from config.settings import load
from tests.activities.master_keys.vault import Vault


class OfTests:
    """A provider of an installation's own: it keeps keys backwards."""

    def unwrap(self, wrapped):
        return base64.b64decode(wrapped.removeprefix("ours:")[::-1])


@pytest.fixture(autouse=True)
def _alone(alone):
    """Every test here."""


@pytest.fixture
def vault(monkeypatch, tmp_path):
    with Vault().serving() as found:
        for name, value in found.settings(tmp_path).items():
            monkeypatch.setenv(name, value)
        yield found


@pytest.fixture
def file(monkeypatch, tmp_path):
    found = tmp_path / "keys"
    found.touch(mode=0o600)
    monkeypatch.setenv("NEXTSTEP_MASTER_KEY_FILE", str(found))
    return found


def run(*arguments):
    return CliRunner().invoke(nextstep, arguments)


def test_a_file_holds_the_current_key_and_former_ones_below_it(monkeypatch, file):
    keys = [master_key.generate() for _ in range(3)]
    file.write_text(f"# the current key\n{keys[0]}\n\n# until the end of the year\n{keys[1]}\n")
    monkeypatch.setenv("NEXTSTEP_FORMER_MASTER_KEYS", keys[2])
    assert serving_settings_of("worker").master_keys == tuple(keys)
    assert f"master key: {file}\n" in run("check").stdout


def test_a_process_keeps_the_keys_that_it_started_with(file):
    key = master_key.generate()
    file.write_text(key)
    settings = serving_settings_of("worker")
    file.unlink()
    assert settings.master_keys == (key,)


@pytest.mark.parametrize(
    ("content", "mode", "said"),
    [
        ("short", 0o600, "must be base64 of 32 bytes"),
        ("", 0o600, "holds no key"),
        ("# nothing", 0o600, "holds no key"),
        (base64.b64encode(bytes(32)).decode(), 0o644, "others can read it"),
        (f"{base64.b64encode(bytes(32)).decode()}\nvault:v1:two words", 0o600, "is no wrapped key"),
    ],
)
@pytest.mark.parametrize("command", ["api", "worker", "rekey", "check"])
def test_a_file_that_cannot_be_used_is_said_and_its_content_is_not(file, command, content, mode, said):
    file.write_text(content)
    file.chmod(mode)
    result = run(command)
    assert result.exit_code == 2
    assert result.stderr.startswith(f"nextstep: NEXTSTEP_MASTER_KEY_FILE: {file}")
    assert said in result.stderr
    assert not content or content not in result.output


def test_keys_wrapped_by_a_service_are_opened_wherever_they_stand(monkeypatch, vault, file):
    keys = [secrets.token_bytes(32) for _ in range(3)]
    wrapped = [vault.wrapped(key) for key in keys]
    file.write_text("\n".join(wrapped[:2]))
    monkeypatch.setenv("NEXTSTEP_FORMER_MASTER_KEYS", wrapped[2])
    assert serving_settings_of("api").master_keys == tuple(base64.b64encode(key).decode() for key in keys)
    file.unlink()
    monkeypatch.delenv("NEXTSTEP_MASTER_KEY_FILE")
    monkeypatch.setenv("NEXTSTEP_MASTER_KEY", wrapped[0])
    assert serving_settings_of("api").master_keys[0] == base64.b64encode(keys[0]).decode()


def test_a_check_opens_what_is_wrapped_and_shows_nothing_of_it(monkeypatch, vault):
    key = secrets.token_bytes(32)
    monkeypatch.setenv("NEXTSTEP_MASTER_KEY", vault.wrapped(key))
    good = run("check")
    assert (good.exit_code, f"master key: NEXTSTEP_MASTER_KEY, wrapped; {vault.url} opens it\n" in good.stdout) == (
        0,
        True,
    )
    vault.scripted = [(403, {"errors": ["permission denied"]})]
    bad = run("check")
    assert (bad.exit_code, "refuses the token" in bad.stderr) == (1, True)
    for secret in (base64.b64encode(key).decode(), vault.token, load().master_keys[0]):
        assert secret not in good.output + bad.output


@pytest.mark.parametrize("command", [("api",), ("worker",), ("rekey",), ("migrate",), ("audit", "verify")])
def test_without_its_key_no_command_begins(monkeypatch, vault, command):
    monkeypatch.setenv("NEXTSTEP_MASTER_KEY", vault.wrapped(bytes(32)))
    vault.scripted = [(403, {})]
    load().home.mkdir()
    (load().home / "nextstep.db").touch()  # whoever has no database is told that first
    result = run(*command)
    assert (result.exit_code, "opens no master key: it refuses the token" in result.stderr) == (1, True)


def test_stored_secrets_move_from_a_key_of_the_environment_to_one_that_a_service_opens(monkeypatch, vault):
    old, new = master_key.generate(), secrets.token_bytes(32)
    database = Database(load().store_url)
    (load().home).mkdir()
    database.migrate()
    Applications(database, Sealer.of(old)).create("mtoken", ())
    monkeypatch.setenv("NEXTSTEP_MASTER_KEY", vault.wrapped(new))
    monkeypatch.setenv("NEXTSTEP_FORMER_MASTER_KEYS", old)
    assert "everything is under the current master key" in run("rekey").stdout
    assert Applications(database, Sealer.of(base64.b64encode(new).decode())).get("mtoken")
    monkeypatch.delenv("NEXTSTEP_FORMER_MASTER_KEYS")
    told = [json.loads(line) for line in run("audit", "export").stdout.splitlines()]
    database.close()
    assert [(one["action"], one["actor"]) for one in told] == [("MASTER_KEY_ROTATE", f"operator:{account()}")] * 2
    assert '"state":"begun"' in told[0]["event_data"]
    assert '"secrets":' in told[1]["event_data"]


def test_a_class_of_an_installations_own_opens_keys(monkeypatch):
    key = master_key.generate()
    monkeypatch.setenv("NEXTSTEP_MASTER_KEY", f"ours:{key[::-1]}")
    monkeypatch.setenv("NEXTSTEP_KEY_PROVIDER", f"{__name__}:OfTests")
    assert serving_settings_of("api").master_keys == (key,)
    monkeypatch.setenv("NEXTSTEP_KEY_PROVIDER", f"{__name__}:Nobody")
    assert "NEXTSTEP_KEY_PROVIDER" in run("migrate").stderr


def test_settings_with_keys_in_clear_are_left_as_they_are(monkeypatch):
    monkeypatch.setenv("NEXTSTEP_MASTER_KEY", master_key.generate())
    settings = load()
    assert with_opened_keys(settings) is settings
