"""Registrations with their workflows and rows, as the gateway would have made them at the server's time."""

import uuid

from temporalio.api.enums.v1 import EventType

from activities.store import key_exchanges, registrations
from activities.store.key_exchanges import StoredKeyExchange
from tests.activities.store.registration_rows import registration
from tests.workflows.closed import closed
from tests.workflows.engine import TASK_QUEUE
from tests.workflows.registration.terms import ABSENT, LIFETIME_MS
from workflows.registration import search_attributes
from workflows.registration.client.workflow_client import digest, handler
from workflows.registration.messages import RegistrationReply
from workflows.registration.model import Alter, Commit, ExchangeKeys, RegistrationChange
from workflows.registration.projection import start_of
from workflows.registration.workflow import RegistrationWorkflow
from workflows.temporal.identifiers import of_registration


class Running:
    """A registration; `state` is the one it started with."""

    def __init__(self, engine, start, handle):
        self.engine, self.id, self.state, self.handle = engine, start.registration_id, start.state, handle

    async def send(self, event, update_id=None):
        """The answer to an event. Raises what the workflow refuses with."""
        return await self.handle.execute_update(
            handler(event),
            args=[event, digest(self.id, event)],
            id=update_id or uuid.uuid4().hex,
            result_type=RegistrationReply,
        )

    async def exchange(self, otp=ABSENT, key_is_valid=True, *, noted=False):
        """The answer to a device; `noted`: what it sent is in the database, as the gateway would have left it."""
        exchange_id = uuid.uuid4().hex
        if noted:
            with self.engine.database.write() as session:
                sent = StoredKeyExchange(self.id, exchange_id, f"key of {exchange_id}", "Y3Ry", "ios", 1_000)
                key_exchanges.record(session, sent)
        return await self.send(ExchangeKeys(exchange_id, otp, key_is_valid), exchange_id)

    async def commit(self, otp=ABSENT, update_id=None):
        return await self.send(Commit(otp), update_id)

    async def remove(self):
        return await self.send(Alter(RegistrationChange.REMOVE))

    async def closed(self):
        """How its workflow closed, once it has."""
        return await closed(self.handle)

    async def asked(self):
        """The state, by a query."""
        return await self.handle.query(RegistrationWorkflow.state)

    async def events(self, kind=None):
        """The history's events; those of one kind, named as in `EVENT_TYPE_TIMER_STARTED` without its prefix."""
        events = (await self.handle.fetch_history()).events
        return [one for one in events if kind is None or EventType.Name(one.event_type) == f"EVENT_TYPE_{kind}"]

    @property
    def row(self):
        return registrations.read(self.engine.database, self.id).row


async def running(engine, *, task_queue=TASK_QUEUE, **values):
    """A new registration; `values` replace columns of its row."""
    now_ms = int((await engine.environment.get_current_time()).timestamp() * 1000)
    found = {"created_ms": now_ms, "expires_ms": now_ms + LIFETIME_MS, "activation_code": uuid.uuid4().hex, **values}
    row = registration(uuid.uuid4().hex, **found)
    with engine.database.write() as session:
        assert registrations.insert(session, row)
    start = start_of(row)
    handle = await engine.client.start_workflow(
        RegistrationWorkflow.run,
        start,
        id=of_registration(row.registration_id),
        task_queue=task_queue,
        search_attributes=search_attributes.at_start(start.state, row.application_id, row.user_id),
    )
    return Running(engine, start, handle)
