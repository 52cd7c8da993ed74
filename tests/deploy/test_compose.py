"""compose.yaml: each service is fenced, waits for what it needs, and has secrets of this installation alone."""

import os
import re

import pytest

from api.commands.worker import DRAIN_SECONDS
from api.server.worker import GRACEFUL_SECONDS
from config.settings import load, unknown_variables
from deploy.compose.make_secrets import USERS, make
from tests.deploy.files import POSTGRES, ROOT, SECRET_VARIABLES, TEMPORAL, VERSION, read_yaml

FILE = read_yaml(ROOT / "compose.yaml")
SERVICES = FILE["services"]
OURS = ("migrate", "worker", "api")


def seconds(text):
    return int(re.fullmatch(r"(\d+)s", text)[1])


def mounts(name):
    """What a service has mounted: source by target."""
    return {target: source for source, target, *_ in (volume.split(":") for volume in SERVICES[name]["volumes"])}


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_is_fenced(name):
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["pids_limit"]
    assert "privileged" not in service
    assert set(service.get("cap_add", ())) <= ({"CHOWN", "DAC_READ_SEARCH"} if name == "secrets" else set())
    assert service.get("user", "10001") != "0:0" or name == "secrets"


@pytest.mark.parametrize("name", SERVICES)
def test_what_others_may_reach_is_this_machines_alone(name):
    for port in SERVICES[name].get("ports", ()):
        assert port.startswith("127.0.0.1:")
    leads_out = {net for net in SERVICES[name].get("networks", ()) if not FILE["networks"][net].get("internal")}
    assert bool(leads_out) == bool(SERVICES[name].get("ports"))


@pytest.mark.parametrize("name", SERVICES)
def test_an_image_has_the_version_that_was_tried(name):
    repository, _, tag = SERVICES[name]["image"].partition(":")
    expected = {
        "nextstep": VERSION,
        "temporalio/server": TEMPORAL,
        "temporalio/admin-tools": TEMPORAL,
        "temporalio/ui": r"\d+\.\d+\.\d+",
        "postgres": rf"{POSTGRES}\.\d+-bookworm",
    }[repository]
    assert re.fullmatch(expected, tag)


def test_our_image_is_built_here_and_fetched_from_nowhere():
    ours = {name for name, service in SERVICES.items() if service["image"].startswith("nextstep:")}
    policies = {name: SERVICES[name]["pull_policy"] for name in ours}
    assert policies == {**dict.fromkeys(ours, "never"), "secrets": "build"}
    assert [name for name in SERVICES if "build" in SERVICES[name]] == ["secrets"]


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_waits_for_what_can_be_waited_for(name):
    for other, how in SERVICES[name].get("depends_on", {}).items():
        condition = how["condition"]
        ends = SERVICES[other]["restart"] in ("no", "on-failure:3")
        assert condition in ("service_completed_successfully", "service_healthy", "service_started")
        assert (condition == "service_completed_successfully") == ends
        if condition == "service_healthy":
            assert SERVICES[other]["healthcheck"]["test"]


@pytest.mark.parametrize("name", SERVICES)
def test_what_is_mounted_is_there(name):
    for target, source in mounts(name).items() if "volumes" in SERVICES[name] else ():
        if source.startswith("."):
            assert (ROOT / source).is_file(), target
        else:
            assert source in FILE["volumes"]


@pytest.mark.parametrize("name", SERVICES)
def test_no_service_has_a_secret_in_its_environment(name):
    environment = SERVICES[name].get("environment", {})
    assert environment.keys() & SECRET_VARIABLES == set()
    assert [key for key in environment if re.search("PASSWORD$|PWD$|SECRET$|KEY$", key)] == []


def test_each_has_the_secrets_of_its_own_user_alone():
    for name in SERVICES:
        for target in mounts(name) if "volumes" in SERVICES[name] else ():
            if target.startswith("/run/secrets/") and name != "secrets":
                owner = USERS[target.rpartition("/")[2]]
                user = SERVICES[name].get("user", "10001:10001")
                assert user == f"{owner}:{owner}", (name, target)
    assert "/run/secrets/administrator" in mounts("migrate")
    assert "/run/secrets/administrator" not in {**mounts("api"), **mounts("worker")}


@pytest.mark.parametrize("name", OURS)
def test_the_settings_of_a_process_are_in_order(name, monkeypatch, tmp_path):
    # As the process's user would read them, whoever runs the tests.
    monkeypatch.setattr("os.geteuid", lambda: os.getuid() or USERS["nextstep"])
    (tmp_path / "secrets").mkdir()
    make(tmp_path / "secrets")
    monkeypatch.chdir(tmp_path)
    for variable, value in SERVICES[name]["environment"].items():
        if (path := value.removeprefix("/run/secrets/")) != value:
            assert f"/run/secrets/{path.partition('/')[0]}" in mounts(name)
            value = str(tmp_path / "secrets" / path)
        monkeypatch.setenv(variable, value)
    settings = load()
    assert unknown_variables() == []
    assert settings.has_master_key
    assert settings.store_url.startswith("postgresql+psycopg://nextstep:")
    assert settings.weak_transport is None
    if name == "migrate":
        assert settings.weak_password is None
        assert settings.admin_password.get_secret_value()


def test_a_process_that_is_told_to_end_is_given_its_grace():
    assert seconds(SERVICES["worker"]["stop_grace_period"]) > DRAIN_SECONDS
    assert seconds(SERVICES["api"]["stop_grace_period"]) > GRACEFUL_SECONDS + 1
