"""Who listens is told of an operation's end, once; where nobody does, the phone's answer is all that there is to do."""

import json
import threading

from activities.callback_registry import CallbackRegistry, CallbackTerms
from activities.callbacks import KIND
from activities.deliveries.sender import Outcome
from activities.store import templated_operations
from activities.store.templated_operations import TemplatedOperation
from config.callbacks import CallbackType
from config.vocabulary import AuthMethod, AuthStepResult
from tests.workflows.operation.test_workflow_phone import begun

OTHER_DATA = "A1*A999CZK"


class Bank:
    """The bank that created an operation, and what it hears of it."""

    def __init__(self, engine, operation, application_id):
        self.operation, self.application_id, self.heard = operation, application_id, []
        self._registry = CallbackRegistry(engine.database, engine.sealer, private=True)
        self.meets = threading.Barrier(1)
        engine.senders[KIND] = self

    def listens(self):
        terms = CallbackTerms("bank", "http://127.0.0.1:1/", ("status", "failureCount"))
        self._registry.create(self.application_id, CallbackType.OPERATION_STATUS_CHANGE, terms)

    away = frozenset()

    def lane(self, delivery):
        return delivery.target

    def send(self, delivery):
        self.meets.wait()
        self.heard.append((delivery.payload["status"], delivery.payload["failureCount"]))
        return Outcome.DELIVERED, ""


async def asking(engine):
    """A bank whose operation waits for a phone."""
    home, operation = await begun(engine, tells=True, announces=False)
    application_id = home.row(operation.phone).application_id
    templated = TemplatedOperation(
        operation.operation_id, "payment", json.dumps([application_id]), "en", "[]", "", 3, "{}"
    )
    with engine.database.write() as session:
        templated_operations.insert(session, templated)
    return Bank(engine, operation, application_id)


async def test_where_nobody_listens_the_answer_is_the_operations_last_task(engine):
    bank = await asking(engine)
    await bank.operation.answer(bank.operation.checked())
    await bank.operation.handle.result()
    assert await bank.operation.events("ACTIVITY_TASK_SCHEDULED") == []


async def test_who_began_to_listen_meanwhile_is_told(engine):
    bank = await asking(engine)
    await bank.operation.answer(bank.operation.checked(data=OTHER_DATA))
    bank.listens()
    await bank.operation.answer(bank.operation.checked())
    await bank.operation.handle.result()
    assert bank.heard == [("APPROVED", 1)]


async def test_an_end_that_no_phone_brought_is_told_whoever_listened_at_its_last_attempt(engine):
    bank = await asking(engine)
    await bank.operation.answer(bank.operation.checked(data=OTHER_DATA))
    bank.listens()
    await bank.operation.step(AuthMethod.POWERAUTH_TOKEN, AuthStepResult.CANCELED)
    await bank.operation.handle.result()
    assert bank.heard == [("CANCELED", 1)]


async def test_who_listens_slowly_keeps_nobody_else_waiting(engine):
    bank = await asking(engine)
    bank.listens()
    bank.listens()
    # Each server answers only when the other one has been called.
    bank.meets = threading.Barrier(2, timeout=5)
    await bank.operation.answer(bank.operation.checked())
    await bank.operation.handle.result()
    assert bank.heard == [("APPROVED", 0)] * 2
