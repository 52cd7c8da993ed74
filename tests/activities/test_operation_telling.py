"""Telling of an operation: what is noted is tried at once, also by a run after one that died in between."""

import asyncio
import json

import pytest
from temporalio.exceptions import ApplicationError
from temporalio.testing import ActivityEnvironment

from activities import operation_news
from activities.callback_registry import CallbackRegistry, CallbackTerms
from activities.callbacks import KIND
from activities.deliveries.delivering import DeliveryActivities
from activities.deliveries.sender import Outcome
from activities.operation_news import Moment, NewsDesk, OperationNews
from activities.operation_telling import TellingActivities
from activities.store import deliveries, operations, templated_operations
from activities.store.templated_operations import TemplatedOperation
from api.formdata.push_words import push_words
from config.callbacks import CallbackType
from locales.catalogs import Catalogs
from tests.activities.push.bank import MTOKEN, Bank
from tests.activities.store.rows import operation, projection

NEWS = OperationNews(Moment.ENDED, projection(), "APPROVED", 0, 1, None)


class Told:
    """An operation that has ended, and a bank that listens twice. Each attempt has the next of `outcomes`."""

    def __init__(self, database):
        self.database, self.heard, self.outcomes = database, [], []
        bank = Bank(database)
        registry = CallbackRegistry(database, bank.sealer, private=True)
        for name in ("one", "two"):
            terms = CallbackTerms(name, "http://127.0.0.1:1/", ("status",))
            registry.create(MTOKEN, CallbackType.OPERATION_STATUS_CHANGE, terms)
        self.desk = NewsDesk(database, bank.sealer, Catalogs(), push_words, most=10)
        self._tell = TellingActivities(
            self.desk, DeliveryActivities(database, bank.sealer, {KIND: self}, limit=60)
        ).tell

    def store(self):
        templated = TemplatedOperation("one", "payment", json.dumps([MTOKEN]), "en", "[]", "", 5, "{}")
        with self.database.write() as session:
            operations.insert(session, operation(), whole=True)
            templated_operations.insert(session, templated)

    away = frozenset()

    def lane(self, delivery):
        return delivery.target

    def send(self, delivery):
        self.heard.append(delivery.target)
        outcome = self.outcomes.pop() if self.outcomes else Outcome.DELIVERED
        return outcome, "" if outcome is Outcome.DELIVERED else "HTTP_503"

    def tell(self):
        return asyncio.run(ActivityEnvironment().run(self._tell, NEWS))

    def states(self):
        with self.database.read() as session:
            found = deliveries.listed(session, kind=KIND, application_id=MTOKEN, state=None, page=0, size=10)
        return {one.delivery_id: (one.state, one.attempts) for one in found}


@pytest.fixture
def told(database):
    return Told(database)


def test_everybody_hears_once(told):
    told.store()
    assert told.tell() == []
    assert told.tell() == []
    assert (len(told.heard), len(set(told.heard))) == (2, 2)
    assert sorted(told.states().values()) == [("DELIVERED", 1)] * 2


def test_who_does_not_hear_is_left_to_others(told):
    told.store()
    told.outcomes = [Outcome.RETRY, Outcome.DELIVERED]
    [late] = told.tell()
    assert told.states()[late] == ("WAITING", 1)


def test_who_cannot_be_told_is_left_to_nobody(told):
    told.store()
    told.outcomes = [Outcome.GIVE_UP, Outcome.GIVE_UP]
    assert told.tell() == []
    assert sorted(told.states().values()) == [("FAILED", 1)] * 2


def test_what_a_run_noted_that_died_is_tried_by_the_next(told):
    told.store()
    noted = told.desk.note(NEWS)
    with told.database.write() as session:
        deliveries.begin(session, noted.delivery_ids[0], 0)  # and it died in the middle of this attempt
    assert told.tell() == []
    assert sorted(told.states().values()) == [("DELIVERED", 1), ("DELIVERED", 2)]


def test_without_a_row_there_is_nothing_to_tell_yet(told, monkeypatch):
    monkeypatch.setattr(operation_news, "_LOOKS", 1)
    with pytest.raises(ApplicationError) as refused:
        told.tell()
    assert (refused.value.type, refused.value.non_retryable) == ("NOT_STORED_YET", False)
    assert told.heard == []
