"""Commands answer with one clear message: exit code 2 for settings, 1 for everything else, never a trace."""

import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from api.commands import nextstep

pytestmark = pytest.mark.usefixtures("keyed")


def run(*arguments):
    return CliRunner().invoke(nextstep, arguments)


ROOT = Path(__file__).parents[3]


def test_help_names_every_command():
    result = run("--help")
    assert result.exit_code == 0
    for name in ("up", "api", "worker", "migrate", "check"):
        assert f"\n  {name} " in result.output


@pytest.mark.exhaustive
def test_help_does_not_load_what_only_commands_need():
    heavy = ("temporalio", "flask", "sqlalchemy", "gunicorn", "babel")
    code = (
        "import sys; from api.commands import nextstep; nextstep(['--help'], standalone_mode=False); "
        f"print([name for name in {heavy} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, check=True)
    assert done.stdout.splitlines()[-1] == b"[]"


@pytest.mark.exhaustive
def test_the_supervisor_does_not_load_what_only_its_children_need():
    heavy = ("temporalio", "flask", "sqlalchemy", "gunicorn", "uvloop", "cryptography.x509", "httpx", "msgspec")
    code = f"import sys; import api.commands.supervisor; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, check=True)
    assert done.stdout == b"[]\n"


@pytest.mark.parametrize("command", ["up", "api", "worker", "migrate", "check"])
def test_wrong_settings_end_every_command(monkeypatch, command):
    monkeypatch.setenv("NEXTSTEP_THREADS", "many")
    result = run(command)
    assert result.exit_code == 2
    assert result.stderr == "nextstep: NEXTSTEP_THREADS: must be a whole number (got 'many')\n"


@pytest.mark.parametrize(("command", "options"), [("worker", ()), ("migrate", ("--wait", "0.3"))])
def test_a_temporal_that_is_away_is_said_in_one_line(monkeypatch, silent, command, options):
    monkeypatch.setenv("NEXTSTEP_TEMPORAL_ADDRESS", f"127.0.0.1:{silent}")
    result = run(command, *options)
    assert result.exit_code == 1
    assert result.stderr == (
        f"nextstep: Temporal at 127.0.0.1:{silent} does not answer: Connection refused; "
        "is it up? NEXTSTEP_TEMPORAL_ADDRESS names another\n"
    )


def test_what_nobody_foresaw_is_one_line_too(monkeypatch):
    def broken(folder):
        raise ZeroDivisionError("first line\nsecond line")

    monkeypatch.setattr("config.definitions.load.load", broken)
    result = run("check")
    assert result.exit_code == 1
    assert result.stderr == "nextstep: ZeroDivisionError: first line (NEXTSTEP_LOG_LEVEL=DEBUG shows more)\n"


@pytest.mark.live
def test_a_reader_of_the_audit_that_has_seen_enough_is_no_fault(monkeypatch, silent):
    monkeypatch.setenv("NEXTSTEP_TEMPORAL_ADDRESS", f"127.0.0.1:{silent}")
    assert run("migrate", "--wait", "0.3").exit_code == 1  # of the two, the database is there
    exporting = subprocess.Popen(
        [sys.executable, "-m", "api.commands", "audit", "export"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    exporting.stdout.close()
    assert exporting.stderr.read() == ""
    assert exporting.wait() == 1
    exporting.stderr.close()
