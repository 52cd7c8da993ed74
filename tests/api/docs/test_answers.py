"""Real answers are as documented, and answers that are not are noticed."""

import pytest

from api.docs.examples.nextstep_requests import OPERATION_ID
from tests.api.conformance import conforms, document
from tests.api.docs.reading import API, JSON, PREFIX, resolved

REAL = [
    ("GET", "/api/service/status", None, 200),
    ("GET", "/auth-method", None, 200),
    ("POST", "/auth-method/list", {}, 200),
    ("GET", "/organization", None, 200),
    ("POST", "/organization/list", {}, 200),
    ("GET", "/organization/detail?organizationId=RETAIL", None, 200),
    ("GET", "/operation/config", None, 200),
    ("POST", "/user/auth-method/list", {"userId": "roman"}, 200),
    ("POST", "/user/auth-method", {"userId": "roman", "authMethod": "POWERAUTH_TOKEN", "config": None}, 200),
    ("DELETE", "/user/auth-method", {"userId": "roman", "authMethod": "POWERAUTH_TOKEN"}, 200),
    ("GET", "/user/auth-method/enabled?userId=roman&operationName=login", None, 200),
    ("POST", "/user/operation/list", {"userId": "nobody"}, 200),
    ("POST", "/operation/lookup/external", {"externalTransactionId": "none"}, 200),
    ("POST", "/organization/detail", {"organizationId": "UNKNOWN"}, 400),
    ("POST", "/operation/detail", {"operationId": OPERATION_ID}, 400),
    ("POST", "/operation", {"operationName": "x"}, 400),
    ("PUT", "/operation", {"operationId": 7}, 400),
    ("GET", "/user/operation", None, 400),
    ("POST", "/operation", {"operationName": "login", "operationData": "A2"}, 503),
    ("GET", "/unknown", None, 404),
    ("DELETE", "/operation", {}, 405),
]


@pytest.mark.parametrize(("verb", "path", "request_object", "status"), REAL, ids=lambda part: str(part)[:40])
def test_real_answers_are_as_documented(client, verb, path, request_object, status):
    sent = {} if request_object is None else {"json": {"requestObject": request_object}}
    response = client.open(PREFIX + path, method=verb, **sent)
    assert response.status_code == status, response.text
    assert conforms(verb, PREFIX + path, response.status_code, response.json)


@pytest.mark.parametrize(
    ("status", "sent"),
    [
        (415, {"data": "requestObject", "content_type": "text/plain"}),
        (413, {"data": b" " * (1 << 20) + b"{}", "content_type": JSON}),
        (400, {"data": b"{", "content_type": JSON}),
    ],
)
def test_refused_bodies_are_as_documented(client, status, sent):
    response = client.post(f"{PREFIX}/operation", **sent)
    assert response.status_code == status
    assert conforms("POST", "/operation", status, response.json)
    documented = document(API)["paths"]["/operation"]["post"]["responses"][str(status)]
    if "$ref" in documented:  # a shared response shows exactly what is answered
        assert response.json == resolved(documented)["content"][JSON]["examples"]["INVALID_REQUEST"]["value"]


ORGANIZATION = {
    "organizationId": "RETAIL",
    "displayNameKey": None,
    "default": True,
    "orderNumber": 1,
    "defaultCredentialName": None,
    "defaultOtpName": None,
}


@pytest.mark.parametrize(
    ("method", "path", "status", "body"),
    [
        ("POST", "/organization/detail", 200, {"status": "OK", "responseObject": {**ORGANIZATION, "extra": 1}}),
        ("POST", "/organization/detail", 200, {"status": "OK", "responseObject": {**ORGANIZATION, "default": None}}),
        ("POST", "/organization/detail", 200, {"status": "OK", "responseObject": {"organizationId": "RETAIL"}}),
        ("POST", "/organization/detail", 200, {"status": "OK", "responseObject": ORGANIZATION, "requestId": 1}),
        ("POST", "/organization/detail", 200, {"status": "ERROR", "responseObject": ORGANIZATION}),
        ("POST", "/organization/detail", 200, {"status": "OK", "responseObject": None}),
        (
            "POST",
            "/organization/detail",
            400,
            {"status": "ERROR", "responseObject": {"code": "OPERATION_NOT_FOUND", "message": "Operation not found."}},
        ),
        (
            "POST",
            "/organization/detail",
            400,
            {"status": "ERROR", "responseObject": {"code": "REQUEST_VALIDATION_FAILED", "message": "No violations."}},
        ),
        ("POST", "/organization/detail", 201, {"status": "OK", "responseObject": ORGANIZATION}),
        ("POST", "/unknown", 200, {"status": "OK", "responseObject": None}),
        ("DELETE", "/organization/detail", 200, {"status": "OK", "responseObject": None}),
    ],
)
def test_answers_that_drift_are_found(method, path, status, body):
    assert conforms("POST", "/organization/detail", 200, {"status": "OK", "responseObject": ORGANIZATION})
    with pytest.raises(AssertionError):
        conforms(method, path, status, body)
