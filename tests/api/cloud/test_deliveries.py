"""Administrators see what was told to whom and what failed, by operation or state, and have it sent again; not what was said."""

import pytest

from activities.callbacks.enqueue import StatusChange, enqueue_operation
from activities.callbacks.registry import CallbackTerms
from activities.deliveries import outbox
from activities.deliveries.circuits import FAILURES, Circuits
from activities.secrets.sealing import Sealer
from activities.store import deliveries, delivery_search
from config.callbacks import CallbackType
from config.clock import now_ms
from config.vocabulary import DeliveryState
from tests.api.audited import audit_rows
from tests.e2e.client import unique

ALL = "/admin/deliveries"


@pytest.fixture
def told(app, bank):
    """By state: callbacks about an operation, `operation`; and a push that was never sent; and the callback's id."""
    services = app.extensions["nextstep"]
    sealer, app_id = Sealer.of(*services.settings.master_keys), bank.app_id
    terms = CallbackTerms("back office", "https://8.8.8.8/hook?key=canary", attributes=("userId",))
    callback, _ = services.callbacks.create(app_id, CallbackType.OPERATION_STATUS_CHANGE, terms)
    found = {"callback": callback.stored.callback_id, "operation": unique("operation"), "phone": unique("phone")}
    with services.database.write() as session:
        for number, state in enumerate(DeliveryState, 1):
            change = StatusChange(found["operation"], number, 1000)
            [one] = enqueue_operation(session, sealer, application_id=app_id, change=change, facts={"userId": "canary"})
            deliveries.amend(session, one, created_ms=now_ms() - number * 1000)
            if state is not DeliveryState.WAITING:
                deliveries.begin(session, one, now_ms(), 60_000)
                deliveries.end(session, one, state, "HTTP_503" if state is DeliveryState.FAILED else None, now_ms())
            found[state.value] = one
        push = {"kind": "push", "target": found["phone"], "application_id": app_id, "event_key": f"{found['phone']}:1"}
        outbox.enqueue(session, sealer, **push, payload=b"{}", failure="NO_PROVIDER")
        [row] = delivery_search.list_of_events(session, [push["event_key"]])
        found["push"] = row.delivery_id
        deliveries.amend(session, found["push"], created_ms=now_ms() - 60_000)
    return found


def listed(admin, **query):
    return [one["id"] for one in admin.ok("GET", ALL, params=query)["deliveries"]]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, ["WAITING", "DELIVERED", "FAILED", "push"]),
        ({"state": "FAILED"}, ["FAILED", "push"]),
        ({"kind": "push"}, ["push"]),
        ({"kind": "callback", "state": "WAITING"}, ["WAITING"]),
        ({"pageSize": 2}, ["WAITING", "DELIVERED"]),
        ({"pageSize": 2, "pageNumber": 1}, ["FAILED", "push"]),
        ({"pageSize": 3, "pageNumber": 5}, []),
    ],
    ids=str,
)
def test_an_application_s_are_listed_newest_first(admin, bank, told, query, found):
    assert listed(admin, applicationId=bank.app_id, **query) == [told[one] for one in found]


@pytest.mark.parametrize(
    ("subject", "query", "found"),
    [
        ("operation", {}, ["WAITING", "DELIVERED", "FAILED"]),
        ("operation", {"state": "FAILED"}, ["FAILED"]),
        ("operation", {"kind": "push"}, []),
        ("operation", {"applicationId": "another"}, []),
        ("operation", {"pageSize": 1, "pageNumber": 1}, ["DELIVERED"]),
        ("phone", {}, ["push"]),
        ("callback", {}, []),
    ],
    ids=str,
)
def test_those_of_an_operation_are_found(admin, told, subject, query, found):
    assert listed(admin, subject=told[subject], **query) == [told[one] for one in found]


def test_those_of_every_application_are_found_from_a_moment_on(admin, told):
    found = listed(admin, timestampFrom=now_ms() - 30_000)
    assert {told["WAITING"], told["FAILED"]} <= {*found}
    assert told["push"] not in found
    assert listed(admin, timestampFrom=now_ms() + 60_000) == []


def test_one_tells_what_of_whom_is_told_where_and_why_it_failed_in_words(admin, bank, told):
    shown = admin.ok("GET", f"{ALL}/{told['FAILED']}")
    assert shown == {
        "id": told["FAILED"],
        "kind": "callback",
        "applicationId": bank.app_id,
        "subject": f"{told['operation']}:3",
        "target": told["callback"],
        "state": "FAILED",
        "attempts": 1,
        "lastError": "HTTP_503",
        "lastErrorText": "the receiver answered 503 Service Unavailable",
        "timestampCreated": shown["timestampCreated"],
        "timestampLastChanged": shown["timestampLastChanged"],
        "destination": "8.8.8.8",
        "circuit": {"state": "CLOSED", "failures": 0},
    }
    push = admin.ok("GET", f"{ALL}/{told['push']}")
    assert push["destination"] == "a phone that takes no pushes any more"
    assert push["lastErrorText"] == "the application has no credentials at a provider for this phone"


def test_whether_its_receiver_answers_others_is_told(app, admin, told):
    breaker = Circuits(app.extensions["nextstep"].database)
    for _ in range(FAILURES):
        leave = breaker.ask_leave("callback", told["callback"])
        breaker.record_failure("callback", told["callback"], leave, "TIMED_OUT")
    circuit = admin.ok("GET", f"{ALL}/{told['WAITING']}")["circuit"]
    assert (circuit["state"], circuit["failures"]) == ("OPEN", FAILURES)
    assert circuit["lastErrorText"] == "there was no answer in time"
    assert circuit["timestampSince"] < circuit["timestampNextTrial"]


def test_neither_contents_nor_addresses_with_keys_are_shown(admin, told):
    for path in (ALL, f"{ALL}/{told['FAILED']}"):
        answer = admin.send("GET", path).text
        assert "canary" not in answer
        assert "/hook" not in answer


def test_what_has_ended_is_sent_again_once_and_the_audit_names_who_wanted_it(app, admin, bank, told):
    for state in ("FAILED", "DELIVERED"):
        again = admin.ok("POST", f"{ALL}/{told[state]}/send")
        assert (again["id"], again["state"], again["attempts"]) == (told[state], "WAITING", 0)
        assert "lastError" not in again
    for state in ("FAILED", "WAITING"):  # they wait, and are left to the worker
        assert admin.ok("POST", f"{ALL}/{told[state]}/send")["state"] == "WAITING"
    repeated = [one for one in audit_rows(app, "DELIVERY_REPEAT") if one["application_id"] == bank.app_id]
    assert [(one["actor"], one["event_data"].partition("\n")[0]) for one in repeated] == [("admin", "POST")] * 2
    assert told["FAILED"] in repeated[0]["event_data"]


def test_what_nobody_would_hear_is_not_sent_again(app, admin, bank, told):
    app.extensions["nextstep"].callbacks.remove(bank.app_id, told["callback"])
    refused = admin.refused("POST", f"{ALL}/{told['FAILED']}/send")
    assert refused == ("ERROR_ADMIN", "the callback was removed; nobody would hear it")
    shown = admin.ok("GET", f"{ALL}/{told['FAILED']}")
    assert (shown["state"], shown["destination"]) == ("FAILED", "a callback that was removed")


def test_what_there_is_not_is_said(admin):
    for verb, path in (("GET", f"{ALL}/nothing"), ("POST", f"{ALL}/nothing/send")):
        assert admin.refused(verb, path) == ("ERROR_ADMIN", "Delivery not found")


@pytest.mark.parametrize(
    "query", [{"state": "GONE"}, {"kind": "letter"}, {"pageSize": 501}, {"pageNumber": -1}], ids=str
)
def test_a_wrong_question_is_refused(admin, query):
    assert admin.refused("GET", ALL, params=query)[0] == "ERROR_REQUEST"


def test_integration_users_are_kept_out(bank, told):
    for verb, path in (("GET", ALL), ("GET", f"{ALL}/{told['FAILED']}"), ("POST", f"{ALL}/{told['FAILED']}/send")):
        assert bank.refused(verb, path, status=401)[0] == "HTTP_401"
