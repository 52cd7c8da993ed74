"""How operations stand in Temporal's lists once they have ended: how their workflows closed, their attributes, and the words."""

import pytest
from temporalio.service import RPCError, RPCStatusCode

from activities.store import templated_operations
from tests.workflows.closed import Closed
from tests.workflows.engine import started
from tests.workflows.operation.listening_bank import asking
from tests.workflows.operation.phone_operation import begun
from workflows.operation.model import Cancellation
from workflows.temporal import histories
from workflows.temporal.identifiers import of_operation
from workflows.temporal.search_attributes import REASON, STATUS

PASSWORD = "USERNAME_PASSWORD_AUTH"


@pytest.fixture
def engine(live_engine):
    return live_engine


async def approve(engine):
    _, operation = await begun(engine)
    await operation.answer(operation.checked())
    return operation


async def reject(engine):
    _, operation = await begun(engine)
    await operation.answer(operation.checked(reason="INCORRECT_DATA"), "INCORRECT_DATA")
    return operation


async def guess(engine):
    _, operation = await begun(engine)
    for number in range(3):
        await operation.answer(operation.checked(data=f"A1*A{number}CZK"))
    return operation


async def confirm(engine):
    operation = await started(engine)
    await operation.step(PASSWORD, user_id="roman")
    await operation.step("CONSENT")
    return operation


async def cancel(engine):
    operation = await started(engine)
    await operation.step("INIT", "CANCELED", cancellation=Cancellation("CUSTOMER_CALLED"))
    return operation


async def leave(engine):
    operation = await started(engine, lifetime_ms=500)
    await operation.snapshot()
    return operation


async def interrupt(engine):
    operation = await started(engine)
    await operation.handle.cancel()
    return operation


async def give_up(engine):
    operation = await started(engine)
    await operation.step(PASSWORD, "AUTH_METHOD_FAILED")
    return operation


@pytest.mark.parametrize(
    ("end", "status", "reason", "closed", "words"),
    [
        (approve, "APPROVED", None, "COMPLETED", "the user approved it on the phone"),
        (confirm, "APPROVED", None, "COMPLETED", "its last step, CONSENT, was confirmed"),
        (
            reject,
            "REJECTED",
            "canceled.incorrect_data",
            "CANCELED",
            "the user rejected it on the phone: incorrect data",
        ),
        (cancel, "CANCELED", "canceled.unknown", "CANCELED", "the bank canceled it: CUSTOMER_CALLED"),
        (interrupt, "CANCELED", "canceled.interrupted_operation", "CANCELED", "an operator canceled it"),
        (
            guess,
            "FAILED",
            "attempts",
            "FAILED",
            "3 answers of the phone were wrong (POWERAUTH_TOKEN); no attempt is left",
        ),
        (
            give_up,
            "FAILED",
            "auth_method_failed",
            "FAILED",
            "USERNAME_PASSWORD_AUTH failed for good, as its caller said",
        ),
        (
            leave,
            "EXPIRED",
            "operation.timeout",
            "FAILED",
            "nobody answered in time; it waited for USER_ID_ASSIGN or USERNAME_PASSWORD_AUTH",
        ),
    ],
    ids=lambda value: value.__name__ if callable(value) else None,
)
async def test_each_end_is_told_by_the_list_and_explained(engine, caplog, end, status, reason, closed, words):
    operation = await end(engine)
    found = await operation.closed()
    described = await operation.handle.describe()
    told = described.typed_search_attributes
    assert (described.workflow_type, found.status) == (operation.flow.operation_name, closed)
    assert (told.get(STATUS), told.get(REASON)) == (status, reason)
    if closed == "FAILED":
        assert found == Closed("FAILED", reason, words)
    elif closed == "COMPLETED":
        assert found.result == {"status": status, "explanation": words}
    assert not [record for record in caplog.records if record.levelname in ("WARNING", "ERROR")]


async def test_an_untouched_operation_that_expires_is_told_so_by_its_only_task(engine):
    operation = await started(engine, lifetime_ms=1)
    await operation.closed()
    assert len(await operation.events("WORKFLOW_TASK_COMPLETED")) == 1
    assert (await operation.handle.describe()).typed_search_attributes.get(STATUS) == "EXPIRED"


def audited(operation):
    """The audit's rows of its states that were written after its creation."""
    rows = operation.engine.audited()
    return [row for row in rows if (row["operation_id"], row["action"]) == (operation.operation_id, "OPERATION")]


async def test_an_operator_s_reason_reaches_the_bank_and_the_audit_knows_who_pressed(engine):
    bank = await asking(engine)
    reason = "Customer called Canceled from the Web UI by eva"
    await engine.cancel_as("eva@desk", of_operation(bank.operation.operation_id), reason)
    assert (await bank.operation.closed()).status == "CANCELED"
    with engine.database.read() as session:
        assert templated_operations.find(session, bank.operation.operation_id).status_reason == "CUSTOMER_CALLED"
    [row] = audited(bank.operation)
    assert (row["actor"], row["result"]) == ("operator:eva@desk", "CANCELED")
    assert '"reason":"CUSTOMER_CALLED"' in row["event_data"]
    details = (await bank.operation.snapshot()).state.current.cancellation
    assert details == Cancellation("CUSTOMER_CALLED", by_operator=True)
    assert len(await bank.operation.events("MARKER_RECORDED")) == 1


async def test_an_operator_is_audited_without_a_name_where_temporal_does_not_say_it(engine, monkeypatch):
    async def away(*_):
        raise RPCError("away", RPCStatusCode.UNAVAILABLE, b"")

    monkeypatch.setattr(histories, "canceler", away)
    bank = await asking(engine)
    await bank.operation.handle.cancel()
    assert (await bank.operation.closed()).status == "CANCELED"
    [row] = audited(bank.operation)
    assert (row["actor"], row["result"]) == ("operator", "CANCELED")
