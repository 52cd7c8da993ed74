"""A delivery is attempted until it arrives, is given up, or the limit has passed; the row says which."""

import asyncio
import uuid
from datetime import timedelta

import pytest
from temporalio.api.enums.v1 import EventType

from activities.deliveries import outbox
from activities.deliveries.sender import DeliveryOutcome
from activities.notifications.delivery_administration import DeliveryAdministration
from activities.store import deliveries
from config.clock import now_ms
from tests.workflows.closed import Closed, closed
from tests.workflows.engine import DELIVERIES_QUEUE
from workflows.delivery.start import start
from workflows.delivery.workflow import DeliveryWorkflow
from workflows.temporal.identifiers import of_delivery
from workflows.temporal.search_attributes import STATUS, SUBJECT

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


async def test_what_arrives_is_delivered_once(engine):
    bank = Bank(engine, DeliveryOutcome.DELIVERED)
    delivery_id = bank.note()
    await bank.start(delivery_id)
    ended, row = await bank.end(delivery_id)
    assert ended == Closed("COMPLETED", result="DELIVERED")
    assert (row.state, row.attempts, row.last_error) == ("DELIVERED", 1, None)
    assert row.expires_ms == row.changed_ms + 30 * 86_400_000
    [heard] = bank.heard
    assert (heard.delivery_id, heard.payload, heard.attempts) == (delivery_id, SECRET.encode(), 1)


async def test_operators_find_it_by_its_subject_and_read_where_it_goes(engine):
    bank = Bank(engine, DeliveryOutcome.DELIVERED)
    delivery_id = bank.note(":2")
    await bank.start(delivery_id)
    await bank.end(delivery_id)
    described = await bank.handle(delivery_id).describe()
    assert described.typed_search_attributes[SUBJECT] == f"event-{bank.kind}"
    assert described.typed_search_attributes[STATUS] == "DELIVERED"
    started = (await bank.handle(delivery_id).fetch_history()).events[0]
    assert f"of the application app: event-{bank.kind}:2".encode() in started.user_metadata.summary.data
    assert delivery_id.encode() in started.user_metadata.details.data
    assert SECRET.encode() not in started.SerializeToString()


async def test_failures_are_attempted_again_at_growing_intervals(engine):
    bank = Bank(engine, *[DeliveryOutcome.RETRY] * 5, DeliveryOutcome.DELIVERED)
    delivery_id = bank.note()
    ended, row, took = await bank.run(delivery_id)
    assert (ended.result, row.attempts) == ("DELIVERED", 6)
    assert [heard.attempts for heard in bank.heard] == [1, 2, 3, 4, 5, 6]
    assert timedelta(seconds=2 + 3 + 4.5 + 6.75 + 10.1) <= took < timedelta(seconds=60)


async def test_the_limit_ends_the_attempts(engine):
    bank = Bank(engine, DeliveryOutcome.RETRY)
    delivery_id = bank.note()
    ended, row, took = await bank.run(delivery_id)
    assert ended == Closed("FAILED", "HTTP_503", "the receiver answered 503 Service Unavailable")
    assert (row.state, row.last_error) == ("FAILED", "HTTP_503")
    assert timedelta(hours=24) <= took < timedelta(hours=26)
    assert 30 < len(bank.heard) == row.attempts < 60


async def test_what_is_given_up_has_failed_at_once(engine):
    bank = Bank(engine, DeliveryOutcome.GIVE_UP)
    delivery_id = bank.note()
    await bank.start(delivery_id)
    ended, row = await bank.end(delivery_id)
    assert ended == Closed("FAILED", "HTTP_410", "the receiver answered 410 Gone")
    assert (row.state, row.last_error, len(bank.heard)) == ("FAILED", "HTTP_410", 1)
    description = await bank.handle(delivery_id).describe()
    assert await description.static_summary() == (
        f"{bank.kind} to a phone that takes no pushes any more of the application app: event-{bank.kind}"
    )
    [upserted] = [
        one.upsert_workflow_search_attributes_event_attributes.search_attributes.indexed_fields
        for one in (await bank.handle(delivery_id).fetch_history()).events
        if one.HasField("upsert_workflow_search_attributes_event_attributes")
    ]
    told = {name: payload.data for name, payload in upserted.items()}
    assert told == {"NextStepStatus": b'"FAILED"', "NextStepReason": b'"HTTP_410"'}


@pytest.mark.parametrize(
    ("fault", "ended"), [(RuntimeError, ("DELIVERED", 2)), (OSError, ("DELIVERED", 2)), (ValueError, ("FAILED", 1))]
)
async def test_a_fault_of_the_sender_is_attempted_again_if_it_may_pass_and_tells_nobody_what_was_sent(
    engine, caplog, fault, ended
):
    bank = Bank(engine, fault(f"cannot send {SECRET}"), DeliveryOutcome.DELIVERED)
    delivery_id = bank.note()
    await bank.start(delivery_id)
    _, row = await bank.end(delivery_id)
    assert (row.state, row.attempts) == ended
    history = await bank.handle(delivery_id).fetch_history()
    assert fault.__name__ in caplog.text
    assert SECRET not in caplog.text
    assert SECRET not in history.to_json()
    assert SECRET not in row.payload


async def test_a_delivery_of_which_no_attempt_can_be_made_has_failed(engine, monkeypatch):
    def broken(*_):
        raise ValueError(SECRET)

    monkeypatch.setattr("activities.deliveries.activities.deliveries.begin", broken)
    bank = Bank(engine)
    delivery_id = bank.note()
    await bank.start(delivery_id)
    ended, row = await bank.end(delivery_id)
    assert (ended.status, ended.reason, row.state, row.last_error) == (
        "FAILED",
        "LASTING_FAULT",
        "FAILED",
        "LASTING_FAULT",
    )
    assert SECRET not in (await bank.handle(delivery_id).fetch_history()).to_json()


async def test_what_has_failed_is_sent_again_with_its_whole_time(engine):
    bank = Bank(engine, DeliveryOutcome.GIVE_UP, DeliveryOutcome.RETRY, DeliveryOutcome.DELIVERED)
    delivery_id = bank.note()
    await bank.start(delivery_id)
    assert (await bank.end(delivery_id))[0].status == "FAILED"
    with engine.database.write() as session:
        deliveries.reopen(session, delivery_id, now_ms(), None)
    assert bank.row(delivery_id).state == "WAITING"
    await bank.start(delivery_id)
    ended, row = await bank.end(delivery_id)
    assert (ended.result, row.attempts, row.last_error) == ("DELIVERED", 2, None)
    assert {heard.delivery_id for heard in bank.heard} == {delivery_id}


async def test_starting_twice_is_once(engine):
    bank = Bank(engine, DeliveryOutcome.RETRY, DeliveryOutcome.DELIVERED)
    delivery_id = bank.note()
    await bank.start(delivery_id, delivery_id)
    await bank.start(delivery_id)
    await bank.end(delivery_id)
    assert len(bank.heard) == 2


async def test_a_delivery_that_is_gone_ends(engine):
    bank = Bank(engine, DeliveryOutcome.DELIVERED)
    gone = "nowhere" + bank.kind
    handle = await engine.client.start_workflow(
        DeliveryWorkflow.run, gone, id=of_delivery(gone), task_queue=DELIVERIES_QUEUE
    )
    assert await handle.result() == "UNKNOWN"
    assert bank.heard == []


async def test_an_operator_who_cancels_ends_the_attempts(engine):
    bank = Bank(engine, DeliveryOutcome.RETRY)
    delivery_id = bank.note()
    await bank.start(delivery_id)
    while not bank.heard:
        await asyncio.sleep(0.05)
    await bank.handle(delivery_id).cancel()
    ended, row = await bank.end(delivery_id)
    assert (ended.status, row.state, row.last_error) == ("CANCELED", "FAILED", "CANCELED")
