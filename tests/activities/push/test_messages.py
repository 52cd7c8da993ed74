"""Messages of the bank: whom they are noted for, how many a user gets in a minute, and requests that come twice."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text

from activities.push.message import PushMessage
from activities.push.messages import PushRequest
from activities.retention.housekeeping import sweep
from activities.store import push_limits
from config.clock import now_ms
from config.refused import Refused
from tests.activities.push.bank import MTOKEN

HELLO = PushMessage(title="Hello")
SILENT = PushMessage(silent=True, extras={"screen": "balance"})
MINUTE = 60_000
NOW = 28_333_333 * MINUTE


def request(message=HELLO, *, user_id="roman", registration_id=None, key=None):
    return PushRequest(user_id, registration_id, message, key)


def noted(bank):
    with bank.database.read() as session:
        return sorted(session.connection().execute(text("SELECT target FROM delivery")).scalars())


def refusal(call):
    with pytest.raises(Refused) as caught:
        call()
    return caught.value.reason


def test_a_message_goes_to_all_active_devices_in_the_callers_applications(bank):
    mine = [bank.registration(token="one"), bank.registration(token="two")]
    bank.registration(application_id="other", token="one")
    (
        bank.registration(),
        bank.registration(user_id="jana", token="three"),
        bank.registration(status="BLOCKED", token="4"),
    )
    bank.messages().send(request(), [MTOKEN])
    assert noted(bank) == sorted(mine)


def test_a_message_to_one_device_goes_to_no_other(bank):
    one, _ = bank.registration(token="one"), bank.registration(token="two")
    bank.messages().send(request(registration_id=one), [MTOKEN])
    assert noted(bank) == [one]


def test_a_user_without_a_token_is_no_error(bank):
    bank.registration()
    bank.messages().send(request(), [MTOKEN])
    assert noted(bank) == []


def test_whom_nobody_can_reach_is_not_found(bank):
    strange = bank.registration(user_id="jana", token="one")
    blocked = bank.registration(status="BLOCKED", token="two")
    mine = bank.registration(token="three")
    messages = bank.messages()
    for wanted, applications in [
        (request(user_id="nobody"), [MTOKEN]),
        (request(), ["other"]),
        (request(), []),
        (request(registration_id=strange), [MTOKEN]),
        (request(registration_id=blocked), [MTOKEN]),
        (request(registration_id="unknown"), [MTOKEN]),
        (request(registration_id=mine), ["other"]),
    ]:
        assert refusal(lambda w=wanted, a=applications: messages.send(w, a)) == "REGISTRATION_NOT_FOUND"
    assert noted(bank) == []


@pytest.fixture
def still(monkeypatch):
    """The clock stands still, so that no minute ends."""
    monkeypatch.setattr("activities.push.messages.now_ms", lambda: NOW)


def test_a_user_is_sent_so_many_messages_in_a_minute(bank, still, monkeypatch):
    bank.registration(token="one"), bank.registration(token="two"), bank.registration(user_id="jana", token="three")
    messages = bank.messages(most=3)
    for _ in range(3):
        messages.send(request(), [MTOKEN])
    assert refusal(lambda: messages.send(request(), [MTOKEN])) == "TOO_MANY_MESSAGES"
    assert len(noted(bank)) == 6
    messages.send(request(SILENT), [MTOKEN])
    messages.send(request(user_id="jana"), [MTOKEN])
    assert len(noted(bank)) == 9
    monkeypatch.setattr("activities.push.messages.now_ms", lambda: NOW + MINUTE)
    messages.send(request(), [MTOKEN])


def test_what_reaches_no_device_is_not_counted(bank, still):
    bank.registration()
    for _ in range(3):
        bank.messages(most=1).send(request(), [MTOKEN])


def test_a_refused_message_counts_nowhere(bank, still):
    bank.registration(token="one"), bank.registration(application_id="other", token="one")
    messages = bank.messages(most=2)
    for _ in range(2):
        messages.send(request(), ["other"])
    for _ in range(3):
        assert refusal(lambda: messages.send(request(), [MTOKEN, "other"])) == "TOO_MANY_MESSAGES"
    for _ in range(2):
        messages.send(request(), [MTOKEN])
    assert refusal(lambda: messages.send(request(), [MTOKEN])) == "TOO_MANY_MESSAGES"


def test_the_limit_holds_however_many_send_at_once(bank, still):
    bank.registration(token="one"), bank.registration(application_id="other", token="one")
    messages = bank.messages(most=5)

    def send(number):
        applications = [MTOKEN, "other"] if number % 2 else ["other", MTOKEN]
        try:
            messages.send(request(), applications)
        except Refused as refused:
            return refused.reason
        return "OK"

    with ThreadPoolExecutor(20) as threads:
        found = list(threads.map(send, range(40)))
    assert sorted(found) == ["OK"] * 5 + ["TOO_MANY_MESSAGES"] * 35
    assert len(noted(bank)) == 10


def test_counts_of_minutes_that_are_over_are_dropped(bank):
    now = now_ms()
    with bank.database.write() as session:
        for ago in (0, 3, 600):
            assert push_limits.allows(session, MTOKEN, "roman", most=1, now_ms=now - ago * MINUTE)
    sweep(bank.database)
    with bank.database.write() as session:
        assert session.connection().execute(text("SELECT count(*) FROM push_count")).scalar() == 1


def test_a_repeated_request_is_done_once(bank):
    bank.registration(token="one")
    messages = bank.messages(most=1)
    for _ in range(3):
        messages.send(request(key="bank 1"), [MTOKEN])
    assert len(noted(bank)) == 1


def test_a_refused_request_may_be_repeated(bank, still):
    messages = bank.messages()
    assert refusal(lambda: messages.send(request(key="bank 1"), [MTOKEN])) == "REGISTRATION_NOT_FOUND"
    bank.registration(token="one")
    messages.send(request(key="bank 1"), [MTOKEN])
    assert len(noted(bank)) == 1


def test_of_one_request_sent_many_times_at_once_one_counts(bank):
    bank.registration(token="one")
    messages = bank.messages(most=1)
    with ThreadPoolExecutor(10) as threads:
        list(threads.map(lambda _: messages.send(request(key="bank 1"), [MTOKEN]), range(20)))
    assert len(noted(bank)) == 1
