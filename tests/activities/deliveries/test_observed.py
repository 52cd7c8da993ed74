"""Each attempt is counted with where it went, and is a part of the trace in which the delivery was noted."""

import uuid
from collections import Counter

import pytest
from opentelemetry.trace import SpanKind

from activities.deliveries import destination, outbox
from activities.deliveries.activities import DeliveryActivities
from activities.deliveries.destination import Names
from activities.deliveries.metrics import DeliveryMetrics
from activities.deliveries.sender import DeliveryOutcome
from activities.secrets.sealing import Sealer
from activities.store import deliveries
from config import master_key, spans
from tests.recording import recording

KIND = "callback"


class Meter:
    """Stands for the worker's own: what was counted and measured, by name and labels."""

    def __init__(self):
        self.counted, self.measured = Counter(), []

    def create_counter(self, name, description=None, unit=None):
        return Instrument(lambda value, labels: self.counted.update({(name, *labels.values()): value}))

    def create_histogram_timedelta(self, name, description=None, unit=None):
        return Instrument(lambda value, labels: self.measured.append((name, *labels.values(), value.total_seconds())))


class Instrument:
    def __init__(self, take):
        self.add = self.record = take


class House:
    """A worker's activities, and a sender that goes where, and does what, a test says."""

    away = frozenset()

    def __init__(self, database):
        self.database, self.sealer, self.meter = database, Sealer.of(master_key.generate()), Meter()
        self.activities = DeliveryActivities(
            database, self.sealer, {KIND: self}, limit=60, metrics=DeliveryMetrics(self.meter)
        )
        self.goes_to, self.does, self.seen = "bank.example", (DeliveryOutcome.DELIVERED, ""), []

    def send(self, delivery):
        if self.goes_to is not None:
            destination.tell(self.goes_to)
        self.seen.append(spans.current())
        return self.does

    def note(self, traced=None):
        with spans.within(traced), self.database.write() as session:
            return outbox.enqueue(
                session,
                self.sealer,
                kind=KIND,
                target="target",
                application_id="app",
                event_key=uuid.uuid4().hex,
                payload=b"{}",
            )

    def attempt(self, delivery_id):
        return self.activities._attempt(delivery_id, 15_000, is_last=True)

    def row(self, delivery_id):
        return deliveries.read(self.database, delivery_id)


@pytest.fixture
def house(database):
    return House(database)


@pytest.fixture
def recorded():
    with recording() as found:
        yield found


@pytest.mark.parametrize(
    ("goes_to", "does", "labels"),
    [
        ("bank.example", (DeliveryOutcome.DELIVERED, ""), ("bank.example", "delivered")),
        ("apns", (DeliveryOutcome.RETRY, "HTTP_503"), ("apns", "retry")),
        (None, (DeliveryOutcome.GIVE_UP, "CALLBACK_REMOVED"), ("none", "give_up")),
    ],
)
def test_an_attempt_is_counted_by_destination_and_outcome(house, goes_to, does, labels):
    house.goes_to, house.does = goes_to, does
    house.attempt(house.note())
    assert house.meter.counted == {("nextstep_delivery_attempts", KIND, *labels): 1}
    [(name, kind, where, seconds)] = house.meter.measured
    assert (name, kind, where) == ("nextstep_delivery_attempt_duration", KIND, labels[0])
    assert 0 <= seconds < 10


def test_of_too_many_destinations_the_further_ones_have_one_name():
    names = Names()
    told = [names.label(f"bank{number}.example") for number in range(300)]
    assert len(set(told)) == 101
    assert (told[0], told[-1], names.label("bank0.example")) == ("bank0.example", "other", "bank0.example")


def test_an_attempt_is_a_part_of_the_trace_that_noted_it(house, recorded):
    with spans.span("PUT /operation"):
        delivery_id = house.note()
        noted = spans.current()
    house.does = (DeliveryOutcome.RETRY, "HTTP_503")
    house.attempt(delivery_id)
    [request], [attempt] = recorded.named("PUT /operation"), recorded.named("deliver callback")
    assert house.row(delivery_id).traceparent == noted
    assert (attempt.context.trace_id, attempt.parent.span_id) == (request.context.trace_id, request.context.span_id)
    assert attempt.kind is SpanKind.CLIENT
    assert dict(attempt.attributes) == {
        "nextstep.delivery.id": delivery_id,
        "nextstep.delivery.kind": KIND,
        "nextstep.delivery.attempt": 1,
        "nextstep.delivery.outcome": "retry",
        "nextstep.delivery.reason": "HTTP_503",
        "server.address": "bank.example",
        "error.type": "HTTP_503",
    }
    assert house.seen == [f"00-{attempt.context.trace_id:032x}-{attempt.context.span_id:016x}-01"]


def test_what_was_noted_without_a_trace_begins_one(house, recorded):
    spans.record_by(None)
    delivery_id = house.note()
    spans.record_by(recorded.recorder)
    house.attempt(delivery_id)
    [attempt] = recorded.named("deliver callback")
    assert (attempt.parent, house.row(delivery_id).traceparent) == (None, None)


def test_what_was_noted_with_a_trace_is_delivered_where_none_is_recorded(house, recorded):
    with spans.span("PUT /operation"):
        delivery_id = house.note()
    spans.record_by(None)
    assert house.attempt(delivery_id) == "DELIVERED"
    assert house.seen == [None]


def test_what_is_sent_again_is_a_part_of_the_request_that_says_so(house, recorded):
    with spans.span("first"):
        delivery_id = house.note()
    house.attempt(delivery_id)
    with spans.span("again"), house.database.write() as session:
        outbox.reopen(session, delivery_id)
        again = spans.current()
    assert house.row(delivery_id).traceparent == again
