"""Payloads of workflows: the same bytes and the same values as by the SDK's own converter, sooner."""

import dataclasses
from dataclasses import dataclass
from typing import Any

import pytest
from temporalio.converter import PayloadConverter

from activities.store.operations import OperationProjection
from tests.workflows.operation.flows import CREATED_MS, EQUIPPED, Walk, shipped
from tests.workflows.registration.terms import NEW, terms
from workflows.operation.machine import begin
from workflows.operation.messages import OperationReply, Snapshot, StartOperation
from workflows.operation.model import OperationState, TakeStep
from workflows.registration.messages import StartRegistration
from workflows.temporal.payloads import CONVERTER

OURS = CONVERTER.payload_converter
THEIRS = PayloadConverter.default


def walked():
    walk = Walk(shipped("authorize_payment"))
    walk.step("USERNAME_PASSWORD_AUTH", user_id="user", instruments=("CREDENTIAL",))
    return walk.step("SMS_KEY", "AUTH_FAILED", authentication_context={"a": "b", "n": 2**70, "yes": True, "none": None})


FLOW = shipped("authorize_payment")
VALUES = [
    StartOperation("one", FLOW, begin(FLOW, CREATED_MS, eligibility=EQUIPPED), "digest"),
    OperationReply(walked(), "digest"),
    Snapshot("authorize_payment", walked(), "digest"),
    TakeStep("SMS_KEY", "CONFIRMED", authentication_context={"šifra": "žluťoučký"}),
    OperationProjection("one", 1, "DONE", 5, None, None, "{}"),
    StartRegistration("one", "RETAIL", terms(), NEW),
    ["one", "two"],
    "text",
    7,
    None,
]


@pytest.mark.parametrize("value", VALUES, ids=lambda value: type(value).__name__)
def test_what_one_writes_the_other_reads(value):
    hint = list[str] if isinstance(value, list) else type(value)
    for writer in (OURS, THEIRS):
        for reader in (OURS, THEIRS):
            payloads = writer.to_payloads([value])
            assert reader.from_payloads(payloads, [hint]) == [value]
            assert payloads[0].metadata == THEIRS.to_payloads([value])[0].metadata


def test_operations_of_one_flow_share_its_rules_wherever_they_are_read():
    start: Any = VALUES[0]
    other = dataclasses.replace(FLOW, rules=FLOW.rules[:-1])
    read = [
        OURS.from_payload(OURS.to_payload(dataclasses.replace(start, flow=flow)), StartOperation).flow
        for flow in (FLOW, FLOW, other)
    ]
    assert read[0].rules is read[1].rules
    assert read[0].rules == FLOW.rules
    assert read[2].rules == other.rules


def test_members_of_a_later_release_are_passed_over():
    payload = OURS.to_payload(OperationReply(walked(), "digest"))
    payload.data = payload.data[:-1] + b',"later":1}'
    assert OURS.from_payload(payload, OperationReply) == OperationReply(walked(), "digest")


@pytest.mark.parametrize("data", [b"{", b'{"state":1,"request_digest":"one"}', b'{"request_digest":"one"}', b"[]"])
def test_what_is_not_of_the_type_is_refused(data):
    payload = OURS.to_payload("one")
    payload.data = data
    with pytest.raises(ValueError):
        OURS.from_payload(payload, OperationReply)


def test_without_a_type_it_is_what_the_json_says():
    payload = OURS.to_payload({"b": [1, None], "a": 1.5})
    assert payload.data == b'{"a":1.5,"b":[1,null]}'
    assert OURS.from_payload(payload) == {"b": [1, None], "a": 1.5}


@dataclass
class One:
    one: int


@dataclass
class Other:
    other: int


def test_what_msgspec_does_not_know_goes_the_sdks_way():
    assert OURS.from_payload(OURS.to_payload(Other(2)), One | Other) == Other(2)


def test_text_that_utf_8_cannot_hold_is_refused_before_it_is_sent():
    with pytest.raises(UnicodeEncodeError):
        OURS.to_payload("\ud800")


def test_a_state_that_is_read_is_one_that_a_machine_takes():
    read = OURS.from_payload(OURS.to_payload(walked()), OperationState)
    assert read == walked()
    assert isinstance(read.history, tuple)
    assert hash(read.current.step_result) == hash(walked().current.step_result)


def test_a_converter_that_is_made_for_a_task_makes_nothing_anew():
    made = CONVERTER.payload_converter_class(), CONVERTER.payload_converter_class()
    assert made[0].converters is made[1].converters
