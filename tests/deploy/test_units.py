"""The units for systemd: one fence for all, secrets as credentials, and time to end."""

import re
import shutil
import subprocess

import pytest

from api.commands.worker import DRAIN_SECONDS
from api.server.worker import GRACEFUL_SECONDS
from tests.deploy.files import DEPLOY

UNITS = {path.name: path.read_text() for path in sorted((DEPLOY / "systemd").glob("*.service"))}
NAMES = list(UNITS)


def settings(unit):
    """The lines of a unit, in order: name and value."""
    return [tuple(line.split("=", 1)) for line in UNITS[unit].splitlines() if "=" in line and not line.startswith("#")]


def values(unit, name):
    return [value for key, value in settings(unit) if key == name]


def fence(unit):
    lines = settings(unit)
    begin = next(number for number, (name, _) in enumerate(lines) if name == "DynamicUser")
    return {name: value for name, value in lines[begin:] if name not in ("User", "WantedBy")}


def test_there_is_a_unit_for_each_process():
    assert NAMES == ["nextstep-api.service", "nextstep-migrate.service", "nextstep-worker@.service"]
    commands = [values(unit, "ExecStart")[0] for unit in NAMES]
    assert [command.removeprefix("/opt/nextstep/bin/nextstep ") for command in commands] == [
        "api",
        "migrate --wait 60",
        "worker",
    ]


@pytest.mark.parametrize("unit", NAMES)
def test_all_have_the_same_fence(unit):
    assert fence(unit) == fence(NAMES[0])
    found = fence(unit)
    assert (found["DynamicUser"], found["ProtectSystem"], found["NoNewPrivileges"]) == ("yes", "strict", "yes")
    assert found["CapabilityBoundingSet"] == ""


@pytest.mark.parametrize("unit", NAMES)
def test_secrets_are_credentials_that_the_settings_name(unit):
    loaded = {value.partition(":")[0] for value in values(unit, "LoadCredential")}
    named = set(re.findall(r"=%d/([a-z-]+)", " ".join(values(unit, "Environment"))))
    assert loaded == named
    assert {"database-url", "master-key"} <= loaded
    assert ("administrator-password" in loaded) == ("migrate" in unit)


def test_a_process_that_is_told_to_end_is_given_its_grace():
    assert int(values("nextstep-worker@.service", "TimeoutStopSec")[0]) > DRAIN_SECONDS
    # With as many of NEXTSTEP_DRAIN_SECONDS as the unit says.
    assert int(values("nextstep-api.service", "TimeoutStopSec")[0]) > 45 + GRACEFUL_SECONDS + 1


@pytest.fixture
def installed(tmp_path):
    """The units where systemd's tools find them, with a program that is there."""
    for name, text in UNITS.items():
        text = re.sub("^ExecStart=.*", "ExecStart=/bin/true", text, flags=re.MULTILINE)
        unit = tmp_path / name.replace("@.", "@1.")
        unit.write_text(text)
        unit.chmod(0o644)
    return sorted(tmp_path.glob("*.service"))


needs_systemd = pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed")


@needs_systemd
def test_systemd_understands_every_line(installed):
    done = subprocess.run(["systemd-analyze", "verify", *installed], stderr=subprocess.PIPE, text=True)
    ours = [line for line in done.stderr.splitlines() if "nextstep" in line]
    assert ours == []


@needs_systemd
def test_what_a_process_is_exposed_to_is_little(installed):
    for unit in installed:
        command = ["systemd-analyze", "security", "--offline=true", "--threshold=20", unit]
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True)
        assert done.returncode == 0, done.stdout.splitlines()[-1]
