"""Failures as they travel: those that are nobody's fault say why to everybody, and no more."""

import pytest
from temporalio.api.failure.v1 import Failure
from temporalio.exceptions import ApplicationError

from workflows.temporal.closing import came_to_nothing
from workflows.temporal.failures import BenignFailures, EncodedFailures
from workflows.temporal.payloads import CONVERTER


def sent(converter, error):
    failure = Failure()
    try:
        raise error
    except ApplicationError as raised:
        converter.to_failure(raised, CONVERTER.payload_converter, failure)
    return failure


@pytest.mark.parametrize("converter", [BenignFailures(), EncodedFailures()])
def test_what_is_benign_has_its_words_in_clear_and_no_stack_trace(converter):
    failure = sent(converter, came_to_nothing("attempts", "five codes were wrong"))
    assert (failure.message, failure.application_failure_info.type) == ("five codes were wrong", "attempts")
    assert (failure.stack_trace, failure.HasField("encoded_attributes"), failure.HasField("cause")) == (
        "",
        False,
        False,
    )


def test_a_fault_has_its_stack_trace_and_hides_it_with_its_words_where_payloads_are_encrypted():
    fault = ApplicationError("a value", type="FAULT")
    assert "test_failures" in sent(BenignFailures(), fault).stack_trace
    hidden = sent(EncodedFailures(), fault)
    assert (hidden.message, hidden.stack_trace) == ("Encoded failure", "")
    assert b"a value" in hidden.encoded_attributes.data
