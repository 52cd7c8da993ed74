"""What apps send of operations, as newer SDKs send it (`changes-2.x.md` §2, §3)."""

import json
from decimal import Decimal

import pytest
from marshmallow import ValidationError

from api.mobile.operation_schema import AuthorizeRequest, RejectRequest
from config.exact_json import write
from config.strict_json import read

ANSWERS = pytest.mark.parametrize(
    ("schema", "request_object"),
    [
        (AuthorizeRequest(), {"id": "operation", "data": "A1"}),
        (RejectRequest(), {"id": "operation", "reason": "UNKNOWN"}),
    ],
    ids=["authorize", "cancel"],
)
VISITS = [{"screen": "warning", "opened": 1764370000000.25, "actions": [["scroll", 0.5], {"end": None}]}]


@ANSWERS
@pytest.mark.parametrize(
    "added",
    [
        {"preApprovalScreens": VISITS},
        VISITS,
        [[[0.1], [-1e-7]]],
        "text",
        12.5,
        True,
        {},
    ],
    ids=json.dumps,
)
def test_what_an_app_adds_is_read_as_it_was_sent(schema, request_object, added):
    sent = json.dumps(request_object | {"mobileTokenData": added}).encode()
    assert json.loads(write(schema.load(read(sent))["mobile_token_data"])) == added


@ANSWERS
def test_the_digits_of_what_an_app_adds_are_kept(schema, request_object):
    body = json.dumps(request_object)[:-1] + ',"mobileTokenData":{"score":0.12345678901234567890}}'
    assert schema.load(read(body.encode()))["mobile_token_data"] == {"score": Decimal("0.12345678901234567890")}


@ANSWERS
@pytest.mark.parametrize(("size", "taken"), [(4094, True), (4095, False)])
def test_what_an_app_adds_is_bounded(schema, request_object, size, taken):
    request_object = request_object | {"mobileTokenData": "x" * size}
    if taken:
        assert schema.load(request_object)["mobile_token_data"] == "x" * size
        return
    with pytest.raises(ValidationError) as refused:
        schema.load(request_object)
    assert refused.value.messages == {"mobileTokenData": ["More than 4096 characters."]}


@pytest.mark.parametrize(
    "times",
    [
        {},
        {"timestampReceived": "2026-11-28T22:00:00.000Z"},
        {"timestampReceived": "2020-01-01T00:00:00.000Z", "timestampSent": "2019-12-31T23:59:59.999Z"},
        {"timestampReceived": "2120-01-01T00:00:00.000+0100", "timestampSent": "any text"},
    ],
    ids=lambda times: "-".join(times) or "none",
)
def test_when_a_proximity_password_was_read_and_sent_is_not_looked_at(times):
    check = {"otp": "12345678", "type": "QR_CODE", **times}
    loaded = AuthorizeRequest().load({"id": "operation", "data": "A1", "proximityCheck": check})
    assert loaded["proximity_check"]["otp"] == "12345678"
