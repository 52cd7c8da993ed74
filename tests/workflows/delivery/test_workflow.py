"""A delivery is attempted until it arrives, is given up, or the limit has passed; the row says which."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import text

from activities.deliveries.sender import DeliveryOutcome
from activities.store import deliveries
from config.clock import now_ms
from tests.workflows.closed import Closed
from tests.workflows.delivery.bank import SECRET, Bank
from tests.workflows.engine import DELIVERIES_QUEUE
from workflows.delivery.workflow import DeliveryWorkflow
from workflows.temporal.identifiers import of_delivery
from workflows.temporal.search_attributes import STATUS, SUBJECT


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


async def test_what_was_given_up_is_sent_again_by_whoever_starts_its_workflow_again(engine):
    """As the Temporal UI does by Reset, and by its button that starts another one like it."""
    bank = Bank(engine, DeliveryOutcome.GIVE_UP, DeliveryOutcome.DELIVERED)
    delivery_id = bank.note()
    await bank.start(delivery_id)
    given_up, row = await bank.end(delivery_id)
    assert (given_up.status, row.state, len(bank.heard)) == ("FAILED", "FAILED", 1)
    ended, row, _ = await bank.run(delivery_id)
    assert (ended.result, row.state, row.attempts, row.last_error) == ("DELIVERED", "DELIVERED", 1, None)
    assert [one.delivery_id for one in bank.heard] == [delivery_id] * 2
    with engine.database.read() as session:
        found = session.connection().execute(
            text(
                "SELECT actor, count(*) FROM audit WHERE action = 'DELIVERY_REPEAT' AND actor = 'operator' GROUP BY actor"
            )
        )
        assert [*found] == [("operator", 1)]


async def test_what_has_arrived_is_not_sent_again_by_another_start(engine):
    bank = Bank(engine, DeliveryOutcome.DELIVERED)
    delivery_id = bank.note()
    await bank.start(delivery_id)
    await bank.end(delivery_id)
    ended, row, _ = await bank.run(delivery_id)
    assert (ended.result, row.state, len(bank.heard)) == ("DELIVERED", "DELIVERED", 1)
