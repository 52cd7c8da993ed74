"""A bank that is told of deliveries by workflows, on an engine of the tests."""

import uuid

from temporalio.api.enums.v1 import EventType

from activities.deliveries import outbox
from activities.notifications.delivery_administration import DeliveryAdministration
from activities.store import deliveries
from tests.workflows.closed import closed
from tests.workflows.engine import DELIVERIES_QUEUE
from workflows.delivery.start import start
from workflows.delivery.workflow import DeliveryWorkflow
from workflows.temporal.identifiers import of_delivery

SECRET = "what nobody but the bank may read"


class Bank:
    """A sender of a kind of its own. `outcomes` come one after the other, the last one for ever."""

    def __init__(self, engine, *outcomes):
        self.engine, self.kind, self.outcomes = engine, uuid.uuid4().hex, list(outcomes)
        self.heard = []
        engine.senders[self.kind] = self

    away = frozenset()

    def send(self, delivery):
        self.heard.append(delivery)
        outcome = self.outcomes.pop(0) if len(self.outcomes) > 1 else self.outcomes[0]
        if isinstance(outcome, Exception):
            raise outcome
        return outcome, {"DELIVERED": "", "RETRY": "HTTP_503", "GIVE_UP": "HTTP_410"}[outcome]

    def note(self, change=""):
        with self.engine.database.write() as session:
            return outbox.enqueue(
                session,
                self.engine.sealer,
                kind=self.kind,
                target="target",
                application_id="app",
                event_key=f"event-{self.kind}{change}",
                payload=SECRET.encode(),
            )

    def row(self, delivery_id):
        with self.engine.database.write() as session:
            return deliveries.lock(session, delivery_id)

    def handle(self, delivery_id):
        return self.engine.client.get_workflow_handle(of_delivery(delivery_id))

    async def start(self, *delivery_ids):
        for one in delivery_ids:
            await start(self.engine.client, DELIVERIES_QUEUE, DeliveryAdministration(self.engine.database).get(one))

    async def run(self, delivery_id):
        """As `start` and `end`; the server skips the time between the first attempt and the last, and says how much it was."""
        handle = await self.engine.client.start_workflow(
            DeliveryWorkflow.run, delivery_id, id=of_delivery(delivery_id), task_queue=DELIVERIES_QUEUE
        )
        ended = await closed(handle)
        times = {one.event_type: one.event_time.ToDatetime() for one in (await handle.fetch_history()).events}
        took = times[EventType.EVENT_TYPE_ACTIVITY_TASK_STARTED] - times[EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED]
        return ended, self.row(delivery_id), took

    async def end(self, delivery_id):
        """How the delivery's workflow has closed, and the row."""
        return await closed(self.handle(delivery_id)), self.row(delivery_id)
