"""Bodies that are no proper request: each gets its documented code, whatever the endpoint, and nothing breaks."""

import json

import pytest

from tests.api.nextstep.endpoints import WITH_BODY
from tests.e2e.client import unique

MALFORMED = {
    "empty": b"",
    "blank": b"  \n ",
    "not JSON": b"nonsense",
    "HTML": b"<html></html>",
    "truncated": b'{"requestObject": {"operationId": "x"',
    "truncated in a text": b'{"requestObject": {"operationId": "x',
    "two values": b'{"requestObject": {}} {}',
    "a stray brace and a line break": b'{"requestObject": {}}}\n',
    "a trailing comma": b'{"requestObject": {},}',
    "single quotes": b"{'requestObject': {}}",
    "a comment": b'{"requestObject": {} /* */}',
    "null": b"null",
    "an array": b'[{"requestObject": {}}]',
    "an empty array": b"[]",
    "a text": b'"requestObject"',
    "a number": b"17",
    "true": b"true",
    "a wrapped array": b'{"requestObject": []}',
    "a wrapped text": b'{"requestObject": "x"}',
    "a wrapped number": b'{"requestObject": 1}',
    "a wrapped true": b'{"requestObject": true}',
    "the wrapper twice": b'{"requestObject": {}, "requestObject": {}}',
    "a key twice": b'{"requestObject": {"operationId": "a", "operationId": "b"}}',
    "a key twice, deep": b'{"requestObject": {"x": [{"a": 1, "\\u0061": 2}]}}',
    "NaN": b'{"requestObject": {"x": NaN}}',
    "Infinity": b'{"requestObject": {"x": Infinity}}',
    "minus Infinity": b'{"requestObject": {"x": -Infinity}}',
    "5,000 digits": b'{"requestObject": {"x": ' + b"9" * 5000 + b"}}",
    "5,000 digits of a fraction": b'{"requestObject": {"x": 0.' + b"9" * 5000 + b"}}",
    "an exponent beyond all numbers": b'{"requestObject": {"x": 1e99999999999999999999}}',
    "a leading zero": b'{"requestObject": {"x": 01}}',
    "a plus sign": b'{"requestObject": {"x": +1}}',
    "a hexadecimal number": b'{"requestObject": {"x": 0x10}}',
    "a NUL escape": b'{"requestObject": {"operationId": "a\\u0000b"}}',
    "a NUL escape in a key": b'{"requestObject": {"a\\u0000b": 1}}',
    "a NUL escape that nobody reads": b'{"requestObject": {"x": "a\\u0000b"}}',
    "a raw NUL": b'{"requestObject": {"operationId": "a\x00b"}}',
    "a raw line break": b'{"requestObject": {"operationId": "a\nb"}}',
    "a lone surrogate": b'{"requestObject": {"operationId": "\\ud800"}}',
    "a lone low surrogate": b'{"requestObject": {"x": "\\udc00x"}}',
    "surrogates the wrong way round": b'{"requestObject": {"x": "\\udc00\\ud800"}}',
    "a lone surrogate in a key": b'{"requestObject": {"\\ud800": 1}}',
    "a bad escape": b'{"requestObject": {"x": "\\x41"}}',
    "half an escape": b'{"requestObject": {"x": "\\u00"}}',
    "invalid UTF-8": b'{"requestObject": {"operationId": "\xff"}}',
    "a surrogate in UTF-8": b'{"requestObject": {"operationId": "\xed\xa0\x80"}}',
    "an overlong encoding": b'{"requestObject": {"operationId": "\xc0\xaf"}}',
    "cut off inside a character": b'{"requestObject": {"operationId": "\xc5',
    "UTF-16": '{"requestObject": {}}'.encode("utf-16"),
    "deep arrays": b'{"requestObject": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "deep arrays, unclosed": b"[" * 100_000,
    "deep objects": b'{"requestObject": ' + b'{"a":' * 100_000 + b"1" + b"}" * 100_001,
    "just too deep": b'{"requestObject": {"x": ' + b"[" * 31 + b"]" * 31 + b"}}",
}

MISSING = {
    "no wrapper": b"{}",
    "another wrapper": b'{"request": {}}',
    "the members unwrapped": b'{"operationId": "x", "operationName": "login"}',
    "null wrapped": b'{"requestObject": null}',
    "nothing wrapped, after a byte order mark": b'\xef\xbb\xbf{"requestObject": {}}',
    "nothing wrapped": b'{"requestObject": {}}',
    "unknown members": b'{"requestObject": {"a": {"b": [1, 2.5, "c", null]}}}',
    "nulls": b'{"requestObject": {"operationId": null, "operationName": null, "userId": null}}',
}

DETAIL, CREATE = "/operation/detail", "/operation"

# One function reads the bodies of all endpoints: each gets every sixth that is malformed, and its neighbour the next ones.
_STEP = 6


@pytest.mark.parametrize("body", MALFORMED.values(), ids=MALFORMED)
def test_what_is_malformed_is_an_invalid_request(nextstep, body):
    response = nextstep.send("POST", CREATE, content=body)
    assert response.status_code == 400
    error = response.json()["responseObject"]
    assert error["code"] == "INVALID_REQUEST"
    assert error["message"].startswith("Request data is invalid, cause: ")
    assert len(error["message"]) < 300


@pytest.mark.parametrize("body", MISSING.values(), ids=MISSING)
def test_what_is_missing_is_a_violation(nextstep, body):
    response = nextstep.send("POST", DETAIL, content=body)
    assert response.status_code == 400
    error = response.json()["responseObject"]
    assert error["code"] == "REQUEST_VALIDATION_FAILED"
    assert error["message"] == "Request validation failed."
    [violation] = error["violations"]
    assert violation["fieldName"] in ("requestObject", "requestObject.operationId")
    assert (violation["invalidValue"], violation["hint"]) == (None, "Missing data for required field.")


@pytest.mark.parametrize(("verb", "path"), WITH_BODY)
def test_no_endpoint_breaks(nextstep, verb, path):
    malformed = [*MALFORMED.values()][WITH_BODY.index((verb, path)) % _STEP :: _STEP]
    for body in malformed:
        response = nextstep.send(verb, path, content=body)
        assert (response.status_code, response.json()["responseObject"]["code"]) == (400, "INVALID_REQUEST"), body[:100]
    for body in MISSING.values():
        assert nextstep.send(verb, path, content=body).status_code in (200, 400), body[:100]


def test_as_deep_as_allowed_is_allowed(nextstep):
    body = (
        b'{"requestObject": {"operationId": "' + unique("none").encode() + b'", "x": ' + b"[" * 30 + b"]" * 30 + b"}}"
    )
    assert nextstep.send("POST", DETAIL, content=body).json()["responseObject"]["code"] == "OPERATION_NOT_FOUND"


JSON_TYPES = [
    "application/json",
    "application/json; charset=UTF-8",
    "APPLICATION/JSON",
    "application/json;charset=utf-8",
]
OTHER_TYPES = [
    None,
    "",
    "text/plain",
    "text/json",
    "application/xml",
    "application/x-www-form-urlencoded",
    "json",
    "a" * 500,
]


@pytest.mark.parametrize("content_type", JSON_TYPES)
def test_json_may_be_announced_in_any_case(nextstep, content_type):
    body = json.dumps({"requestObject": {"operationId": unique("none")}})
    response = nextstep.send("POST", DETAIL, content=body, headers={"Content-Type": content_type})
    assert response.json()["responseObject"]["code"] == "OPERATION_NOT_FOUND"


@pytest.mark.parametrize("content_type", OTHER_TYPES)
def test_anything_else_is_an_unsupported_type(nextstep, content_type):
    headers = {} if content_type is None else {"Content-Type": content_type}
    body = b'{"requestObject": {"operationId": "x"}}'
    response = nextstep.bare("POST", DETAIL, content=body, headers=headers)
    assert response.status_code == 415
    assert response.json()["responseObject"] == {
        "code": "INVALID_REQUEST",
        "message": "Request data is invalid, cause: the Content-Type must be application/json",
    }


def oversized(size):
    body = b'{"requestObject": {"operationId": "none", "x": "'
    return body + b"y" * (size - len(body) - 3) + b'"}}'


def chunks(body):
    yield from (body[start : start + 65536] for start in range(0, len(body), 65536))


@pytest.mark.parametrize("streamed", [False, True])
def test_a_body_is_bounded(stack, streamed):
    for size, status, code in (
        (1 << 20, 400, "OPERATION_NOT_FOUND"),
        ((1 << 20) + 1, 413, "INVALID_REQUEST"),
        (3 << 20, 413, "INVALID_REQUEST"),
    ):
        body = oversized(size)
        # What is left of the body is not waited for: the server closes the connection.
        with stack.client() as client:
            response = client.send("POST", DETAIL, content=chunks(body) if streamed else body)
        assert (response.status_code, response.json()["responseObject"]["code"]) == (status, code), size
