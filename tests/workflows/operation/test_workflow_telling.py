"""An operation that ends by itself is written, with who is to hear of it, in the task that ends it; callers write other ends."""

import json

from activities.callbacks.enqueue import KIND
from activities.callbacks.registry import CallbackRegistry, CallbackTerms
from activities.store import deliveries, templated_operations
from activities.store.templated_operations import TemplatedOperation
from config.callbacks import CallbackType
from tests.workflows.operation.test_workflow_phone import begun


class Bank:
    """The bank that created an operation and listens to what becomes of it."""

    def __init__(self, engine, operation, application_id):
        self.engine, self.operation, self.application_id = engine, operation, application_id
        terms = CallbackTerms("bank", "http://127.0.0.1:1/", ("status",))
        registry = CallbackRegistry(engine.database, engine.sealer, private=True)
        registry.create(application_id, CallbackType.OPERATION_STATUS_CHANGE, terms)

    def told(self):
        """The events that are noted for it."""
        with self.engine.database.read() as session:
            found = deliveries.list_deliveries(
                session, kind=KIND, application_id=self.application_id, state=None, page=0, size=9
            )
        return [one.event_key for one in found]

    @property
    def result(self):
        return self.operation.row.result


async def asking(engine):
    """A bank whose operation waits for a phone."""
    home, operation = await begun(engine)
    application_id = home.row(operation.phone).application_id
    templated = TemplatedOperation(
        operation.operation_id, "payment", json.dumps([application_id]), "en", "[]", "", 3, "{}"
    )
    with engine.database.write() as session:
        templated_operations.insert(session, templated)
    return Bank(engine, operation, application_id)


async def test_what_a_phone_ends_is_the_workflows_last_task(engine):
    bank = await asking(engine)
    await bank.operation.answer(bank.operation.checked())
    await bank.operation.handle.result()
    assert (
        await bank.operation.events("ACTIVITY_TASK_SCHEDULED") == await bank.operation.events("MARKER_RECORDED") == []
    )


async def test_what_nobody_answers_is_written_and_told_in_the_task_of_its_deadline(engine):
    bank = await asking(engine)
    await bank.operation.handle.result()
    assert (bank.result, bank.told()) == ("FAILED", [f"{bank.operation.operation_id}:2"])
    assert await bank.operation.events("ACTIVITY_TASK_SCHEDULED") == []
    assert len(await bank.operation.events("MARKER_RECORDED")) == 1
    assert len(await bank.operation.events("WORKFLOW_TASK_COMPLETED")) == 2


async def test_what_an_operator_cancels_is_told(engine):
    bank = await asking(engine)
    await bank.operation.handle.cancel()
    await bank.operation.handle.result()
    assert (bank.result, bank.told()) == ("FAILED", [f"{bank.operation.operation_id}:2"])
