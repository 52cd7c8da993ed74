"""What operators' commands say first where something is amiss: one line with what to do; nothing is asked, made or changed."""

import pytest
from click.testing import CliRunner

from activities.audit.trail import database_info
from activities.secrets.sealing import Sealer
from activities.store import evidence_keys
from activities.store.audit import trail
from activities.store.audit.event import Action, Event
from activities.store.database import Database
from activities.store.unavailable import StoreUnavailable
from api.commands import nextstep
from config import master_key
from config.settings import load
from tests.migrated import migrated
from tests.rows import each_row

READING = (
    ("operations", "list"),
    ("registrations", "list"),
    ("registrations", "versions"),
    ("deliveries", "list"),
    ("deliveries", "show", "x"),
    ("change-requests", "list"),
    ("change-requests", "show", "x"),
)
CHANGING = (
    ("operations", "show", "x"),
    ("operations", "cancel", "x"),
    ("registrations", "show", "x"),
    ("registrations", "block", "x"),
    ("registrations", "advance", "--saved", "1h"),
    ("deliveries", "send", "x"),
    ("change-requests", "approve", "x"),
    ("change-requests", "reject", "x"),
    ("reconcile",),
    ("evidence", "x"),
    ("evidence", "--public-key"),
    ("evidence", "rotate-key"),
    ("erase", "somebody"),
    ("audit", "key"),
    ("audit", "export"),
)
# These say of another key what it means for them.
JUDGING = {
    ("audit", "verify"): "nextstep: the audit trail is not whole: the audit key does not open",
    ("rekey",): "nextstep: a stored secret was sealed under another master key",
}
SEALED = (*CHANGING, *JUDGING)
ALL = (*READING, *SEALED)

pytestmark = pytest.mark.usefixtures("alone")


def complaint(*command, code=1):
    """The one line of it; all that it says."""
    result = CliRunner().invoke(nextstep, command)
    assert (result.exit_code, result.stdout) == (code, ""), result.output
    [line] = result.stderr.splitlines()
    return line


@pytest.fixture
def database(alone):
    """Where the settings look for it, with an audit trail under a key that the settings do not have."""
    settings = load()
    settings.home.mkdir()
    found = Database(settings.store_url, info=database_info(Sealer.of(master_key.generate())))
    migrated(found)
    with found.write() as session:
        trail.record(session, Event(Action.LOGIN))  # the first one makes the key
    yield found
    found.close()


@each_row("command", ALL)
def test_whoever_is_in_the_wrong_folder_is_told_that_first(command):
    assert "not there yet; run this in the folder of nextstep up, name NEXTSTEP_HOME" in complaint(*command)


@each_row("command", SEALED)
def test_what_opens_secrets_asks_for_their_key(database, command):
    assert complaint(*command, code=2).startswith("nextstep: NEXTSTEP_MASTER_KEY: is required")


@pytest.fixture
def other_key(alone, monkeypatch):
    monkeypatch.setenv("NEXTSTEP_MASTER_KEY", master_key.generate())


@pytest.mark.usefixtures("other_key")
@each_row("command", CHANGING)
def test_nothing_is_done_under_the_key_of_another_database(database, command):
    assert complaint(*command).startswith("nextstep: NEXTSTEP_MASTER_KEY: is not the key that this database's secrets")
    with database.read() as session:
        assert evidence_keys.list_keys(session) == []


@pytest.mark.usefixtures("database", "other_key")
@each_row("command, meaning", JUDGING.items())
def test_who_judges_keys_says_what_another_one_means(command, meaning):
    assert complaint(*command).startswith(meaning)


@pytest.mark.usefixtures("other_key")
@each_row("command", ALL)
def test_a_database_without_a_schema_is_told_from_one_that_is_away(tmp_path, command):
    (tmp_path / "home").mkdir(exist_ok=True)
    (tmp_path / "home/nextstep.db").touch()
    assert "has no schema yet; name another database, or run nextstep migrate" in complaint(*command)


@pytest.mark.usefixtures("other_key")
@each_row("command", ALL)
def test_a_file_that_is_no_database_is_called_so(tmp_path, command):
    (tmp_path / "home").mkdir(exist_ok=True)
    (tmp_path / "home/nextstep.db").write_bytes(b"no database" * 1000)
    assert "/home/nextstep.db: the database does not answer: its file is no database; run this again" in complaint(
        *command
    )


@pytest.mark.usefixtures("other_key")
@each_row("command", [READING[0], CHANGING[0], *JUDGING])
def test_a_server_that_is_not_there_is_named_without_its_password(silent, monkeypatch, command):
    monkeypatch.setenv("NEXTSTEP_DATABASE_URL", f"postgresql://bank:canary@127.0.0.1:{silent}/nextstep")
    said = complaint(*command)
    assert f"bank:***@127.0.0.1:{silent}/nextstep: the database does not answer: nothing listens there" in said
    assert said.endswith("or name another in NEXTSTEP_DATABASE_URL")


def test_a_home_that_cannot_be_made_is_the_settings_fault(tmp_path, monkeypatch):
    (tmp_path / "home").touch()
    assert (
        complaint("migrate")
        == f"nextstep: NEXTSTEP_HOME: {tmp_path}/home cannot be made: File exists; name another folder"
    )


@each_row(
    "command, suggestion",
    [
        (("opertions", "list"), "No such command 'opertions'. Did you mean 'operations'?"),
        (("operations", "lst"), "No such command 'lst'. Did you mean 'list'?"),
        (("evidence", "verfy", "bundle.zip"), "No such command 'verfy'. Did you mean 'verify'?"),
        (("evidence", "rotatekey"), "No such command 'rotatekey'. Did you mean 'rotate-key'?"),
        (("audit", "verify", "--publickey", "1"), "No such option '--publickey'. Did you mean '--public-key'?"),
    ],
)
def test_what_is_misspelt_is_answered_with_what_there_is(command, suggestion):
    result = CliRunner().invoke(nextstep, command)
    assert (result.exit_code, result.stderr.splitlines()[-1]) == (2, f"Error: {suggestion}")


def test_a_home_that_is_closed_is_told_as_a_database_that_cannot_be_opened(database, monkeypatch):
    """Whoever runs the tests may be let in everywhere."""

    def closed(_path):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("pathlib.Path.exists", closed)
    monkeypatch.setattr("activities.store.database.Database.find_version", cannot_open)
    assert "the database does not answer: its file cannot be opened" in complaint("operations", "list")


def cannot_open(_database):
    raise StoreUnavailable("the database does not answer: its file cannot be opened")
