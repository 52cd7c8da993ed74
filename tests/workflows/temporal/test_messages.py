"""Every message of ours, whatever is in it: as by the SDK's own converter, and never taken for what it is not."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from temporalio.converter import PayloadConverter

from tests.examples import examples
from tests.workflows.messages import message_types
from workflows.operation.messages import OperationReply, PhoneAnswer, StartOperation
from workflows.operation.model import AssignUser, TakeStep
from workflows.registration.messages import StartRegistration
from workflows.temporal import payloads
from workflows.temporal.payloads import CONVERTER

OURS = CONVERTER.payload_converter
THEIRS = PayloadConverter.default
MESSAGES = message_types()
WRONG = (
    st.none()
    | st.booleans()
    | st.integers(-2, 2)
    | st.floats(allow_nan=False)
    | st.sampled_from(["", "1", "CONFIRMED", [], {}, ["a", 1], {"a": 1}])
)
drawn = settings(
    max_examples=examples(12), deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
each_message = pytest.mark.parametrize("kind", MESSAGES, ids=lambda kind: getattr(kind, "__name__", str(kind)))


def test_the_messages_that_flows_send_are_among_them():
    assert {StartOperation, TakeStep, AssignUser, OperationReply, PhoneAnswer, StartRegistration} < set(MESSAGES)


@each_message
def test_none_goes_the_sdks_slow_way(kind):
    assert payloads.decoder_of(kind) is not None


@pytest.mark.exhaustive
@each_message
@drawn
@given(st.data())
def test_either_reads_what_either_writes(kind, data):
    value = data.draw(st.from_type(kind))
    ours, theirs = OURS.to_payload(value), THEIRS.to_payload(value)
    assert ours.metadata == theirs.metadata
    assert value is None or json.loads(ours.data) == json.loads(theirs.data)
    for payload in (ours, theirs):
        read = OURS.from_payload(payload, kind)
        assert read == value
        # Down to the types: a word of a closed set equals its text.
        assert repr(read) == repr(THEIRS.from_payload(payload, kind))


def places(value, place=()):
    """Where values stand in what is read from JSON: the ways to them."""
    yield place
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, member in members:
        yield from places(member, (*place, name))


def put(value, place, other):
    if not place:
        return other
    changed = value.copy()
    changed[place[0]] = put(value[place[0]], place[1:], other)
    return changed


def read(converter, payload, kind):
    """How the value looks that is read; null where it is refused."""
    try:
        return repr(converter.from_payload(payload, kind))
    except (TypeError, ValueError, RuntimeError):
        return None


@pytest.mark.exhaustive
@each_message
@drawn
@given(st.data())
def test_what_is_taken_is_what_the_sdk_takes(kind, data):
    """It takes more: fractions and truths for whole numbers, texts and objects for lists."""
    payload = OURS.to_payload(data.draw(st.from_type(kind).filter(lambda value: value is not None)))
    value = json.loads(payload.data)
    payload.data = json.dumps(put(value, data.draw(st.sampled_from([*places(value)])), data.draw(WRONG))).encode()
    ours = read(OURS, payload, kind)
    assert ours is None or ours == read(THEIRS, payload, kind)
