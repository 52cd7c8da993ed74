"""Whatever a view does, its caller has an answer with the request's id, and the request is counted."""

from collections import Counter

import pytest
from flask import Flask
from marshmallow import Schema
from prometheus_client import REGISTRY

from api.http.blueprint import ApiBlueprint
from api.http.endpoint import EndpointProof, Idempotent
from api.http.error_table import CodeAndDetail
from api.http.errors import Denied
from config.reasons import Reason
from config.refused import Refused
from tests.api.http.tried_errors import TABLE

OWN = {Reason.KEY_REUSED: CodeAndDetail("ODD"), Reason.OPERATION_NOT_FOUND: CodeAndDetail("ODD", "none")}


def answered(view, **declared):
    """The response of an API whose only endpoint is `view`, and how often it was counted by the response's status."""
    api = ApiBlueprint("tried", "/tried", TABLE)
    api.endpoint("GET /thing", tag="Things", **declared)(view)
    app = Flask("tried")
    app.add_url_rule("/tried/thing", "thing", api.dispatch(api.endpoints[0]))

    def counts():
        """By the status, as text."""
        samples = (sample for family in REGISTRY.collect() for sample in family.samples)
        return Counter(
            {
                sample.labels["code"]: sample.value
                for sample in samples
                if sample.name == "nextstep_requests_total" and sample.labels["endpoint"] == view.__name__
            }
        )

    before = counts()
    response = app.test_client().get("/tried/thing", headers={"X-Correlation-ID": "correlated"})
    return response, (counts() - before)[str(response.status_code)]


class Broken(Schema):
    """A query that cannot be loaded at all."""

    def load(self, *_, **__):
        raise RuntimeError("loaded")


class Unwritable:
    """No JSON, and no text."""

    def __str__(self):
        raise RuntimeError("not even that")


@pytest.mark.parametrize(
    ("error", "status", "message"),
    [
        (Refused(Reason.REGISTRATION_STATE, "so"), 400, "Bad: so"),
        (Refused(Reason.KEY_REUSED, "so"), 409, "Odd: so"),
        (Refused(Reason.OPERATION_NOT_FOUND, "so"), 409, "Odd: none"),
        (Denied("ODD", "so"), 409, "Odd: so"),
        (Denied("UNHEARD_OF", "so"), 500, "Broken."),
        (KeyError("of a table"), 500, "Broken."),
        (Refused("NO_REASON", "so"), 500, "Broken."),
        (Refused(Reason.REQUEST_INVALID, Unwritable()), 500, "Broken."),
    ],
)
def test_whatever_a_view_raises_is_answered_and_counted_with_the_requests_id(error, status, message):
    def fails():
        raise error

    response, counted = answered(fails, refusals=OWN)
    assert (response.status_code, response.json["responseObject"]["message"]) == (status, message)
    assert (response.headers["X-Correlation-ID"], counted) == ("correlated", 1)


def test_what_a_proof_finds_and_the_key_of_a_request_are_given_to_the_view():
    def takes(name, *, key):
        return {"name": name, "key": key}

    proof = EndpointProof(lambda: "roman", (("basic",),)).then(str.upper)
    response, _ = answered(takes, proof=proof, idempotent=Idempotent())
    assert response.json["responseObject"] == {"name": "ROMAN", "key": None}


def test_nothing_is_judged_of_a_request_that_proves_nothing():
    def fails():
        raise Denied("ODD", "who?")

    response, counted = answered(lambda: pytest.fail("called"), proof=EndpointProof(fails, ()), query=Broken())
    assert (response.status_code, response.json["responseObject"]["message"], counted) == (409, "Odd: who?", 1)


def test_an_answer_that_cannot_be_written_is_answered_and_counted_too():
    def answers():
        return {"thing": Unwritable()}

    response, counted = answered(answers)
    assert (response.status_code, response.json["responseObject"]["code"]) == (500, "ERROR_GENERIC")
    assert (response.headers["X-Correlation-ID"], counted) == ("correlated", 1)
