"""The file of a bundle: whole, the same again, its owner's alone, told to the audit, and never in the place of another."""

import logging
import os
import stat
import zipfile
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import pytest

from api.commands.operator_account import account
from tests.api.commands.evidence.bundles import made, run


@pytest.fixture
def freezer_at(monkeypatch):
    """The moment at which bundles are made."""

    @contextmanager
    def at(moment):
        millis = int(datetime.fromisoformat(moment).timestamp() * 1000)
        with monkeypatch.context() as patch:
            patch.setattr("api.evidence.make.now_ms", lambda: millis)
            yield

    return at


def test_of_an_unknown_operation_there_is_no_bundle(bank, tmp_path):
    bank.payment()
    result = run("nothing", "--output", "none.zip")
    assert (result.exit_code, "nothing is known" in result.stderr) == (1, True)
    assert not (tmp_path / "none.zip").exists()


def test_the_same_operation_makes_the_same_bundle_but_for_its_time(bank, freezer_at):
    bank.answer(bank.payment())
    bank.seal()
    with freezer_at("2030-01-01T00:00:00+00:00"):
        first, again = run("pay", "--output", "a.zip"), run("pay", "--output", "b.zip")
    later = run("pay", "--output", "c.zip")
    assert (first.exit_code, again.exit_code, later.exit_code) == (0, 0, 0)
    contents = [Path(name).read_bytes() for name in ("a.zip", "b.zip", "c.zip")]
    assert contents[0] == contents[1] != contents[2]
    records = [zipfile.ZipFile(name).read("evidence.jsonl") for name in ("a.zip", "c.zip")]
    assert records[0] == records[1]


def test_who_made_it_is_audited_and_stands_in_no_bundle(bank):
    bank.payment()
    made("pay")
    [row] = bank.sql("SELECT actor, operation_id FROM audit WHERE action = 'EVIDENCE_MAKE'")
    assert dict(row) == {"actor": f"operator:{account()}", "operation_id": "pay"}
    found, _ = made("pay", "second.zip")
    assert "EVIDENCE_MAKE" not in [one["action"] for one in found["audit"]]


@pytest.fixture
def open_umask():
    before = os.umask(0)
    yield
    os.umask(before)


@pytest.mark.usefixtures("open_umask")
def test_the_file_is_its_owners_is_never_replaced_and_is_warned_of(bank, caplog):
    bank.payment("a/../pay")
    with caplog.at_level(logging.DEBUG):
        result = run("a/../pay")
    assert result.exit_code == 0, result.output
    assert "personal data" in result.stdout
    assert stat.S_IMODE(os.stat("evidence-a_.._pay.zip").st_mode) == 0o600
    assert "CZ65" not in caplog.text + result.output
    before = Path("evidence-a_.._pay.zip").read_bytes()
    again = run("a/../pay")
    assert (again.exit_code, "is there already" in again.stderr) == (1, True)
    assert Path("evidence-a_.._pay.zip").read_bytes() == before


@pytest.mark.parametrize("arguments", [(), ("make",), ("verify",), ("verify", "nothing.zip"), ("one", "two")])
def test_what_is_no_command_line_is_refused(bank, arguments):
    assert run(*arguments).exit_code == 2


def test_an_operation_may_be_called_as_a_command(bank):
    bank.payment("verify")
    assert run("make", "verify", "--output", "bundle.zip").exit_code == 0
