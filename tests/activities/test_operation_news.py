"""News wait a moment for the caller who writes the row; without one they write it themselves."""

import threading
import time

import pytest
from temporalio.exceptions import ApplicationError

from activities import operation_news
from activities.audit import origin
from activities.audit.origin import Origin
from activities.audit.trail import kept
from activities.operation_news import Moment, NewsDesk, OperationNews
from activities.sealing import Sealer
from activities.store import operations
from activities.store.audit import rows as audit_rows
from activities.store.audit.event import Action
from activities.store.database import Database
from api.formdata.push_words import push_words
from config import master_key
from locales.catalogs import Catalogs
from tests.activities.store.rows import operation, projection
from tests.migrated import migrated


class Desk:
    """A database with an audit trail, and the news of an operation's end."""

    def __init__(self, folder):
        sealer = Sealer.of(master_key.generated())
        self.database = Database(f"sqlite:///{folder}/store.db", info=kept(sealer))
        migrated(self.database)
        self._note = NewsDesk(self.database, sealer, Catalogs(), push_words, most=10).note

    def store(self):
        with self.database.write() as session:
            operations.insert(session, operation(), whole=True)

    def intend(self):
        with self.database.write() as session:
            operations.note_intent(session, "one", "update", 0)

    def settle(self):
        with origin.assumed(Origin("the caller")), self.database.write() as session:
            operations.clear_intent(session, "one", "update")
            operations.project(session, projection())

    def note(self):
        news = OperationNews(Moment.ENDED, projection(), "APPROVED", 0, 1, None)
        return self._note(news)

    def actors(self):
        rows = audit_rows.waiting_rows(self.database)
        return [row["actor"] for row in rows if row["action"] == Action.OPERATION]


@pytest.fixture
def desk(tmp_path):
    found = Desk(tmp_path)
    yield found
    found.database.close()


def test_the_caller_who_writes_meanwhile_is_the_one_who_did_it(desk):
    desk.store()
    desk.intend()
    caller = threading.Timer(0.1, desk.settle)
    caller.start()
    assert desk.note().delivery_ids == []
    caller.join()
    assert desk.actors() == ["the caller"]


def test_a_caller_who_died_is_not_waited_for_for_ever(desk, monkeypatch):
    monkeypatch.setattr(operation_news, "_LOOKS", 2)
    desk.store()
    desk.intend()
    desk.note()
    assert desk.actors() == [origin.ENGINE]
    assert operations.read(desk.database, "one").row.version == 2


def test_what_nobody_causes_is_written_at_once(desk, monkeypatch):
    monkeypatch.setattr(time, "sleep", lambda _seconds: pytest.fail("nobody is waited for"))
    desk.store()
    desk.note()
    assert desk.actors() == [origin.ENGINE]


def test_an_operation_whose_creator_is_about_to_store_it_is_waited_for(desk):
    creator = threading.Timer(0.1, desk.store)
    creator.start()
    assert desk.note().delivery_ids == []
    creator.join()


def test_without_a_row_it_is_tried_again_later(desk, monkeypatch):
    monkeypatch.setattr(operation_news, "_LOOKS", 2)
    with pytest.raises(ApplicationError) as refused:
        desk.note()
    assert (refused.value.type, refused.value.non_retryable) == ("NOT_STORED_YET", False)
