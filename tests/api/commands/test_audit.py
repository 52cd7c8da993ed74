"""`nextstep audit`: verifies, names the first bad row and fails; exports JSON lines."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import text

from activities.audit import archive
from activities.audit.archive import Archive
from activities.audit.sealer import ChainSealer
from activities.audit.trail import database_info
from activities.secrets.sealing import Sealer
from activities.store.audit import trail
from activities.store.audit.event import Action, Event
from activities.store.database import Database
from api.commands import nextstep
from config import master_key
from config.clock import now_ms
from config.settings import load
from tests.migrated import migrated


@pytest.fixture(autouse=True)
def _alone(alone, monkeypatch, tmp_path):
    monkeypatch.setenv("NEXTSTEP_HOME", str(tmp_path))
    monkeypatch.setenv("NEXTSTEP_MASTER_KEY", master_key.generate())


@pytest.fixture
def database():
    """Five sealed rows."""
    settings = load()
    sealer = Sealer.of(*settings.master_keys)
    found = Database(settings.store_url, info=database_info(sealer))
    migrated(found)
    for number in range(5):
        with found.write() as session:
            trail.record(session, Event(Action.LOGIN, details={"number": number}))
    ChainSealer(found, sealer).seal()
    yield found
    found.close()


def run(*arguments):
    return CliRunner().invoke(nextstep, ("audit", *arguments))


def change(database, statement):
    with database.write() as session:
        session.connection().execute(text(statement))


def test_a_whole_trail_is_told_with_its_head_which_can_be_held_against_it(database):
    result = run("verify")
    assert result.exit_code == 0, result.output
    assert "5 rows sealed, 0 waiting" in result.output
    head = result.output.rpartition("head: ")[2].strip()
    assert head.startswith("5:")
    assert run("verify", "--head", head).exit_code == 0
    other = run("verify", "--head", f"5:{'0' * 64}")
    assert (other.exit_code, "when the head was noted" in other.output) == (1, True)


def test_a_row_that_was_changed_is_named(database):
    change(database, "UPDATE audit SET actor = 'nobody' WHERE position = 3")
    result = run("verify")
    assert result.exit_code == 1
    assert "at position 3: its content is not what was written" in result.output


def test_the_trail_is_exported_as_lines_of_json(database):
    result = run("export")
    assert result.exit_code == 0
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert [row["position"] for row in rows] == [1, 2, 3, 4, 5]
    assert [json.loads(row["event_data"].split("\n")[2])["number"] for row in rows] == [0, 1, 2, 3, 4]
    assert run("export", "--from", str(now_ms() + 1)).stdout == ""
    assert run("export", "--to", "2020-01-01T00:00:00+01:00").stdout == ""
    assert len(run("export", "--from", "2020-01-01T00:00:00Z", "--to", str(now_ms())).stdout.splitlines()) == 5


def test_what_a_changed_row_said_is_null_and_the_others_are_exported(database):
    change(database, "UPDATE audit SET event_data = 'v1.x.x' WHERE position = 3")
    rows = [json.loads(line) for line in run("export").stdout.splitlines()]
    assert [row["event_data"] is None for row in rows] == [False, False, True, False, False]


@pytest.mark.parametrize(
    "arguments",
    [
        ("export", "--from", "yesterday"),
        ("export", "--from", "2020-01-01T00:00:00"),
        ("export", "--to", "9" * 30),
        ("verify", "--head", "7"),
        ("verify", "--head", "x:y"),
    ],
)
def test_bad_options_are_refused(database, arguments):
    result = run(*arguments)
    assert result.exit_code == 2
    assert "Traceback" not in result.output


@pytest.fixture
def archived(database, tmp_path, monkeypatch):
    """Four of the rows in two files, and their public key."""
    monkeypatch.setattr(archive, "_ROWS", 2)
    (tmp_path / "archive").mkdir()
    sealer = Sealer.of(*load().master_keys)
    assert sum(Archive(database, sealer, tmp_path / "archive").steps(-60_000)) == 4
    key = run("key")
    assert key.exit_code == 0
    return [*map(str, sorted((tmp_path / "archive").iterdir()))], key.stdout.strip()


def test_archived_files_are_verified_without_the_database(archived, monkeypatch, tmp_path):
    files, key = archived
    monkeypatch.setenv("NEXTSTEP_HOME", str(tmp_path / "nowhere"))
    monkeypatch.delenv("NEXTSTEP_MASTER_KEY")
    found = run("verify", *reversed(files), "--public-key", key)
    assert found.exit_code == 0, found.output
    assert "whole, 2 rows at 3 to 4" in found.stdout
    assert found.stdout.splitlines()[-1].startswith("end: 4:")
    end = found.stdout.split("end: ")[1].strip()
    assert run("verify", *files, "--public-key", key, "--head", end).exit_code == 0
    assert "not what it was" in run("verify", *files, "--public-key", key, "--head", f"3:{end[2:]}").stderr
    assert "in none of the files" in run("verify", *files, "--public-key", key, "--head", f"9:{end[2:]}").stderr


def test_files_that_do_not_follow_from_each_other_or_have_no_key_are_refused(archived, database):
    files, key = archived
    sealer = Sealer.of(*load().master_keys)
    with database.write() as session:
        trail.record(session, Event(Action.LOGIN))
    ChainSealer(database, sealer).seal()
    folder = Path(files[0]).parent
    assert sum(Archive(database, sealer, folder).steps(-60_000)) == 2
    last = str(sorted(folder.iterdir())[-1])
    assert run("verify", *files, last, "--public-key", key).exit_code == 0
    gap = run("verify", files[0], last, "--public-key", key)
    assert gap.exit_code == 1
    assert "rows 5 to 6 do not follow from those up to 2" in gap.stderr
    assert run("verify", files[0]).exit_code == 2
    assert run("verify", files[0], "--public-key", "AAAA").exit_code == 2
    Path(files[0]).write_text("x")
    assert run("verify", files[0], "--public-key", key).exit_code == 1


def test_archived_rows_are_exported_as_others(archived):
    files, _ = archived
    found = [json.loads(line) for line in run("export", *files).stdout.splitlines()]
    assert [row["position"] for row in found] == [1, 2, 3, 4]
    assert '{"number":0}' in found[0]["event_data"]
    assert run("export", "--to", "1", *files).stdout == ""


def test_the_trail_tells_what_of_it_is_archived(archived):
    assert "rows up to 4:" in run("verify").stdout
