"""A secret stands in a file that `NEXTSTEP_..._FILE` names, in the place of the environment; nothing of it is repeated."""

import re
from pathlib import Path

import pytest
from pydantic import SecretStr

from config.settings import Settings, SettingsInvalid, load, unknown_variables
from config.settings.secret_files import file_names

REFERENCE = Path(__file__).parents[2] / "docs" / "configuration.md"
IN_FILES = file_names(Settings.model_fields)
KEY = "QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE="
VALUES = {
    "admin_password": "a canary in the mine",
    "data_adapter_secret": "whsec_Y2FuYXJ5",
    "database_url": "postgresql+psycopg://bank:canary@host/nextstep",
    "e2e_encryption_key": KEY,
    "former_master_keys": KEY,
    "otp_sender_secret": "canary",
}


@pytest.fixture(autouse=True)
def _alone(monkeypatch, tmp_path):
    """No variable of ours, and a working directory without `.env`."""
    for field in (*Settings.model_fields, *IN_FILES.values()):
        monkeypatch.delenv(f"NEXTSTEP_{field.upper()}", raising=False)
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def file(tmp_path):
    """Write a file that its owner alone may read."""

    def write(text, name="secret", mode=0o600):
        path = tmp_path / name
        path.write_text(text)
        path.chmod(mode)
        return path

    return write


def value(settings, name):
    found = getattr(settings, name)
    return found.get_secret_value() if isinstance(found, SecretStr) else found


@pytest.mark.parametrize("end", ["", "\n", "\r\n"])
@pytest.mark.parametrize("name", IN_FILES)
def test_a_secret_is_read_from_its_file(monkeypatch, file, name, end):
    monkeypatch.setenv(f"NEXTSTEP_{name.upper()}_FILE", str(file(VALUES[name] + end)))
    assert value(load(), name) == VALUES[name]
    assert unknown_variables() == []


def test_every_secret_setting_may_stand_in_a_file():
    secrets = {name for name, field in Settings.model_fields.items() if field.annotation is SecretStr}
    assert secrets | {"database_url"} == {*IN_FILES, "master_key"}
    assert "master_key_file" in Settings.model_fields
    assert not IN_FILES.values() & Settings.model_fields.keys()


def test_what_a_file_holds_is_checked_as_the_variable_is(monkeypatch, file):
    monkeypatch.setenv("NEXTSTEP_DATABASE_URL_FILE", str(file("bank:canary@host")))
    with pytest.raises(SettingsInvalid, match="NEXTSTEP_DATABASE_URL: is not a database URL") as caught:
        load()
    assert "canary" not in str(caught.value)


@pytest.mark.parametrize(
    ("content", "mode", "problem"),
    [
        ("", 0o600, "is empty"),
        (" \n", 0o600, "is empty"),
        ("canary\ncanary\n", 0o600, "has more than one line"),
        ("canary\n\n", 0o600, "has more than one line"),
        ("\ncanary", 0o600, "has more than one line"),
        ("\ufeffcanary\n", 0o600, "has a character that does not print, U+FEFF"),
        ("can\0ary", 0o600, "has a character that does not print, U+0000"),
        ("canary\t\n", 0o600, "has a character that does not print, U+0009"),
        ("canary", 0o644, "has mode 0644: others can read it"),
        ("canary", 0o620, "has mode 0620"),
        ("canary" * 20_000, 0o600, "is longer than 65536 bytes"),
    ],
)
def test_a_file_that_holds_no_secret_of_one_line_is_refused(monkeypatch, file, content, mode, problem):
    path = file(content, mode=mode)
    monkeypatch.setenv("NEXTSTEP_ADMIN_PASSWORD_FILE", str(path))
    monkeypatch.setenv("NEXTSTEP_PORT", "x")
    with pytest.raises(SettingsInvalid) as caught:
        load()
    lines = str(caught.value).splitlines()
    assert [line.split(":")[0] for line in lines] == ["NEXTSTEP_PORT", "NEXTSTEP_ADMIN_PASSWORD_FILE"]
    assert lines[1].startswith(f"NEXTSTEP_ADMIN_PASSWORD_FILE: {path} {problem}")
    assert "canary" not in str(caught.value)


def test_a_file_that_is_not_there_is_named(monkeypatch, tmp_path):
    monkeypatch.setenv("NEXTSTEP_DATABASE_URL_FILE", str(tmp_path / "gone"))
    with pytest.raises(SettingsInvalid, match=r"NEXTSTEP_DATABASE_URL_FILE: .*/gone cannot be read: No such file"):
        load()


def test_a_secret_in_both_is_refused(monkeypatch, file):
    monkeypatch.setenv("NEXTSTEP_ADMIN_PASSWORD", "canary")
    monkeypatch.setenv("NEXTSTEP_ADMIN_PASSWORD_FILE", str(file("canary")))
    with pytest.raises(SettingsInvalid) as caught:
        load()
    assert str(caught.value) == (
        "NEXTSTEP_ADMIN_PASSWORD_FILE: leave it out, or NEXTSTEP_ADMIN_PASSWORD: one of them gives the secret"
    )


def test_an_empty_variable_is_none(monkeypatch, file):
    monkeypatch.setenv("NEXTSTEP_ADMIN_PASSWORD", "")
    monkeypatch.setenv("NEXTSTEP_DATABASE_URL_FILE", "")
    monkeypatch.setenv("NEXTSTEP_ADMIN_PASSWORD_FILE", str(file("theirs")))
    assert value(load(), "admin_password") == "theirs"
    assert load().database_url == ""


@pytest.mark.parametrize(
    ("environment", "env_file", "found"),
    [
        ({"NEXTSTEP_ADMIN_PASSWORD": "value"}, "NEXTSTEP_ADMIN_PASSWORD_FILE={file}", "value"),
        ({"NEXTSTEP_ADMIN_PASSWORD_FILE": "{file}"}, "NEXTSTEP_ADMIN_PASSWORD=value", "in the file"),
        ({}, "NEXTSTEP_ADMIN_PASSWORD_FILE={file}", "in the file"),
    ],
)
def test_the_environment_wins_over_the_env_file(monkeypatch, tmp_path, file, environment, env_file, found):
    path = file("in the file")
    for name, text in environment.items():
        monkeypatch.setenv(name, text.format(file=path))
    (tmp_path / ".env").write_text(env_file.format(file=path))
    assert value(load(), "admin_password") == found


def test_a_child_process_gets_the_secret_and_not_the_file(monkeypatch, file):
    monkeypatch.setenv("NEXTSTEP_ADMIN_PASSWORD_FILE", str(file("in the file")))
    environ = load().environ()
    assert environ["NEXTSTEP_ADMIN_PASSWORD"] == "in the file"
    assert "NEXTSTEP_ADMIN_PASSWORD_FILE" not in environ
    monkeypatch.delenv("NEXTSTEP_ADMIN_PASSWORD_FILE")
    monkeypatch.setenv("NEXTSTEP_ADMIN_PASSWORD", environ["NEXTSTEP_ADMIN_PASSWORD"])
    assert value(load(), "admin_password") == "in the file"


def test_the_file_of_a_setting_that_is_no_secret_is_misspelt(monkeypatch, file):
    monkeypatch.setenv("NEXTSTEP_PORT_FILE", str(file("80")))
    assert [line.split(":")[0] for line in unknown_variables()] == ["NEXTSTEP_PORT_FILE"]


def test_the_reference_names_the_settings_that_stand_in_files():
    named = re.findall(
        r"^\| `NEXTSTEP_([A-Z0-9_]+)`, or `…_FILE` \|", REFERENCE.read_text(encoding="utf-8"), re.MULTILINE
    )
    assert {name.lower() for name in named} == {*file_names(Settings.model_fields)}
