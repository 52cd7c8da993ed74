"""Operators find what was not told, see whose server does not answer, and have it sent again."""

import json

import pytest
from click.testing import CliRunner

from activities.callbacks.enqueue import StatusChange, enqueue_operation
from activities.callbacks.registry import CallbackRegistry, CallbackTerms
from activities.deliveries import outbox
from activities.deliveries.circuits import FAILURES, Circuits
from activities.device.applications import Applications
from activities.secrets.sealing import Sealer
from activities.store import deliveries, delivery_search
from activities.store.database import Database
from api.commands import nextstep
from api.commands.operator_account import account
from config import master_key
from config.callbacks import CallbackType
from config.clock import now_ms
from config.settings import load
from config.vocabulary import DeliveryState

DAY_MS = 86_400_000


def run(*arguments, **more):
    return CliRunner().invoke(nextstep, ("deliveries", *arguments), **more)


def document(*arguments):
    result = run(*arguments, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def listed(*arguments):
    return [one["id"] for one in document("list", *arguments)["deliveries"]]


@pytest.fixture
def database(alone, monkeypatch):
    monkeypatch.setenv("NEXTSTEP_MASTER_KEY", master_key.generate())
    load().home.mkdir()
    found = Database(load().store_url)
    found.migrate()
    yield found
    found.close()


@pytest.fixture
def told(database):
    """By state: callbacks about an operation, and a push that failed two days ago; and the callback's id."""
    sealer = Sealer.of(*load().master_keys)
    Applications(database, sealer).create("app", ())
    terms = CallbackTerms("back office", "https://8.8.8.8/hook", attributes=())
    callback, _ = CallbackRegistry(database, sealer, private=False).create(
        "app", CallbackType.OPERATION_STATUS_CHANGE, terms
    )
    found = {"callback": callback.stored.callback_id}
    with database.write() as session:
        for number, state in enumerate(DeliveryState, 1):
            [one] = enqueue_operation(
                session, sealer, application_id="app", change=StatusChange("operation", number, 1000), facts={}
            )
            deliveries.amend(session, one, created_ms=now_ms() - number * 1000)
            if state is not DeliveryState.WAITING:
                deliveries.begin(session, one, now_ms(), 60_000)
                deliveries.end(session, one, state, "HTTP_503" if state is DeliveryState.FAILED else None, now_ms())
            found[state] = one
        push = {"kind": "push", "target": "phone", "application_id": "other", "event_key": "older:1"}
        outbox.enqueue(session, sealer, **push, payload=b"{}", failure="NO_PROVIDER")
        [found["push"]] = [one.delivery_id for one in delivery_search.list_of_events(session, ["older:1"])]
        deliveries.amend(session, found["push"], created_ms=now_ms() - 2 * DAY_MS)
    return found


def test_deliveries_of_a_day_are_listed_newest_first(told):
    assert listed() == [told[state] for state in DeliveryState]
    first = document("list")["deliveries"][-1]
    assert {name: first[name] for name in ("subject", "target", "state", "attempts", "lastError")} == {
        "subject": "operation:3",
        "target": told["callback"],
        "state": "FAILED",
        "attempts": 1,
        "lastError": "HTTP_503",
    }


@pytest.mark.parametrize(
    ("options", "found"),
    [
        (("--status", "FAILED"), ["FAILED"]),
        (("--status", "failed", "--since", "3d"), ["FAILED", "push"]),
        (("--status", "WAITING", "--status", "DELIVERED"), ["WAITING", "DELIVERED"]),
        (("--kind", "push", "--since", "3d"), ["push"]),
        (("--application", "other", "--since", "3d"), ["push"]),
        (("--application", "nobody", "--since", "3d"), []),
        (("--subject", "operation", "--status", "FAILED"), ["FAILED"]),
        (("--subject", "older"), ["push"]),
        (("--subject", "older", "--since", "1d"), []),
        (("--subject", "oper"), []),
    ],
)
def test_filters_narrow_the_list(told, options, found):
    assert listed(*options) == [told[one] for one in found]


@pytest.mark.parametrize("options", [(), ("--subject", "operation")])
def test_a_list_is_bounded_and_says_so(told, options):
    found = run("list", "--limit", "2", *options)
    assert len(found.stdout.splitlines()) == 3
    assert "there are more" in found.stderr


def test_a_delivery_is_shown_with_its_destination_and_whether_that_answers(told, database):
    page = document("show", told["WAITING"])
    assert (page["destination"], page["circuit"]["state"]) == ("8.8.8.8", "CLOSED")
    breaker = Circuits(database)
    for _ in range(FAILURES):
        breaker.record_failure(
            "callback", told["callback"], breaker.ask_leave("callback", told["callback"]), "TIMED_OUT"
        )
    circuit = document("show", told["WAITING"])["circuit"]
    assert (circuit["state"], circuit["failures"], circuit["lastError"]) == ("OPEN", FAILURES, "TIMED_OUT")
    shown = run("show", told["WAITING"]).stdout
    assert "OPEN" in shown
    assert "/hook" not in shown  # addresses may carry keys


def test_what_has_ended_is_sent_again_and_what_waits_is_left(told, database):
    asked = run("send", told["FAILED"], input="n\n")
    assert (asked.exit_code, asked.stdout) == (1, "")
    done = run("send", told["FAILED"], told["WAITING"], "nobody", told["DELIVERED"], "--yes")
    assert done.exit_code == 1
    assert [line.split(":")[0] for line in done.stdout.splitlines()] == [told["FAILED"], told["DELIVERED"]]
    waits, unknown = done.stderr.splitlines()
    assert waits == f"nextstep: {told['WAITING']}: it waits to be sent, after 0 attempts; leave it to the worker"
    assert unknown.startswith("nextstep: nobody: there is no such delivery")
    assert {document("show", told[state])["state"] for state in DeliveryState} == {"WAITING"}
    with database.read() as session:
        statement = "SELECT actor, application_id FROM audit WHERE action = 'DELIVERY_REPEAT'"
        assert session.connection().exec_driver_sql(statement).all() == [(f"operator:{account()}", "app")] * 2


def test_what_nobody_would_hear_is_not_sent_again(told, database):
    CallbackRegistry(database, Sealer.of(*load().master_keys), private=False).remove("app", told["callback"])
    result = run("send", told["FAILED"], "--yes")
    assert result.exit_code == 1
    assert result.stderr == f"nextstep: {told['FAILED']}: the callback was removed; nobody would hear it\n"
    assert document("show", told["FAILED"])["state"] == "FAILED"


def test_a_delivery_that_there_is_not_is_said(database):
    shown = run("show", "nobody")
    assert shown.exit_code == 1
    assert shown.stderr.startswith("nextstep: nobody: there is no such delivery, or no more")
