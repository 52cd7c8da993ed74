"""An operation that ends by itself is written, with who is to hear of it, in the task that ends it; callers write other ends."""

from tests.workflows.operation.listening_bank import asking


async def test_what_a_phone_ends_is_the_workflows_last_task(engine):
    bank = await asking(engine)
    await bank.operation.answer(bank.operation.checked())
    await bank.operation.closed()
    assert (
        await bank.operation.events("ACTIVITY_TASK_SCHEDULED") == await bank.operation.events("MARKER_RECORDED") == []
    )


async def test_what_nobody_answers_is_written_and_told_in_the_task_of_its_deadline(engine):
    bank = await asking(engine)
    await bank.operation.closed()
    assert (bank.result, bank.told()) == ("FAILED", [f"{bank.operation.operation_id}:2"])
    assert await bank.operation.events("ACTIVITY_TASK_SCHEDULED") == []
    assert len(await bank.operation.events("MARKER_RECORDED")) == 1
    assert len(await bank.operation.events("WORKFLOW_TASK_COMPLETED")) == 2


async def test_what_an_operator_cancels_is_told(engine):
    bank = await asking(engine)
    await bank.operation.handle.cancel()
    await bank.operation.closed()
    assert (bank.result, bank.told()) == ("FAILED", [f"{bank.operation.operation_id}:2"])
