"""Commands beside `up` find the secrets that it keeps in its home."""

import base64
import socket

import pytest
from click.testing import CliRunner

from activities.accounts.accounts import Accounts
from activities.audit.sealer import ChainSealer
from activities.audit.trail import database_info
from activities.device.applications import Applications
from activities.secrets.sealing import Sealer
from activities.store.audit import trail
from activities.store.audit.event import Action, Event
from activities.store.database import Database
from api.commands import nextstep
from api.commands.embedded_secrets import with_secrets
from api.commands.home import occupy
from config import master_key
from config.settings import load


@pytest.fixture(autouse=True)
def _alone(alone):
    """Every test here."""


@pytest.fixture
def embedded():
    """The settings that `up` gives to its children."""
    with occupy(load().home, print) as home:
        return with_secrets(load(), home, print)


@pytest.fixture
def database(embedded):
    """A database with one secret and a row of the trail, under the key of the home."""
    sealer = Sealer.of(*embedded.master_keys)
    found = Database(embedded.store_url, info=database_info(sealer))
    found.migrate()
    Applications(found, sealer).create("mtoken", ())
    with found.write() as session:
        trail.record(session, Event(Action.LOGIN, details={"number": 1}))
    ChainSealer(found, sealer).seal()
    yield found
    found.close()


def run(*arguments):
    return CliRunner().invoke(nextstep, arguments)


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (("audit", "verify"), "the audit trail is whole"),
        (("audit", "export"), '"LOGIN"'),
        (("rekey",), "everything is under the current master key"),
        (("check",), "home/master.key"),
    ],
)
def test_what_works_with_stored_secrets_finds_the_key_of_the_home(database, command, said):
    result = run(*command)
    assert (result.exit_code, result.stderr) == (0, "")
    assert said in result.stdout


def test_migrating_keeps_its_trail_under_the_key_and_makes_the_administrator_of_the_home(
    monkeypatch, embedded, silent_temporal
):
    monkeypatch.setenv("NEXTSTEP_TEMPORAL_ADDRESS", silent_temporal)
    assert "administrator: admin" in run("migrate").stdout
    database = Database(embedded.store_url, info=database_info(Sealer.of(*embedded.master_keys)))
    assert Accounts(database).authenticate("admin", embedded.admin_password.get_secret_value())
    database.close()
    assert "ACCOUNT_CREATE" in run("audit", "export").stdout


def test_a_key_that_is_set_wins(monkeypatch, database):
    monkeypatch.setenv("NEXTSTEP_MASTER_KEY", master_key.generate())
    assert "master key: NEXTSTEP_MASTER_KEY\n" in run("check").stdout
    assert run("audit", "verify").exit_code == 1


def test_without_a_key_a_check_says_what_needs_one():
    assert "master key: none; nextstep up makes one, nextstep api and nextstep worker need" in run("check").stdout


@pytest.mark.parametrize("command", ["api", "worker"])
def test_what_serves_takes_no_key_that_happens_to_lie_there(embedded, command):
    result = run(command)
    assert (result.exit_code, "NEXTSTEP_MASTER_KEY: is required" in result.stderr) == (2, True)


@pytest.mark.parametrize("content", [base64.b64encode(bytes(31)), b"no base64", b"\xff\xfe"])
@pytest.mark.parametrize("command", [("audit", "verify"), ("rekey",), ("migrate",), ("check",), ("up",)])
def test_a_key_that_is_none_is_said_with_its_file(embedded, database, command, content):
    (embedded.home / "master.key").write_bytes(content)
    result = run(*command)
    assert result.exit_code == 2
    assert str(embedded.home / "master.key") in result.stderr
    assert "Traceback" not in result.output


def test_a_former_key_alone_is_no_master_key(monkeypatch, database):
    (load().home / "master.key").unlink()
    monkeypatch.setenv("NEXTSTEP_FORMER_MASTER_KEYS", master_key.generate())
    assert run("rekey").exit_code == 2


@pytest.fixture
def silent_temporal():
    """An address that nobody listens on, and nobody can."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        yield f"127.0.0.1:{bound.getsockname()[1]}"
