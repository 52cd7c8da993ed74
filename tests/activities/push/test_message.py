"""What a message may be, how it is stored, and what apps are told in extras."""

import json
from bisect import bisect

import pytest

from activities.push import apns_payload, extras
from activities.push.apns import MAX_PAYLOAD
from activities.push.extras import RESULTS, OperationResult
from activities.push.message import MAX_BODY, MAX_TITLE, MessageInvalid, Priority, PushMessage

FULL = {
    "title": "T",
    "body": "B",
    "title_loc_key": "TK",
    "title_loc_args": ("1", "2"),
    "body_loc_key": "BK",
    "body_loc_args": ("3",),
    "badge": 0,
    "sound": "default",
    "category": "PAY",
    "collapse_key": "op-1",
    "valid_until_ms": 1_700_000_000_000,
    "priority": Priority.NORMAL,
    "silent": True,
    "extras": {"text": "1", "number": 2, "flag": False, "nothing": None},
}


@pytest.mark.parametrize("members", [FULL, {"title": "T"}, {"silent": True}, {"title_loc_key": "T", "badge": 3}])
def test_a_message_survives_being_stored(members):
    message = PushMessage(**members)
    assert PushMessage.of(json.loads(json.dumps(message.payload()))) == message


def test_a_stored_message_may_be_of_a_later_release():
    assert PushMessage.of({"title": "T", "silent": False, "colour": "red"}) == PushMessage(title="T")


BLANK = "Title must not be blank."
INVALID = [
    ({}, BLANK),
    ({"title": ""}, BLANK),
    ({"title": " \n"}, BLANK),
    ({"body": "B"}, BLANK),
    ({"title": "T" * (MAX_TITLE + 1)}, "Title is longer than 255 characters."),
    ({"title": "T", "body": "B" * (MAX_BODY + 1)}, "Message is longer than 2048 characters."),
    ({"title": "T", "sound": "s" * 256}, "Sound is longer than 255 characters."),
    ({"title": "T", "category": "s" * 256}, "Category is longer than 255 characters."),
    ({"title": "T", "collapse_key": "x" * 65}, "A collapse key is"),
    ({"title": "T", "collapse_key": "a b"}, "A collapse key is"),
    ({"title": "T", "collapse_key": "x\n"}, "A collapse key is"),
    ({"title": "T", "collapse_key": ""}, "A collapse key is"),
    ({"title": "T", "extras": {f"n{i}": i for i in range(33)}}, "There are more than 32 extras."),
    ({"title": "T", "extras": {"text": "x" * 3500}}, "The message is larger than 3500 bytes."),
    ({"title": "T", "body": "€" * 1200}, "The message is larger than 3500 bytes."),
    ({"silent": True, "extras": {"text": "x" * 3500}}, "The message is larger than 3500 bytes."),
    *(
        ({"title": "T", "extras": {name: 1}}, "The name of an extra is")
        for name in [
            "aps",
            "APS",
            "from",
            "message_type",
            "google.x",
            "gcm",
            "gcm.n",
            "",
            "1",
            "a b",
            "é",
            "x" * 65,
            "x\n",
        ]
    ),
]


@pytest.mark.parametrize(("members", "why"), INVALID, ids=lambda part: str(part)[:40])
def test_what_no_provider_could_carry_is_refused(members, why):
    with pytest.raises(MessageInvalid) as caught:
        PushMessage(**members)
    assert str(caught.value).startswith(why)


@pytest.mark.parametrize("filler", ["x", '"', "\n", "\x01", "€", "😀"])
@pytest.mark.parametrize("where", ["body", "body_loc_args", "extras"])
def test_whatever_is_a_message_fits_in_what_apple_takes(filler, where):
    def of(length):
        text = filler * length
        value = {"body": text, "body_loc_args": (text,), "extras": {"e": text}}[where]
        return PushMessage(title="T", collapse_key="x" * 64, **{where: value})

    def accepted(length):
        try:
            return bool(of(length))
        except MessageInvalid:
            return False

    # Not all lengths are tried: a seventh of them, and those around the largest.
    largest = bisect(range(4000), False, key=lambda length: not accepted(length)) - 1
    assert 100 < largest < 3999
    near = range(largest - 50, largest + 50)
    assert [length for length in sorted({*range(0, 4000, 7), *near}) if accepted(length) != (length <= largest)] == []
    assert len(apns_payload.payload(of(largest))) <= MAX_PAYLOAD


def test_extras_of_an_operation_that_waits():
    assert extras.operation_init(operation_id="1", operation_type="login") == {
        "messageType": "mtoken.operationInit",
        "operationId": "1",
        "operationName": "login",
    }
    named = extras.operation_init(operation_id="1", operation_type="login", registration_id="2")
    assert named["activationId"] == "2"


@pytest.mark.parametrize(
    ("status", "result"),
    [
        ("APPROVED", "authentication.success"),
        ("FAILED", "authentication.fail"),
        ("EXPIRED", "operation.timeout"),
        ("REJECTED", "operation.canceled"),
        ("CANCELED", "operation.canceled"),
    ],
)
def test_extras_of_an_operation_that_has_ended(status, result):
    assert extras.operation_finished(operation_id="1", operation_type="login", result=RESULTS[status]) == {
        "messageType": "mtoken.operationFinished",
        "operationId": "1",
        "operationName": "login",
        "mtokenOperationResult": result,
    }


def test_every_result_has_its_word():
    assert OperationResult.METHOD_NOT_AVAILABLE == "operation.methodNotAvailable"
    assert len(OperationResult) == 5


def test_extras_of_a_new_inbox_message():
    assert extras.inbox_message_new(inbox_id="3") == {"messageType": "mtoken.inboxMessage.new", "inboxId": "3"}


def test_all_extras_may_be_sent():
    finished = extras.operation_finished(
        operation_id="1", operation_type="login", result=OperationResult.FAIL, registration_id="2"
    )
    assert PushMessage(silent=True, extras=finished | extras.inbox_message_new(inbox_id="3"))
