"""Messages as they are stored: in order, page by page, each inbox for itself (`mobile-and-cloud.md` §6)."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text

from activities.store import inbox
from activities.store.inbox import InboxMessage, Owner
from config.refused import Refused

ROMAN = Owner("roman", "mtoken")


def message(message_id="one", **values):
    columns = {
        "type": "text",
        "subject": "A new card",
        "summary": "Your card is on its way",
        "body": "We sent your card today. Účet 🏦",
        "created_ms": 1_000,
        "read_ms": None,
        "user_id": "roman",
        "request_digest": "digest",
    }
    return InboxMessage(message_id=message_id, **{**columns, **values})


class Inboxes:
    """Each call is a transaction."""

    def __init__(self, database):
        self.database = database

    def post(self, *messages, shown_in=("mtoken",)):
        with self.database.write() as session:
            return [inbox.post(session, one, shown_in) for one in messages]

    def get(self, message_id, owner=ROMAN):
        with self.database.read() as session:
            return inbox.get(session, owner, message_id)

    def ids(self, owner=ROMAN, *, only_unread=False, page=0, size=100):
        with self.database.read() as session:
            found = inbox.list_messages(session, owner, only_unread=only_unread, page=page, size=size)
        return [one.message_id for one in found]

    def unread(self, owner=ROMAN):
        with self.database.read() as session:
            return inbox.count_unread(session, owner)

    def read(self, message_id, owner=ROMAN, now_ms=2_000):
        with self.database.write() as session:
            inbox.mark_read(session, owner, message_id, now_ms=now_ms)

    def read_all(self, owner=ROMAN, now_ms=2_000):
        with self.database.write() as session:
            inbox.mark_all_read(session, owner, now_ms=now_ms)


@pytest.fixture
def inboxes(database):
    return Inboxes(database)


def test_a_message_is_read_as_it_was_stored(inboxes):
    assert inboxes.post(message()) == [True]
    assert inboxes.get("one") == message()


def test_a_list_shows_all_but_the_body(inboxes, database):
    inboxes.post(message())
    with database.read() as session:
        [heading] = inbox.list_messages(session, ROMAN, only_unread=False, page=0, size=1)
    whole = message()
    assert heading == inbox.InboxHeading("one", "text", whole.subject, whole.summary, 1_000, None)


def test_a_message_of_the_same_id_is_not_stored_again(inboxes, database):
    inboxes.post(message())
    inboxes.read("one")
    assert inboxes.post(message(body="another body"), shown_in=("other",)) == [False]
    assert inboxes.get("one") == message(read_ms=2_000)
    assert inboxes.ids(Owner("roman", "other")) == []
    with database.read() as session:
        assert inbox.get_stored(session, "one") == message(read_ms=2_000)


STRANGERS = {
    "another user": Owner("jana", "mtoken"),
    "another application": Owner("roman", "other"),
    "another user's other application": Owner("jana", "other"),
}


@pytest.mark.parametrize("stranger", STRANGERS.values(), ids=STRANGERS)
def test_an_inbox_is_its_owners_alone(inboxes, stranger):
    inboxes.post(message())
    assert (inboxes.ids(stranger), inboxes.unread(stranger)) == ([], 0)
    for call in (inboxes.get, inboxes.read):
        with pytest.raises(Refused) as refused:
            call("one", stranger)
        assert refused.value.reason == "MESSAGE_NOT_FOUND"
    inboxes.read_all(stranger)
    assert inboxes.get("one").read_ms is None
    assert inboxes.unread() == 1


@pytest.mark.parametrize("message_id", ["two", "", "One"])
def test_an_unknown_message_is_refused(inboxes, message_id):
    inboxes.post(message())
    for call in (inboxes.get, inboxes.read):
        with pytest.raises(Refused) as refused:
            call(message_id)
        assert refused.value.reason == "MESSAGE_NOT_FOUND"


def test_a_message_to_two_applications_is_one_message(inboxes):
    """Whoever read it in one of them has read it."""
    other = Owner("roman", "other")
    inboxes.post(message(), shown_in=("mtoken", "other", "mtoken"))
    assert inboxes.ids() == inboxes.ids(other) == ["one"]
    inboxes.read("one", other)
    assert inboxes.unread() == inboxes.unread(other) == 0


def test_messages_are_listed_newest_first(inboxes):
    inboxes.post(message("b", created_ms=1), message("c", created_ms=3), message("a", created_ms=2))
    assert inboxes.ids() == ["c", "a", "b"]


@pytest.mark.parametrize("size", [1, 2, 3, 5, 10, 11, 12])
def test_messages_of_one_moment_are_on_one_page_each(inboxes, size):
    posted = [message(f"id-{number:02}") for number in (7, 3, 10, 0, 9, 1, 5, 8, 2, 6, 4)]
    inboxes.post(*posted)
    pages = [inboxes.ids(page=page, size=size) for page in range(-(-11 // size))]
    assert [len(page) for page in pages[:-1]] == [size] * (len(pages) - 1)
    assert [one for page in pages for one in page] == sorted(one.message_id for one in posted)
    assert inboxes.ids(page=len(pages), size=size) == []


def test_a_page_far_behind_the_last_is_empty(inboxes):
    inboxes.post(message())
    assert inboxes.ids(page=2**31 - 1, size=100) == []


def test_what_is_read_is_no_longer_among_the_unread(inboxes):
    inboxes.post(*(message(name, created_ms=ms) for ms, name in enumerate("abc")))
    inboxes.read("b")
    assert inboxes.ids(only_unread=True) == ["c", "a"]
    assert inboxes.ids(only_unread=True, page=1, size=1) == ["a"]
    assert inboxes.ids() == ["c", "b", "a"]
    assert inboxes.unread() == 2


def test_the_first_reading_counts(inboxes):
    inboxes.post(message(), message("two"))
    inboxes.read("one", now_ms=5_000)
    inboxes.read("one", now_ms=6_000)
    inboxes.read_all(now_ms=7_000)
    inboxes.read_all(now_ms=8_000)
    assert (inboxes.get("one").read_ms, inboxes.get("two").read_ms) == (5_000, 7_000)


def test_reading_at_once_harms_nobody(inboxes):
    names = [f"id-{number}" for number in range(12)]
    inboxes.post(*(message(name) for name in names), shown_in=("mtoken", "other"))

    def act(number):
        if number % 4 == 3:
            inboxes.read_all(Owner("roman", "other"))
        else:
            inboxes.read(names[number % 12])

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(act, range(48)))
    assert inboxes.unread() == 0
    assert {inboxes.get(name).read_ms for name in names} == {2_000}


def test_of_two_who_post_under_one_id_one_does(inboxes):
    with ThreadPoolExecutor(8) as threads:
        posted = list(threads.map(lambda n: inboxes.post(message(body=f"body number {n}"))[0], range(16)))
    assert sorted(posted) == [False] * 15 + [True]
    assert inboxes.ids() == ["one"]


STATEMENTS = {
    "_LIST": "ix_inbox_message_user",
    "_LIST_UNREAD": "ix_inbox_message_unread",
    "_COUNT_UNREAD": "ix_inbox_message_unread",
    "_READ_ALL": "ix_inbox_message_unread",
}


def test_what_others_have_costs_nothing(inboxes, database):
    """Whatever is asked of an inbox is found by an index that begins with its user; the unread without those that are read."""
    others = [message(f"other-{number}", user_id=f"user-{number % 100}", read_ms=1) for number in range(2_000)]
    own = [message(f"own-{number}", created_ms=number, read_ms=number or None) for number in range(20)]
    inboxes.post(*others, *own)
    with database.write() as session:
        session.connection().execute(text("ANALYZE"))
        plans = {name: planned(session.connection(), getattr(inbox, name)) for name in STATEMENTS}
    for name, index in STATEMENTS.items():
        assert index in plans[name], name
        assert "Seq Scan" not in plans[name], name
        assert "SCAN" not in plans[name], name


def planned(connection, statement):
    """How the database would run a statement of `inbox`."""
    compiled = statement.compile(dialect=connection.dialect)
    values = {"owner": "roman", "application": "mtoken", "size": 10, "skipped": 0, "now_ms": 1}
    found = compiled.construct_params({name: values[name] for name in compiled.params})
    parameters = tuple(found[name] for name in compiled.positiontup) if compiled.positiontup else found
    explain = "EXPLAIN QUERY PLAN" if connection.dialect.name == "sqlite" else "EXPLAIN"
    return "\n".join(str(row) for row in connection.exec_driver_sql(f"{explain} {compiled}", parameters))
