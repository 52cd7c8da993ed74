"""`deploy/compose/standins.py` answers as those do for whom it stands in, and believes only messages that are signed."""

import json

import pytest

from activities.callbacks.signed_request import headers_of
from activities.callbacks.signing_secret import new_secret
from config.callbacks import CallbackAuthentication
from config.clock import now_ms
from deploy.compose.standins import answer

SECRET = new_secret()
MESSAGE = json.dumps({"otpId": "1", "phone": "+420123456789", "email": None, "text": "the code is 1234"}).encode()


def signed(body, *, secret=SECRET, seconds_ago=0):
    """The fields that the engine sends with a message."""
    return headers_of(
        delivery_id="1",
        secrets=(secret,),
        authentication=CallbackAuthentication.NONE,
        credentials={},
        body=body,
        now_ms=now_ms() - seconds_ago * 1000,
    )


def test_a_signed_message_is_shown_to_whom_it_is_for():
    assert answer("/messages", signed(MESSAGE), MESSAGE, SECRET) == (204, "to +420123456789: the code is 1234", None)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        signed(MESSAGE, secret=new_secret()),
        signed(MESSAGE + b" "),
        signed(MESSAGE, seconds_ago=600),
        {**signed(MESSAGE), "webhook-timestamp": "soon"},
    ],
    ids=["unsigned", "another secret", "another body", "old", "no time"],
)
def test_a_message_of_somebody_else_is_neither_taken_nor_shown(headers):
    status, told, content = answer("/messages", headers, MESSAGE, SECRET)
    assert (status, content) == (401, None)
    assert "1234" not in told


@pytest.mark.parametrize(
    ("path", "status", "members"),
    [
        ("/callbacks", 204, None),
        ("/callbacks/of-a-bank", 204, None),
        ("/3/device/00aa", 200, None),
        ("/token", 200, {"access_token", "expires_in", "token_type"}),
        ("/v1/projects/bank/messages:send", 200, {"name"}),
        ("/v1/projects/bank", 404, None),
        ("/", 404, None),
    ],
)
def test_providers_and_the_bank_answer_as_they_do(path, status, members):
    found, _, content = answer(path, {}, b"{}", SECRET)
    assert (found, content and content.keys()) == (status, members)
