"""Posting: once under one key, and announced in the same transaction or not at all."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from activities.inbox.messages import Inbox, InboxBodyType, NewMessage, Owner
from config.refused import Refused

OWNER = Owner("roman", "mtoken")
NEW = NewMessage(
    message_id="one",
    user_id="roman",
    application_ids=("mtoken", "other"),
    type=InboxBodyType.HTML,
    subject="A new card",
    summary="Your card is on its way",
    body="<p>We sent your card today.</p>",
    silent=False,
    request_digest="digest",
)


class Herald:
    """A notifier that remembers, or cannot."""

    def __init__(self, *, fails=False):
        self.fails = fails
        self.announced = []

    def notify(self, session, message, application_ids):
        assert session.connection().in_transaction()
        if self.fails:
            raise RuntimeError("no push today")
        self.announced.append((message.message_id, message.subject, message.summary, tuple(application_ids)))
        return ("delivery-1", "delivery-2")


@pytest.fixture
def herald():
    return Herald()


@pytest.fixture
def inbox(database, herald):
    return Inbox(database, herald)


def listed(inbox, owner=OWNER):
    return [one.message_id for one in inbox.list_messages(owner, only_unread=False, page=0, size=100)]


def test_a_message_is_posted_and_announced(inbox, herald):
    posted = inbox.post(NEW)
    assert posted.deliveries == ("delivery-1", "delivery-2")
    assert herald.announced == [("one", NEW.subject, NEW.summary, NEW.application_ids)]
    assert inbox.get(OWNER, "one") == posted.message
    assert (posted.message.type, posted.message.body, posted.message.read_ms) == ("html", NEW.body, None)
    assert listed(inbox, Owner("roman", "other")) == ["one"]


def test_a_silent_message_is_not_announced(inbox, herald):
    assert inbox.post(replace(NEW, silent=True)).deliveries == ()
    assert herald.announced == []
    assert listed(inbox) == ["one"]


def test_without_a_notifier_nobody_is_told(database):
    assert Inbox(database).post(NEW).deliveries == ()


def test_a_message_that_cannot_be_announced_is_not_posted(database):
    inbox = Inbox(database, Herald(fails=True))
    with pytest.raises(RuntimeError):
        inbox.post(NEW)
    assert listed(inbox) == []


def test_a_repetition_is_answered_with_what_was_stored_and_announced_once(inbox, herald):
    first = inbox.post(NEW)
    again = inbox.post(NEW)
    assert (again.message, again.deliveries) == (first.message, ())
    assert len(herald.announced) == 1


def test_repetitions_at_once_are_one_message_and_one_announcement(inbox, herald):
    with ThreadPoolExecutor(8) as threads:
        posted = list(threads.map(lambda _: inbox.post(NEW), range(16)))
    assert len({one.message for one in posted}) == 1
    assert len(herald.announced) == len([one for one in posted if one.deliveries]) == 1


def test_another_request_under_the_same_id_is_refused(inbox, herald):
    inbox.post(NEW)
    with pytest.raises(Refused) as refused:
        inbox.post(replace(NEW, body="<p>Something else.</p>", request_digest="another"))
    assert refused.value.reason == "KEY_REUSED"
    assert inbox.get(OWNER, "one").body == NEW.body
    assert len(herald.announced) == 1


def test_a_message_for_no_application_is_refused(inbox, herald):
    with pytest.raises(Refused) as refused:
        inbox.post(replace(NEW, application_ids=()))
    assert refused.value.reason == "INBOX_NOT_FOUND"
    assert herald.announced == []


def test_texts_are_not_in_what_is_logged(inbox):
    told = repr(NEW) + repr(inbox.post(NEW)) + repr(inbox.list_messages(OWNER, only_unread=True, page=0, size=1))
    for words in (NEW.subject, NEW.summary, NEW.body):
        assert words not in told


def test_reading(inbox):
    inbox.post(NEW)
    inbox.post(replace(NEW, message_id="two"))
    assert inbox.count_unread(OWNER) == 2
    inbox.get(OWNER, "one")
    assert inbox.count_unread(OWNER) == 2
    inbox.mark_read(OWNER, "one")
    assert inbox.count_unread(OWNER) == 1
    inbox.mark_all_read(OWNER)
    assert inbox.count_unread(OWNER) == 0
