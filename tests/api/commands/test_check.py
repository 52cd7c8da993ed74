"""`nextstep check` tells what is in order, and names all that is wrong by its place."""

import base64
import re
import shutil
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from activities.accounts.accounts import Accounts
from activities.device.applications import Applications
from activities.secrets.sealing import Sealer
from activities.store import definitions, operation_templates
from activities.store.database import Database
from api.commands import nextstep
from config import master_key
from config.definitions.load import SHIPPED
from config.settings import load
from config.vocabulary import Role
from tests.activities.credentials.definition_rows import definition_row, policy_row
from tests.activities.otp import definition_rows as otp_rows

pytestmark = pytest.mark.usefixtures("keyed")


def run(*arguments):
    return CliRunner().invoke(nextstep, arguments)


def test_a_check_says_what_it_found_good():
    result = run("check")
    assert result.exit_code == 0
    assert "settings: nextstep, mobile, cloud at http://127.0.0.1:8080" in result.stdout
    assert "definitions: 4 operations, 69 steps, 10 methods, 2 organizations" in result.stdout
    assert "catalogs: cs, de, en, sk" in result.stdout
    assert result.stderr == ""


def test_a_check_tells_whose_passkeys_are_taken_and_warns_of_steps_that_nobody_could_take(monkeypatch, tmp_path):
    folder = shutil.copytree(SHIPPED, tmp_path / "definitions")
    with (folder / "auth_methods.toml").open("a", encoding="utf-8") as file:
        file.write(
            "\n[auth_method.PASSKEY]\norder_number = 11\ncheck_user_prefs = false\ncheck_auth_fails = false\n"
            'has_user_interface = true\nhas_mobile_token = false\ndisplay_name_key = "method.passkey"\n'
        )
    monkeypatch.setenv("NEXTSTEP_DEFINITIONS", str(folder))
    lacking = run("check")
    assert "11 methods" in lacking.stdout
    assert "warning: definitions: PASSKEY needs NEXTSTEP_PASSKEY_RP_ID" in lacking.stderr
    monkeypatch.setenv("NEXTSTEP_PASSKEY_RP_ID", "bank.example")
    found = run("check")
    assert "passkeys: of bank.example, asked for at https://bank.example" in found.stdout
    assert "PASSKEY" not in found.stderr


def test_a_check_tells_how_long_things_are_kept(monkeypatch):
    monkeypatch.setenv("NEXTSTEP_RETENTION_INBOX", "forever")
    monkeypatch.setenv("NEXTSTEP_RETENTION_CALLERS", "7")
    said = run("check").stdout
    assert "retention: callers 7 days, operations 400 days, registrations 400 days, inbox for ever, " in said
    assert "audit for ever (NEXTSTEP_AUDIT_ARCHIVE is not set)" in said


def test_a_check_tells_whether_the_audit_can_be_archived(monkeypatch, tmp_path):
    monkeypatch.setenv("NEXTSTEP_AUDIT_ARCHIVE", str(tmp_path / "archive"))
    assert "NEXTSTEP_AUDIT_ARCHIVE: " in run("check").stderr
    (tmp_path / "archive").mkdir()
    assert "audit 400 days" in run("check").stdout


@pytest.mark.parametrize("command", ["check", "migrate"])
def test_a_weak_password_of_the_administrator_is_warned_of_and_not_repeated(monkeypatch, command):
    monkeypatch.setenv("NEXTSTEP_ADMIN_PASSWORD", "hunter2")
    result = run(command)
    assert "warning: NEXTSTEP_ADMIN_PASSWORD: has fewer than 12 characters" in result.stderr
    assert "hunter2" not in result.output


# The same in every process: the tests' names are made of it.
KEY = base64.b64encode(bytes(range(32))).decode()


@pytest.mark.parametrize(
    ("content", "mode", "told"),
    [
        (f"NEXTSTEP_MASTER_KEY={KEY}", 0o644, "NEXTSTEP_MASTER_KEY, and {path} has mode 0644: others can read it"),
        (
            "nextstep_admin_password=a canary",
            0o660,
            "NEXTSTEP_ADMIN_PASSWORD, and {path} has mode 0660: others can read",
        ),
        ("NEXTSTEP_DATABASE_URL=postgresql+psycopg://bank:canary@127.0.0.1:9/a", 0o604, "NEXTSTEP_DATABASE_URL, and"),
        ("TEMPORAL_API_KEY=canary\nNEXTSTEP_MASTER_KEY=" + KEY, 0o666, "NEXTSTEP_MASTER_KEY, TEMPORAL_API_KEY, and"),
        (f"NEXTSTEP_MASTER_KEY={KEY}", 0o600, None),
        (f"NEXTSTEP_MASTER_KEY={KEY}", 0o640, None),
        ("NEXTSTEP_DATABASE_URL=postgresql+psycopg://bank@127.0.0.1:9/a", 0o644, None),
        ("NEXTSTEP_ADMIN_PASSWORD=\nNEXTSTEP_PORT=8081", 0o644, None),
    ],
)
def test_secrets_in_a_dot_env_that_others_can_read_are_warned_of_and_not_repeated(content, mode, told):
    file = Path(".env").absolute()
    file.write_text(content)
    file.chmod(mode)
    result = run("check")
    warned = [line for line in result.stderr.splitlines() if line.startswith("warning: .env: holds ")]
    assert len(warned) == (told is not None)
    assert "".join(warned).startswith(f"warning: .env: holds {told}".format(path=file) if told else "")
    assert "canary" not in result.output
    assert KEY not in result.output


def test_a_check_names_every_fault_by_file_line_and_key(monkeypatch, tmp_path):
    folder = shutil.copytree(SHIPPED, tmp_path / "definitions")
    (folder / "login.toml").write_text((folder / "login.toml").read_text().replace('"DONE"', '"READY"'))
    catalog = tmp_path / "catalogs" / "cs" / "LC_MESSAGES" / "bank.po"
    catalog.parent.mkdir(parents=True)
    catalog.write_text('msgid ""\nmsgstr "Language: cs\\n"\n\nmsgid "operation.title"\nmsgstr ""\n')
    monkeypatch.setenv("NEXTSTEP_DEFINITIONS", str(folder))
    monkeypatch.setenv("NEXTSTEP_CATALOGS", str(tmp_path / "catalogs"))
    result = run("check")
    assert result.exit_code == 1
    assert f"nextstep: {folder}/login.toml:" in result.stderr
    assert "steps.login.update.9.result: 'READY' is not known" in result.stderr
    assert f"nextstep: {catalog}:4: " in result.stderr
    assert "settings:" in result.stdout


@pytest.mark.parametrize("command", ["check", "migrate"])
def test_a_text_that_a_template_names_and_no_catalog_has_is_named(monkeypatch, tmp_path, command):
    folder = shutil.copytree(SHIPPED, tmp_path / "definitions")
    file = folder / "operation_templates.toml"
    words = re.sub(r'(?m)^title = ".*"$', 'title = "nobody.wrote.this"', file.read_text(), count=1)
    file.write_text(words)
    monkeypatch.setenv("NEXTSTEP_DEFINITIONS", str(folder))
    monkeypatch.setenv("NEXTSTEP_HOME", str(tmp_path / "home"))
    result = run(command)
    assert result.exit_code == 1
    assert "title: no catalog has the text nobody.wrote.this" in result.stderr


def test_a_check_names_stored_templates_that_no_phone_shows(monkeypatch, tmp_path):
    monkeypatch.setenv("NEXTSTEP_HOME", str(tmp_path))
    result = run("check")
    assert (result.exit_code, list(tmp_path.iterdir())) == (0, [])
    assert "not there yet" in result.stdout
    run("migrate")
    result = run("check")
    assert result.exit_code == 0, result.stderr
    assert "templates: 2 stored" in result.stdout
    database = Database(f"sqlite:///{tmp_path / 'nextstep.db'}")
    with database.write() as session:
        shipped = operation_templates.find(session, "login")
        operation_templates.put(session, replace(shipped, template_name="entry", operation_type="enter"))
    database.close()
    result = run("check")
    assert result.exit_code == 1
    assert "nextstep: template entry: The operation type enter has no texts" in result.stderr


def test_a_check_names_definitions_that_cannot_be_used_as_they_are_stored(monkeypatch):
    run("migrate")
    database = Database(load().store_url)
    sealed = {"e2e_encryption_algorithm": "AES", "e2e_encryption_cipher_transformation": "AES/CBC/PKCS7Padding"}
    with database.write() as session:
        session.orm.add_all(
            [
                policy_row(),
                definition_row(),
                definition_row(credential_definition_name="SEALED", e2e_encryption_enabled=True, **sealed),
                definition_row(credential_definition_name="BROKEN", credential_policy_name="NONE"),
                otp_rows.definition_row(otp_definition_name="CODE", otp_policy_name="NONE"),
            ]
        )
    database.close()
    result = run("check")
    assert result.exit_code == 1
    assert "credential definitions: 3 stored" in result.stdout
    assert "one-time password definitions: 1 stored" in result.stdout
    assert [line.removeprefix("nextstep: ") for line in result.stderr.splitlines()] == [
        "credential definition BROKEN: there is no credential policy NONE",
        "credential definition SEALED: NEXTSTEP_E2E_ENCRYPTION_KEY is missing",
        "one time password definition CODE: there is no one time password policy NONE",
    ]
    monkeypatch.setenv("NEXTSTEP_E2E_ENCRYPTION_KEY", base64.b64encode(bytes(32)).decode())
    assert "SEALED" not in run("check").stderr


def test_a_check_warns_of_applications_that_lack_protocol_4_until_they_are_migrated(monkeypatch, silent):
    monkeypatch.setenv("NEXTSTEP_TEMPORAL_ADDRESS", f"127.0.0.1:{silent}")
    run("migrate")
    settings = load()
    database = Database(settings.store_url)
    applications = Applications(database, Sealer.of(*settings.master_keys))
    for name in ("mtoken", "other"):
        applications.create(name, ())
    assert "protocol 4" not in run("check").stderr
    with database.write() as session:
        session.connection().exec_driver_sql("UPDATE master_key_pair SET v4_private_keys = NULL")
        session.connection().exec_driver_sql("UPDATE application SET algorithms = NULL")
    assert "warning: applications: mtoken, other lack keys of protocol 4; run nextstep migrate" in run("check").stderr
    with monkeypatch.context() as without_key:
        without_key.delenv("NEXTSTEP_MASTER_KEY")
        assert "warning: applications: mtoken, other lack keys of protocol 4; run this again" in run("migrate").stderr
    monkeypatch.setenv("NEXTSTEP_APPLICATION_ALGORITHMS", "EC_P384_ML_L5")
    told = run("migrate").stdout
    assert "applications: mtoken has what protocol 4 needs (1 of 2)\n" in told
    assert "applications: other has what protocol 4 needs (2 of 2)\n" in told
    assert [one.value for one in applications.get("other").algorithms] == ["EC_P384_ML_L5"]
    assert "protocol 4" not in run("check").stderr + run("migrate").stdout
    database.close()


def test_a_check_names_templates_that_no_phone_reads_offline(monkeypatch, tmp_path):
    folder = shutil.copytree(SHIPPED, tmp_path / "definitions")
    file = folder / "operation_templates.toml"
    file.write_text(file.read_text().replace('data_template = "A2"', 'data_template = "login"'))
    monkeypatch.setenv("NEXTSTEP_DEFINITIONS", str(folder))
    result = run("check")
    assert result.exit_code == 1
    assert "operation_template.login.data_template: the head of the data must be a capital letter" in result.stderr


@pytest.mark.parametrize(("version", "words"), [(None, "no schema yet"), ("0001", "an older version's schema")])
def test_a_check_tells_a_database_without_a_schema_from_one_of_an_older_version(version, words):
    load().home.mkdir()
    with sqlite3.connect(load().home / "nextstep.db") as database:
        if version is not None:
            database.execute(f"CREATE TABLE alembic_version AS SELECT '{version}' AS version_num")
    database.close()
    result = run("check")
    assert result.exit_code == 0
    assert result.stdout.splitlines()[-1].endswith(f": not looked at, it has {words}")


def test_a_check_goes_without_a_database(monkeypatch):
    monkeypatch.setenv("NEXTSTEP_DATABASE_URL", "postgresql+psycopg://nobody@127.0.0.1:9/none")
    result = run("check")
    assert result.exit_code == 0
    assert "not looked at" in result.stdout


def test_a_check_tells_of_stored_flows_that_cannot_always_go_on(monkeypatch, silent):
    monkeypatch.setenv("NEXTSTEP_TEMPORAL_ADDRESS", f"127.0.0.1:{silent}")
    run("migrate")
    good = run("check")
    assert (good.exit_code, good.stderr) == (0, "")
    assert "step definitions: 69 stored" in good.stdout
    database = Database(load().store_url)
    definitions.delete_step_definition(database, 35)
    database.close()
    found = run("check")
    assert found.exit_code == 1
    told = "nextstep: operation authorize_payment: no row answers SMS_KEY CANCELED, which fails the operation\n"
    assert found.stderr == told


def test_a_check_reports_variables_that_are_probably_misspelt(monkeypatch):
    monkeypatch.setenv("NEXTSTEP_TRUST_NETWROK", "true")
    result = run("check")
    assert result.exit_code == 2
    assert result.stderr == (
        "nextstep: NEXTSTEP_TRUST_NETWROK: is not a setting; did you mean NEXTSTEP_TRUST_NETWORK?\n"
    )


def test_a_check_warns_of_four_eyes_where_nobody_else_could_agree(monkeypatch):
    monkeypatch.setenv("NEXTSTEP_MASTER_KEY", master_key.generate())
    load().home.mkdir(exist_ok=True)
    database = Database(load().store_url)
    database.migrate()
    accounts = Accounts(database)
    accounts.bootstrap("admin", "the administrator's own")
    accounts.create("clerk", Role.OPERATOR)
    said = "there is one enabled administrator"
    assert said not in run("check").stderr
    monkeypatch.setenv("NEXTSTEP_FOUR_EYES", "true")
    assert said in run("check").stderr
    accounts.create("second", Role.ADMIN)
    database.close()
    assert said not in run("check").stderr


@pytest.mark.parametrize(
    ("variables", "line", "warns"),
    [
        ({}, "payloads: in clear", False),
        ({"PAYLOAD_ENCRYPTION": "true"}, "payloads: encrypted under the master key", False),
        ({"CODEC_ENDPOINT": "true"}, "payloads: in clear", True),
        ({"CODEC_ENDPOINT": "true", "TEMPORAL_UI": "https://temporal.bank.example"}, "payloads: in clear", False),
    ],
    ids=str,
)
def test_whether_payloads_are_encrypted_is_told_and_that_no_page_may_ask_for_them(monkeypatch, variables, line, warns):
    for name, value in variables.items():
        monkeypatch.setenv(f"NEXTSTEP_{name}", value)
    result = run("check")
    assert line in result.stdout.splitlines()
    assert ("NEXTSTEP_CODEC_ENDPOINT: no page of a browser may ask it" in result.stderr) == warns
