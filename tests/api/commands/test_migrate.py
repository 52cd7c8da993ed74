"""`nextstep migrate` prepares a database and Temporal, and refuses what it must not store."""

import re
import shutil

import pytest
from click.testing import CliRunner

from activities.accounts.accounts import Accounts
from activities.store.database import Database
from api.commands import nextstep
from config.definitions.load import SHIPPED
from config.settings import load

pytestmark = pytest.mark.usefixtures("keyed")


def run(*arguments):
    return CliRunner().invoke(nextstep, arguments)


def test_migrating_tells_a_database_that_is_away_without_its_password(monkeypatch, silent):
    monkeypatch.setenv("NEXTSTEP_DATABASE_URL", f"postgresql://bank:canary@127.0.0.1:{silent}/nextstep")
    result = run("migrate")
    assert result.exit_code == 1
    assert f"postgresql+psycopg://bank:***@127.0.0.1:{silent}/nextstep: the database does not answer" in result.stderr
    assert "canary" not in result.output


def test_migrating_makes_the_database_before_it_asks_for_temporal(monkeypatch, silent, tmp_path):
    monkeypatch.setenv("NEXTSTEP_TEMPORAL_ADDRESS", f"127.0.0.1:{silent}")
    first = "database: current, definitions stored\nadministrator: admin, password: NEXTSTEP_ADMIN_PASSWORD\n"
    assert run("migrate").stdout == first
    assert (tmp_path / "home" / "nextstep.db").stat().st_size > 0
    assert run("migrate").stdout == "database: current, definitions kept as they are\n"


def test_the_first_administrators_password_is_made_up_and_shown_once(monkeypatch, silent):
    monkeypatch.setenv("NEXTSTEP_TEMPORAL_ADDRESS", f"127.0.0.1:{silent}")
    monkeypatch.delenv("NEXTSTEP_ADMIN_PASSWORD")
    shown = re.search(
        r"^administrator: admin, password: (\S{12,}) \(shown only now\)$", run("migrate").stdout, re.MULTILINE
    )
    database = Database(load().store_url)
    assert Accounts(database).authenticate("admin", shown[1])
    database.close()
    assert "administrator" not in run("migrate").stdout


def test_migrating_refuses_wrong_definitions(monkeypatch, tmp_path):
    folder = shutil.copytree(SHIPPED, tmp_path / "definitions")
    (folder / "login.toml").write_text("[operation.login]\n")
    monkeypatch.setenv("NEXTSTEP_DEFINITIONS", str(folder))
    result = run("migrate")
    assert result.exit_code == 1
    assert f"{folder}/login.toml:1: operation.login.template_version: is missing" in result.stderr
