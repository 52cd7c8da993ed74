"""Each request at an API is a span: named by its route, a part of the bank's trace, and without what was sent."""

import pytest
from flask import Flask
from opentelemetry.trace import SpanKind

from api.http.blueprint import ApiBlueprint
from config import spans
from config.actors import BANK, DEVICE
from config.reasons import Reason
from config.refused import Refused
from tests.api.http.tried_errors import TABLE
from tests.recording import recording

BANKS = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
USER = "roman"


@pytest.fixture
def recorded():
    with recording() as found:
        yield found


def ask(view, *, actor=BANK, **headers):
    api = ApiBlueprint("tried", "/tried", TABLE, actor=actor)
    api.endpoint("GET /users/<user_id>", tag="Things")(view)
    app = Flask("tried")
    app.add_url_rule("/tried/users/<user_id>", "thing", api.dispatch(api.endpoints[0]))
    sent = {"X-Correlation-ID": "correlated", **headers}
    return app.test_client().get(f"/tried/users/{USER}?name={USER}", headers=sent)


def test_a_request_is_a_span_named_by_its_route(recorded):
    assert ask(lambda user_id: None).status_code == 200
    [span] = recorded.spans()
    assert (span.name, span.kind) == ("GET /tried/users/<user_id>", SpanKind.SERVER)
    assert dict(span.attributes) == {
        "http.request.method": "GET",
        "http.route": "/tried/users/<user_id>",
        "http.response.status_code": 200,
        "nextstep.api": "tried",
        "nextstep.correlation_id": "correlated",
    }
    assert USER not in span.to_json()


@pytest.mark.parametrize(("actor", "goes_on"), [(BANK, True), (DEVICE, False)])
def test_the_banks_trace_goes_on_and_a_phones_begins_anew(recorded, actor, goes_on):
    ask(lambda user_id: None, actor=actor, traceparent=BANKS)
    [span] = recorded.spans()
    assert (span.parent is not None) == goes_on
    assert (f"{span.context.trace_id:032x}" == BANKS.split("-")[1]) == goes_on


def test_what_is_done_meanwhile_is_a_part_of_it_and_nothing_afterwards(recorded):
    def view(user_id):
        with spans.span("inner"):
            pass

    ask(view)
    inner, outer = recorded.spans()
    assert inner.parent.span_id == outer.context.span_id
    assert spans.current() is None


@pytest.mark.parametrize(
    ("raised", "status", "reason", "is_failure"),
    [
        (Refused(Reason.OPERATION_NOT_FOUND), 400, "OPERATION_NOT_FOUND", False),
        (KeyError(USER), 500, "KeyError", True),
    ],
)
def test_a_refusal_has_its_reason_and_only_faults_of_ours_are_failures(recorded, raised, status, reason, is_failure):
    def view(user_id):
        raise raised

    assert ask(view).status_code == status
    [span] = recorded.spans()
    assert (span.attributes["nextstep.reason"], span.attributes["http.response.status_code"]) == (reason, status)
    assert ("error.type" in span.attributes, not span.status.is_ok) == (is_failure, is_failure)
    assert USER not in span.to_json()
