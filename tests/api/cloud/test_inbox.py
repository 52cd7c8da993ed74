"""Messages posted over PowerAuth Cloud: what is answered, refused and repeated (`mobile-and-cloud.md` §3.2)."""

import json
import time
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest

from activities.inbox.messages import Owner
from tests.api.cloud.client import PREFIX
from tests.api.cloud.conftest import with_application
from tests.e2e.client import unique

PATH = "/v2/inbox/messages"
# As document 000 shows it.
SAMPLE = {
    "type": "html",
    "subject": "Message subject",
    "summary": "Message summary",
    "body": "Message content",
    "silent": False,
}


def new(**members):
    """A message to a user of its own; members that are null are left out."""
    found = {"userId": unique(), **SAMPLE, **members}
    return {name: value for name, value in found.items() if value is not None}


def keyed(key=None):
    return {"headers": {"Idempotency-Key": key or unique("key")}}


@pytest.fixture
def inbox(app, bank):
    """Ids of a user's messages in the bank's application."""

    def listed(user_id, app_id=bank.app_id):
        owner = Owner(user_id, app_id)
        found = app.extensions["nextstep"].inbox.list_messages(owner, only_unread=False, page=0, size=100)
        return [one.message_id for one in found]

    return listed


def test_a_posted_message_is_answered_whole(bank, inbox):
    begun, message = time.time_ns() // 1_000_000, new()
    posted = bank.ok("POST", PATH, message)
    assert str(uuid.UUID(posted["id"])) == posted["id"]
    assert begun <= posted["timestamp"] <= time.time_ns() // 1_000_000
    told = {name: value for name, value in message.items() if name != "silent"}
    assert posted == {"id": posted["id"], **told, "read": False, "timestamp": posted["timestamp"]}
    assert inbox(message["userId"]) == [posted["id"]]


def test_a_message_is_for_all_applications_of_its_caller_and_no_others(admin, bank, inbox):
    second = admin.ok("POST", "/admin/applications", {"id": unique("app")})["id"]
    admin.ok("POST", f"/admin/users/{bank.username}/applications/{second}")
    stranger, message = with_application(admin), new()
    posted = bank.ok("POST", PATH, message)
    assert inbox(message["userId"]) == inbox(message["userId"], second) == [posted["id"]]
    assert inbox(message["userId"], stranger.app_id) == []


def test_a_caller_without_applications_has_no_inbox_to_post_to(admin):
    made = admin.ok("POST", "/admin/users", {"username": unique("bank")})
    nobody = admin.of(made["username"], made["password"])
    assert nobody.refused("POST", PATH, new()) == (
        "ERROR_INBOX_NOT_FOUND",
        "There is no application to show the message in",
    )


TAKEN = {
    "a text": {"type": "text"},
    "a silent one": {"silent": True},
    "nothing about silence": {"silent": None},
    "a user of one character": {"userId": "u"},
    "a long user": {"userId": "u" * 255},
    "short texts": {"subject": "s" * 8, "summary": "s" * 8, "body": "b" * 8},
    "long texts": {"subject": "s" * 255, "summary": "s" * 255, "body": "b" * 65_536},
    "long texts of more bytes": {"subject": "ž" * 255, "summary": "🏦" * 255, "body": "🏦" * 65_536},
    "unknown members": {"applications": ["another"], "id": "mine", "read": True},
}


@pytest.mark.parametrize("members", TAKEN.values(), ids=TAKEN)
def test_what_is_taken(bank, members):
    posted = bank.ok("POST", PATH, new(**members))
    for name, value in members.items():
        if name in SAMPLE and name != "silent":
            assert posted[name] == value
    assert posted["read"] is False


VIOLATIONS = {
    "no user": ("userId", None),
    "an empty user": ("userId", ""),
    "a user too long": ("userId", "u" * 256),
    "no type": ("type", None),
    "no subject": ("subject", None),
    "a subject too short": ("subject", "s" * 7),
    "a subject too long": ("subject", "s" * 256),
    "a blank subject": ("subject", " " * 8),
    "a subject of which nobody sees anything": ("subject", "\u200b" * 8),
    "no summary": ("summary", None),
    "a blank summary": ("summary", "\t\n\u00a0\u3000\u2003    "),
    "a summary too short": ("summary", "s" * 7),
    "a summary too long": ("summary", "s" * 256),
    "no body": ("body", None),
    "a body too short": ("body", "b" * 7),
    "a body too long": ("body", "b" * 65_537),
}


@pytest.mark.parametrize(("name", "value"), VIOLATIONS.values(), ids=VIOLATIONS)
def test_what_is_out_of_bounds_is_refused_by_name(bank, inbox, name, value):
    message = new(**{name: value})
    error = bank.send("POST", PATH, message).json()["responseObject"]
    assert error["code"] == "ERROR_REQUEST"
    assert [one["fieldName"] for one in error["violations"]] == [name]
    assert inbox(message.get("userId", "u")) == []


MALFORMED = {
    "another type of message": {"type": "markdown"},
    "a type in capitals": {"type": "TEXT"},
    "a user that is a number": {"userId": 7},
    "a subject that is a list": {"subject": ["Message subject"]},
    "a body with a NUL": {"body": "Message\0content"},
    "a body with half a pair": {"body": "Message content \ud800"},
    "a word for a switch": {"silent": "yes"},
}


@pytest.mark.parametrize("members", MALFORMED.values(), ids=MALFORMED)
def test_what_is_malformed_is_refused(bank, members):
    # Not by the client's own JSON, which has no half of a surrogate pair.
    sent = {"content": json.dumps(new(**members)), "headers": {"Content-Type": "application/json"}}
    assert bank.refused("POST", PATH, **sent)[0] == "ERROR_REQUEST"


def test_a_body_that_is_too_large_is_refused(bank):
    assert bank.refused("POST", PATH, new(body="b" * (1 << 20)), status=413)[0] == "ERROR_REQUEST"


def test_only_integration_users_post(admin, app):
    assert admin.refused("POST", PATH, new(), status=401)[0] == "HTTP_401"
    assert app.test_client().post(PREFIX + PATH, json=new()).status_code == 401


def test_a_slash_at_the_end_does_not_matter(bank):
    assert bank.ok("POST", f"{PATH}/", new())["read"] is False


def test_without_a_key_each_request_is_a_message(bank, inbox):
    message = new()
    ids = {bank.ok("POST", PATH, message)["id"] for _ in range(3)}
    assert len(ids) == 3
    assert set(inbox(message["userId"])) == ids


def test_a_repetition_has_the_first_answer(app, bank, inbox):
    message, key = new(), keyed()
    first = bank.ok("POST", PATH, message, **key)
    app.extensions["nextstep"].inbox.mark_read(Owner(message["userId"], bank.app_id), first["id"])
    assert bank.ok("POST", PATH, message, **key) == first
    assert inbox(message["userId"]) == [first["id"]]
    for other in ({"body": "Another content"}, {"silent": True}, {"userId": unique()}):
        refused = bank.refused("POST", PATH, {**message, **other}, **key)
        assert refused == ("ERROR_REQUEST", "this Idempotency-Key was used for another request")


def test_repetitions_at_once_are_one_message(bank, inbox):
    message, key = new(), keyed()
    with ThreadPoolExecutor(6) as threads:
        answers = list(threads.map(lambda _: bank.ok("POST", PATH, message, **key), range(12)))
    assert all(one == answers[0] for one in answers)
    assert inbox(message["userId"]) == [answers[0]["id"]]


def test_a_key_belongs_to_its_caller(admin, bank):
    message, key, other = new(), keyed(), with_application(admin)
    assert bank.ok("POST", PATH, message, **key)["id"] != other.ok("POST", PATH, message, **key)["id"]


@pytest.mark.parametrize("key", ["", "k" * 256, "tab\there"])
def test_a_key_that_does_not_print_is_refused(bank, inbox, key):
    message = new()
    assert bank.refused("POST", PATH, message, headers={"Idempotency-Key": key})[0] == "ERROR_REQUEST"
    assert inbox(message["userId"]) == []
