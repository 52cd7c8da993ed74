"""How the failure of an update is read."""

import pytest
from temporalio.client import WorkflowUpdateFailedError
from temporalio.exceptions import ApplicationError

from config.reasons import Reason
from config.refused import Refused
from workflows.temporal.client import EngineUnavailable, Temporal
from workflows.temporal.ended import ENDED
from workflows.temporal.transport import Gone, WorkflowTransport
from workflows.temporal.turns import Turns


class Failing(Temporal):
    """A client whose every request fails."""

    def __init__(self, error):
        self._error, self.turns = error, Turns(1)

    def call(self, *_request):
        raise self._error


def sent(cause):
    """An update whose handler failed so."""
    error = WorkflowUpdateFailedError(cause)
    return WorkflowTransport(Failing(error), "queue", 1).send(None, [], id="one", update_id="two")


@pytest.mark.exhaustive
@pytest.mark.parametrize("reason", Reason)
def test_every_reason_comes_back_as_it_was_given(reason):
    with pytest.raises(Refused) as refused:
        sent(ApplicationError("so", type=reason))
    assert (refused.value.reason, refused.value.detail) == (reason, "so")


def test_what_decides_nothing_any_more_is_gone():
    with pytest.raises(Gone) as gone:
        sent(ApplicationError("over", "its state", type=ENDED))
    assert gone.value.state == "its state"


@pytest.mark.parametrize(
    "cause", [ApplicationError("so", type="OF_A_NEWER_WORKER"), ApplicationError("so"), RuntimeError("so")]
)
def test_a_word_that_is_not_known_is_a_fault_and_no_refusal(cause):
    with pytest.raises(WorkflowUpdateFailedError) as failed:
        sent(cause)
    assert failed.value.cause is cause


def test_who_gets_no_turn_in_time_is_told_that_nothing_answers():
    temporal = Failing(RuntimeError("not reached"))
    with temporal.turns.of("one", 1), pytest.raises(EngineUnavailable, match="no turn in time"):
        WorkflowTransport(temporal, "queue", 0.01).send(None, [], id="one", update_id="two")
