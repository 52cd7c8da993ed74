"""What would become of an operation is asked of the machine itself: by flow, by template, event by event."""

import json

import pytest
from click.testing import CliRunner

from activities.store import definitions
from activities.store.database import Database
from activities.store.shipped import load_shipped
from activities.templates.shipped import load_templates
from api.commands import nextstep
from config.definitions.load import load as load_definitions
from config.settings import load
from locales.catalogs import Catalogs

PASSWORD = "USERNAME_PASSWORD_AUTH"


def run(*arguments):
    return CliRunner().invoke(nextstep, ("flows", *arguments))


def document(*arguments):
    result = run(*arguments, "--json")
    return json.loads(result.stdout)


@pytest.fixture
def stored(alone):
    """A database with the shipped definitions, from which the answer to a cancelled SMS code is missing."""
    load().home.mkdir()
    database = Database(load().store_url)
    database.migrate()
    load_shipped(database, load_definitions())
    load_templates(database, load_definitions(), Catalogs())
    definitions.delete_step_definition(database, 35)
    yield database
    database.close()


@pytest.mark.usefixtures("alone")
def test_a_flow_is_shown_as_a_table_and_as_a_chart():
    shown = run("show", "authorize_payment")
    assert shown.exit_code == 0, shown.stderr
    lines = [" ".join(line.split()) for line in shown.stdout.splitlines()]
    assert "fails after 300 s, from each step anew" in lines
    assert "POWERAUTH_TOKEN or SMS_KEY SMS_KEY CONFIRMED CONSENT -" in lines
    assert "CONSENT CONSENT CONFIRMED DONE -" in lines
    assert "flowchart TD" in lines


@pytest.mark.usefixtures("alone")
def test_the_chart_alone_is_that_of_the_page_of_states():
    from tests.documents.states import DOCUMENT

    chart = run("show", "login", "--mermaid").stdout
    assert chart.startswith("flowchart TD\n")
    assert f"```mermaid\n{chart}```" in DOCUMENT.read_text()


@pytest.mark.usefixtures("alone")
def test_a_user_without_a_mobile_token_is_offered_none():
    shown = document("show", "authorize_payment", "--no-mobile-token")
    assert shown["mobileToken"] is False
    assert all("POWERAUTH_TOKEN" not in place["offered"] for place in shown["places"])
    assert {"SMS_KEY", "CONSENT"} <= set(shown["limits"])


@pytest.mark.usefixtures("alone")
def test_the_flow_of_a_template_is_its_one_step_with_its_own_limits():
    shown = document("show", "payment", "--template")
    template = next(one for one in load_definitions().operation_templates if one.template_name == "payment")
    assert shown["lifetimeSeconds"] == template.expiration
    assert shown["limits"] == {"POWERAUTH_TOKEN": template.max_failure_count}
    assert [(one["ended"], one["then"]) for one in shown["steps"]] == [
        ("CONFIRMED", "DONE"),
        ("AUTH_FAILED", "CONTINUE"),
        ("AUTH_METHOD_FAILED", "FAILED"),
        ("CANCELED", "FAILED"),
    ]


@pytest.mark.parametrize(
    ("arguments", "known"), [(("nothing",), "authorize_payment, "), (("nothing", "--template"), "login, payment")]
)
@pytest.mark.usefixtures("alone")
def test_a_flow_that_there_is_not_is_answered_with_those_that_there_are(arguments, known):
    shown = run("show", *arguments)
    assert shown.exit_code == 1
    assert shown.stderr.startswith("nextstep: there is no ")
    assert f"there are: {known}" in shown.stderr


@pytest.mark.usefixtures("alone")
def test_what_the_database_has_rules_unless_the_files_are_asked_for(stored):
    def canceled(*options):
        shown = document("show", "authorize_payment", *options)
        [found] = [
            one
            for one in shown["steps"]
            if (one["method"], one["ended"]) == ("SMS_KEY", "CANCELED") and len(one["offered"]) == 1
        ]
        return shown["source"].split()[1], found["reason"]

    assert canceled() == ("database", "error.noAuthMethod")
    assert canceled("--files") == ("files", "canceled.unknown")
    assert "no row answers SMS_KEY CANCELED" in run("check").stdout
    assert run("check", "--files").exit_code == 0


@pytest.mark.usefixtures("alone")
def test_a_check_tells_each_problem_and_fails(stored):
    found = document("check")
    assert found["problems"] == [
        {
            "flow": "authorize_payment",
            "problem": "no row answers SMS_KEY CANCELED, which fails the operation",
            "steps": [],
        }
    ]
    assert run("check").exit_code == 1
    for step in [one for one in load_definitions().steps if one.operation_name == "login"]:
        definitions.delete_step_definition(stored, step.step_definition_id)
    assert "login" in {one["flow"] for one in document("check")["problems"]}
    shown = run("show", "login")
    assert shown.exit_code == 1
    assert "there are no step definitions of login, so that it can never be created" in shown.stderr


@pytest.mark.usefixtures("alone")
def test_a_database_of_another_version_is_not_read():
    load().home.mkdir()
    (load().home / "nextstep.db").touch()
    shown = run("show", "login")
    assert shown.exit_code == 1
    assert "run nextstep migrate, or give --files" in shown.stderr


@pytest.mark.usefixtures("alone")
def test_a_database_that_is_away_is_said(monkeypatch):
    monkeypatch.setenv("NEXTSTEP_DATABASE_URL", "postgresql://nobody@127.0.0.1:9/none")
    shown = run("check")
    assert shown.exit_code == 1
    assert "--files shows the flows" in shown.stderr
    assert run("check", "--files").exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "status", "reason", "remaining"),
    [
        (("login", f"{PASSWORD}:CONFIRMED", "CONSENT:CONFIRMED"), "APPROVED", None, 5),
        (("login", *[f"{PASSWORD}:AUTH_FAILED"] * 5), "FAILED", None, 0),
        (("login", "WAIT:300"), "PENDING", None, None),
        (("login", "WAIT:301"), "EXPIRED", "operation.timeout", 0),
        (("login", "WAIT:200", f"{PASSWORD}:CONFIRMED", "WAIT:200"), "PENDING", None, 5),
        (("login", "INTERRUPT"), "CANCELED", "canceled.interrupted_operation", None),
        (("payment", "--template", "PHONE:CANCELED"), "REJECTED", "canceled.unknown", 5),
        (("payment", "--template", "MOBILE_TOKEN:OFF", "MOBILE_TOKEN:ON", "PHONE:CONFIRMED"), "APPROVED", None, 5),
        (("login_sca", "MOBILE_TOKEN:ON", "PHONE:CONFIRMED", "CONSENT:CONFIRMED"), "APPROVED", None, 5),
        (("login_sca", "MOBILE_TOKEN:ON", "PHONE:AUTH_FAILED", "PHONE:CANCELED"), "REJECTED", "canceled.unknown", 4),
        (
            ("authorize_payment", f"{PASSWORD}:CONFIRMED", "CHOOSE:POWERAUTH_TOKEN", "PHONE:CONFIRMED"),
            "PENDING",
            None,
            5,
        ),
        (
            (
                "authorize_payment",
                f"{PASSWORD}:confirmed",
                f"{PASSWORD}:AUTH_METHOD_CHOSEN:POWERAUTH_TOKEN",
                "phone:canceled",
            ),
            "REJECTED",
            "canceled.unknown",
            5,
        ),
    ],
)
@pytest.mark.usefixtures("alone")
def test_events_are_played_to_where_they_lead(arguments, status, reason, remaining):
    played = run("simulate", *arguments, "--json")
    assert played.exit_code == 0, played.stderr
    last = json.loads(played.stdout)["played"][-1]
    assert (last["status"], last["reason"], last["remainingAttempts"]) == (status, reason, remaining)


@pytest.mark.usefixtures("alone")
def test_an_event_that_is_refused_changes_nothing_and_fails_the_command():
    played = run("simulate", "login", "SMS_KEY:CONFIRMED", f"{PASSWORD}:CONFIRMED")
    assert played.exit_code == 1
    refused, then = [" ".join(line.split()) for line in played.stdout.splitlines()[2:]]
    assert "STEP_NOT_OFFERED: SMS_KEY CONFIRMED does not follow INIT" in refused
    assert then == f"0 {PASSWORD}:CONFIRMED PENDING CONSENT no 5 -"
    assert played.stderr == "nextstep: refused: 1 of 2 events, which changed nothing\n"


@pytest.mark.parametrize(
    "event", ["SMS_KEY", "SMS_KEY:YES", "WAIT:soon", "WAIT:-1", "PHONE:AUTH_METHOD_CHOSEN", ":CONFIRMED"]
)
@pytest.mark.usefixtures("alone")
def test_what_is_no_event_is_refused_before_any_is_played(event):
    played = run("simulate", "login", f"{PASSWORD}:CONFIRMED", event)
    assert (played.exit_code, played.stdout) == (2, "")
    assert f"{event} is no event" in played.stderr


# With the servers.


def test_an_operation_keeps_the_flow_that_it_was_created_with(beside):
    with beside.client() as client:
        operation_id = client.create("login")["operationId"]
    shown = document("show", operation_id, "--operation")
    assert (shown["flow"], shown["source"]) == ("login", f"the operation {operation_id}")
    assert shown["steps"] == document("show", "login")["steps"]
    unknown = run("show", "nobody", "--operation")
    assert (unknown.exit_code, unknown.stderr) == (1, "nextstep: nobody: Temporal does not know it, or no more\n")
