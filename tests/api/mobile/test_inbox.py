"""The inbox as a phone uses it: by token, the messages of its user and its application (`mobile-and-cloud.md` §6)."""

import re
import time
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest

from api.demo.device import tokens, wire
from api.demo.device.failures import ServerRefused
from api.demo.device.headers import AUTHORIZATION, TOKEN, header
from api.demo.device.signing import Factors
from tests.api.cloud.conftest import with_application
from tests.api.mobile.conftest import Bank
from tests.e2e.client import unique

COUNT, LIST = "/api/inbox/count", "/api/inbox/message/list"
DETAIL, READ, READ_ALL = "/api/inbox/message/detail", "/api/inbox/message/read", "/api/inbox/message/read-all"
PATHS = [COUNT, LIST, DETAIL, READ, READ_ALL]
UNAUTHORIZED = (401, "POWERAUTH_AUTH_FAIL", "Authentication failed")
FAILED = (400, "INBOX_FAILED", "Unable to process inbox request.")
# What every endpoint takes, so that a refusal is for another reason.
GOOD = {"page": 0, "size": 10, "id": str(uuid.uuid4())}


class User:
    """A user with a phone and its token `possession_universal`, as published apps have it."""

    def __init__(self, bank, user_id=None, **options):
        self.user_id = user_id or unique("user")
        self.bank, self.phone = bank, bank.registered(user_id=self.user_id, **options)
        self.token = self.phone.create_token(Factors.POSSESSION)

    def sent(self, **members):
        """The bank posts a message; what it is answered."""
        message = {"type": "text", "subject": "A new card", "summary": "It is on its way", "body": "We sent it today."}
        return self.bank.cloud.ok(
            "POST", "/v2/inbox/messages", {"userId": self.user_id, "silent": True, **message, **members}
        )

    def ask(self, path, **request):
        return self.phone.call_with_token(path, self.token, request)

    def page(self, page=0, size=100, **request):
        """The whole answer."""
        body = wire.write({"requestObject": {"page": page, "size": size, **request}})
        return wire.read(self.phone.line.send(LIST, body, self.phone.token_header(self.token)))

    def ids(self, **request):
        return [one["id"] for one in self.page(**request)["responseObject"]]

    def unread(self):
        return self.ask(COUNT)["countUnread"]


@pytest.fixture
def user(bank):
    return User(bank)


def refusal(call):
    with pytest.raises(ServerRefused) as caught:
        call()
    return caught.value.status, caught.value.code, caught.value.message


def test_a_message_comes_as_it_was_sent(user):
    sent = user.sent(type="html", subject='Účet 🏦 "1"', body="<p>We sent it\n today.</p>")
    created = time.strftime("%Y-%m-%dT%H:%M:%S+0000", time.gmtime(sent["timestamp"] // 1000))
    heading = {
        "id": sent["id"],
        "type": "html",
        "subject": sent["subject"],
        "summary": sent["summary"],
        "read": False,
        "timestampCreated": created,
    }
    assert user.page(0, 10) == {"status": "OK", "page": 0, "size": 10, "responseObject": [heading]}
    assert user.ask(DETAIL, id=sent["id"]) == {**heading, "body": sent["body"]}
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+0000", created)


def test_an_empty_inbox(user):
    assert user.unread() == 0
    assert user.page(0, 10) == {"status": "OK", "page": 0, "size": 10, "responseObject": []}
    assert user.ask(READ_ALL) == {}


def test_five_messages_counted_listed_shown_and_read(user):
    ids = [user.sent()["id"] for _ in range(5)]
    assert user.unread() == 5
    assert set(user.ids()) == set(ids)
    assert user.ask(DETAIL, id=ids[0])["read"] is False
    assert user.unread() == 5, "a look does not mark as read"
    for _ in range(2):
        assert user.ask(READ, id=ids[0]) == {}
        assert user.unread() == 4
    assert user.ask(DETAIL, id=ids[0])["read"] is True
    assert set(user.ids(onlyUnread=True)) == set(ids[1:])
    assert set(user.ids(onlyUnread=False)) == set(user.ids(onlyUnread=None)) == set(ids)
    for _ in range(2):
        assert user.ask(READ_ALL) == {}
        assert user.unread() == 0
    assert user.ids(onlyUnread=True) == []
    assert [one["read"] for one in user.page()["responseObject"]] == [True] * 5


@pytest.mark.parametrize("size", [1, 4, 5, 11, 100])
def test_eleven_messages_in_pages_are_each_there_once(stack, user, size):
    ids = {user.sent()["id"] for _ in range(11)}
    # The worst of cases: all of one moment.
    stack.sql("UPDATE inbox_message SET created_ms = 1700000000000 WHERE user_id = :user", user=user.user_id)
    pages = [user.page(page, size) for page in range(-(-11 // size) + 1)]
    assert [(one["page"], one["size"]) for one in pages] == [(page, size) for page in range(len(pages))]
    listed = [message["id"] for page in pages for message in page["responseObject"]]
    assert len(listed) == 11
    assert set(listed) == ids
    assert pages[-1]["responseObject"] == []


def test_the_newest_message_comes_first(user):
    ids = []
    for _ in range(3):
        ids.append(user.sent()["id"])
        time.sleep(0.002)
    assert user.ids() == ids[::-1]


def test_two_users_do_not_see_each_others_messages(bank, user):
    other = User(bank)
    sent = user.sent()
    assert (other.ids(), other.unread()) == ([], 0)
    for path in (DETAIL, READ):
        assert refusal(lambda path=path: other.ask(path, id=sent["id"])) == FAILED
    other.ask(READ_ALL)
    assert user.unread() == 1


def test_two_applications_of_a_user_do_not_see_each_others_messages(bank, http, user):
    foreign = User(Bank(bank.admin, bank.base_url, http), user.user_id)
    own, others = user.sent()["id"], foreign.sent()["id"]
    assert (user.ids(), foreign.ids()) == ([own], [others])
    for path in (DETAIL, READ):
        assert refusal(lambda path=path: foreign.ask(path, id=own)) == FAILED
    foreign.ask(READ_ALL)
    assert (user.unread(), foreign.unread()) == (1, 0)


def test_a_caller_with_two_applications_posts_to_both(bank, http, user):
    """One message: whoever read it in one application has read it."""
    second = Bank(bank.admin, bank.base_url, http)
    both = with_application(bank.admin)
    for app_id in (bank.cloud.app_id, second.cloud.app_id):
        bank.admin.ok("POST", f"/admin/users/{both.username}/applications/{app_id}")
    there = User(second, user.user_id)
    text = dict.fromkeys(("subject", "summary", "body"), "To both applications")
    here = both.ok(
        "POST",
        "/v2/inbox/messages",
        {"userId": user.user_id, "type": "text", **text},
    )["id"]
    assert user.ids() == there.ids() == [here]
    there.ask(READ, id=here)
    assert (user.unread(), there.unread()) == (0, 0)


def test_two_phones_of_a_user_share_the_inbox(bank, user):
    tablet = User(bank, user.user_id, version="3.1")
    sent = user.sent()
    tablet.ask(READ, id=sent["id"])
    assert user.unread() == 0


@pytest.mark.parametrize("message_id", ["57f9b9a4-1c65-43c1-996a-3b1ab558841d", "x", "ž" * 256, "'; --"])
@pytest.mark.parametrize("path", [DETAIL, READ])
def test_an_unknown_message_is_refused(user, path, message_id):
    assert refusal(lambda: user.ask(path, id=message_id)) == FAILED


def test_parallel_reads_count_once(user):
    ids = [user.sent()["id"] for _ in range(4)]
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda n: user.ask(READ, id=ids[n % 3]), range(24)))
    assert user.unread() == 1
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda n: user.ask(READ_ALL) if n % 2 else user.ask(READ, id=ids[n % 4]), range(16)))
    assert user.unread() == 0


BAD_PAGES = {
    "no members": {},
    "no page": {"page": None},
    "no size": {"size": None},
    "no messages": {"size": 0},
    "a negative size": {"size": -1},
    "more messages than there are numbers": {"size": 2**63},
    "a negative page": {"page": -1},
    "a page beyond all": {"page": 2**31},
    "a huge page": {"page": 10**30},
    "a page that is text": {"page": "0"},
    "half a page": {"page": 0.5},
    "a size that is true": {"size": True},
    "a word for a switch": {"onlyUnread": "yes"},
}


@pytest.mark.parametrize("name", BAD_PAGES)
def test_a_page_that_is_none_is_refused(user, name):
    asked = {"page": 0, "size": 10, **BAD_PAGES[name]} if BAD_PAGES[name] else {}
    assert refusal(lambda: user.ask(LIST, **asked))[:2] == (400, "INVALID_REQUEST")


@pytest.mark.parametrize("size", [101, 1000, 2**31, 2**63 - 1])
def test_a_page_has_a_hundred_messages_at_most(user, size):
    assert [user.page(page, size)["size"] for page in (0, 1, 2**31 - 1)] == [100, 100, 100]


@pytest.mark.parametrize(("page", "size"), [(0, 1), (0, 100), (2**31 - 1, 100)])
def test_pages_have_bounds_that_are_allowed(user, page, size):
    sent = user.sent()
    assert user.ids(page=page, size=size) == ([sent["id"]] if page == 0 else [])


@pytest.mark.parametrize("asked", [{}, {"id": None}, {"id": ""}, {"id": 7}, {"id": ["x"]}, {"id": "x" * 257}])
@pytest.mark.parametrize("path", [DETAIL, READ])
def test_an_id_that_is_none_is_refused(user, path, asked):
    assert refusal(lambda: user.ask(path, **asked))[:2] == (400, "INVALID_REQUEST")


BODIES = {
    "nothing": b"",
    "no JSON": b"{",
    "no request object": b"{}",
    "a list": b"[]",
    "a null": b'{"requestObject":null}',
}


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
@pytest.mark.parametrize("path", [LIST, DETAIL, READ])
def test_a_body_without_a_request_is_refused(user, path, body):
    call = lambda: user.phone.line.send(path, body, user.phone.token_header(user.token))  # noqa: E731
    assert refusal(call)[:2] == (400, "INVALID_REQUEST")


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
@pytest.mark.parametrize("path", [COUNT, READ_ALL])
def test_where_there_is_nothing_to_say_the_body_does_not_matter(user, path, body):
    answer = wire.read(user.phone.line.send(path, body, user.phone.token_header(user.token)))
    assert answer == ({"status": "OK"} if path == READ_ALL else {"status": "OK", "responseObject": {"countUnread": 0}})


@pytest.mark.parametrize(
    "factors",
    [
        Factors.POSSESSION,
        Factors.POSSESSION_KNOWLEDGE,
        Factors.POSSESSION_BIOMETRY,
        Factors.POSSESSION_KNOWLEDGE_BIOMETRY,
    ],
)
def test_a_token_of_any_factors_opens_the_inbox(bank, factors):
    phone = bank.registered(version="3.2")
    token = phone.create_token(factors)
    assert phone.call_with_token(COUNT, token, {}) == {"countUnread": 0}
    assert phone.call_with_token(READ_ALL, token, {}) == {}


@pytest.fixture(scope="module")
def shut(bank):
    """A user whose proofs are wrong."""
    return User(bank)


WRONG = {
    "an unknown token": {"token_id": str(uuid.uuid4())},
    "another digest": {"token_digest": wire.b64(bytes(32))},
    "no base64": {"token_digest": "?"},
    "a time of long ago": {"timestamp": "1000000000000"},
    "no nonce": {"nonce": None},
    "no version": {"version": None},
}


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG)
@pytest.mark.parametrize("path", PATHS)
def test_a_wrong_token_opens_nothing(shut, path, wrong):
    phone = shut.phone
    right = tokens.attributes(
        shut.token, nonce=uuid.uuid4().bytes, timestamp_ms=phone.clock_ms(), version=phone.version
    )
    sent = {name: value for name, value in (right | wrong).items() if value is not None}
    assert refusal(lambda: phone.line.ask(path, GOOD, header(TOKEN, **sent))) == UNAUTHORIZED


@pytest.mark.parametrize("path", PATHS)
def test_without_a_token_nothing_opens(shut, path):
    assert refusal(lambda: shut.phone.line.ask(path, GOOD)) == UNAUTHORIZED
    signed = shut.phone.sign("POST", path, wire.write({"requestObject": GOOD}), Factors.POSSESSION)
    assert AUTHORIZATION in signed
    assert refusal(lambda: shut.phone.line.ask(path, GOOD, signed)) == UNAUTHORIZED


def test_a_token_header_serves_once(shut):
    once = shut.phone.token_header(shut.token)
    assert shut.phone.line.ask(COUNT, {}, once) == {"countUnread": 0}
    assert refusal(lambda: shut.phone.line.ask(COUNT, {}, once)) == UNAUTHORIZED


@pytest.mark.parametrize("change", ["BLOCK", "REMOVE"])
def test_a_phone_that_is_not_active_has_no_inbox(bank, user, change):
    sent = user.sent()
    bank.change(user.phone, change)
    for path in PATHS:
        assert refusal(lambda path=path: user.ask(path, **GOOD | {"id": sent["id"]})) == UNAUTHORIZED
    if change == "BLOCK":
        bank.change(user.phone, "UNBLOCK")
        assert user.unread() == 1
