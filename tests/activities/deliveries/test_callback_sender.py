"""Callbacks against a real server: what it receives, and what becomes of every answer."""

import base64
import socket
import time
from dataclasses import replace

import pytest

from activities.callback_registry import Authentication, CallbackRegistry, CallbackTerms
from activities.callbacks import Change, note_operation, note_registration
from activities.clock import now_ms
from activities.deliveries import outbox, posting
from activities.deliveries.callback_request import new_secret, signature
from activities.deliveries.callback_sender import CallbackSender
from activities.resealing import reseal
from activities.sealing import Sealer
from activities.store import deliveries
from config import master_key
from config.callbacks import ATTRIBUTES, CallbackAuthentication, CallbackType
from config.refused import Refused
from tests.activities.deliveries.server import free_address, self_signed, serving

REGISTRATION, OPERATION = CallbackType.REGISTRATION_STATUS_CHANGE, CallbackType.OPERATION_STATUS_CHANGE
AT_MS = 1_700_000_000_000
FACTS = {
    "userId": "roman",
    "activationName": "Roman's phone",
    "activationStatus": "BLOCKED",
    "blockedReason": None,
    "activationFlags": ["VIP"],
    "platform": "ios",
}


class House:
    """A registry and a sender on one database."""

    def __init__(self, database, **options):
        self.database, self.key = database, master_key.generated()
        self.sealer = Sealer.of(self.key)
        self.registry = CallbackRegistry(database, self.sealer, private=True)
        self.sender = CallbackSender(database, self.sealer, **{"private": True, **options})

    def create(self, url, *, callback_type=REGISTRATION, attributes=(), application_id="app", **terms):
        made, secret = self.registry.create(
            application_id, callback_type, CallbackTerms("hook", url, tuple(attributes), **terms)
        )
        return made.stored, secret

    def note(self, sequence=2, facts=FACTS):
        with self.database.write() as session:
            return note_registration(
                session,
                self.sealer,
                application_id="app",
                change=Change("registration", sequence, AT_MS),
                facts=facts,
            )

    def send(self, delivery_id):
        """One attempt, as the activity makes it."""
        with self.database.write() as session:
            stored = deliveries.begin(session, delivery_id, now_ms())
        return self.sender.send(outbox.opened(stored, self.sealer))


@pytest.fixture
def house(database):
    return House(database)


def test_the_bank_receives_what_it_has_chosen_signed_under_one_key(house):
    with serving() as bank:
        callback, secret = house.create(bank.url, attributes=["activationStatus", "userId", "blockedReason"])
        [delivery_id] = house.note()
        assert house.send(delivery_id) == ("DELIVERED", "")
        assert house.send(delivery_id) == ("DELIVERED", "")
    first, second = bank.heard
    assert first.path == "/hook"
    assert list(first.body.items()) == [
        ("type", "ACTIVATION"),
        ("activationId", "registration"),
        ("timestampEvent", AT_MS),
        ("sequence", 2),
        ("userId", "roman"),
        ("activationStatus", "BLOCKED"),
    ]
    assert first.raw == second.raw
    for name in ("Idempotency-Key", "webhook-id"):
        assert first.headers[name] == second.headers[name] == delivery_id
    assert first.headers["Content-Type"] == "application/json"
    assert first.headers["Host"] == f"127.0.0.1:{bank.port}"
    assert abs(int(first.headers["webhook-timestamp"]) - now_ms() // 1000) < 10
    assert first.is_signed_by(secret)
    assert second.is_signed_by(secret)
    assert not first.is_signed_by(new_secret())
    assert not replace(first, raw=first.raw + b" ").is_signed_by(secret)
    assert not replace(first, headers=first.headers | {"webhook-id": "another"}).is_signed_by(secret)
    assert not any("nextstep" in name.lower() for name in first.headers)
    assert "Authorization" not in first.headers
    assert secret not in repr(callback)


def test_a_signature_is_that_of_the_rules_own_libraries():
    """The example of their tests."""
    signed = signature(
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "1614265330",
        b'{"test": 2432232314}',
    )
    assert signed == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_secrets_are_random_and_of_the_form_that_libraries_read():
    made = [new_secret() for _ in range(100)]
    assert len(set(made)) == 100
    for secret in made:
        assert secret.startswith("whsec_")
        assert len(base64.b64decode(secret.removeprefix("whsec_"), validate=True)) == 32


AUTHENTICATIONS = [
    (Authentication(CallbackAuthentication.NONE), None),
    (
        Authentication(CallbackAuthentication.BASIC, {"username": "nextstep", "password": "pä:ss"}),
        "Basic " + base64.b64encode("nextstep:pä:ss".encode()).decode(),
    ),
    (Authentication(CallbackAuthentication.BEARER, {"token": "abc.def"}), "Bearer abc.def"),
]


@pytest.mark.parametrize(("authentication", "header"), AUTHENTICATIONS, ids=["none", "basic", "bearer"])
def test_the_bank_is_told_who_calls(house, authentication, header):
    with serving() as bank:
        callback, _ = house.create(bank.url, authentication=authentication)
        [delivery_id] = house.note()
        assert house.send(delivery_id) == ("DELIVERED", "")
    assert bank.heard[0].headers.get("Authorization") == header
    for secret in authentication.credentials.values():
        assert secret not in str(callback)


STATUSES = [
    (200, "DELIVERED", ""),
    (202, "DELIVERED", ""),
    (204, "DELIVERED", ""),
    (301, "RETRY", "HTTP_301"),
    (307, "RETRY", "HTTP_307"),
    (400, "RETRY", "HTTP_400"),
    (401, "RETRY", "HTTP_401"),
    (404, "RETRY", "HTTP_404"),
    (410, "GIVE_UP", "HTTP_410"),
    (429, "RETRY", "HTTP_429"),
    (500, "RETRY", "HTTP_500"),
    (503, "RETRY", "HTTP_503"),
]


@pytest.mark.parametrize(("status", "outcome", "reason"), STATUSES)
def test_answers(house, status, outcome, reason):
    with serving(status) as bank:
        house.create(bank.url)
        [delivery_id] = house.note()
        assert house.send(delivery_id) == (outcome, reason)
    assert len(bank.heard) == 1


def test_redirects_are_not_followed(house):
    with serving() as elsewhere:

        def redirect(handler):
            handler.send_response(302)
            handler.send_header("Location", elsewhere.url)
            handler.end_headers()

        with serving(redirect) as bank:
            house.create(bank.url)
            [delivery_id] = house.note()
            assert house.send(delivery_id) == ("RETRY", "HTTP_302")
    assert elsewhere.heard == []


def test_nobody_listens(house):
    house.create(free_address())
    [delivery_id] = house.note()
    assert house.send(delivery_id) == ("RETRY", "CONNECTION_FAILED")


def test_a_server_that_hangs_up_or_talks_nonsense(house):
    def hang_up(handler):
        handler.connection.close()

    def nonsense(handler):
        handler.wfile.write(b"SSH-2.0-OpenSSH\r\n\r\n")

    for answer, words in ((hang_up, {"PROTOCOL_ERROR", "CONNECTION_FAILED"}), (nonsense, {"PROTOCOL_ERROR"})):
        with serving(answer) as bank:
            house.create(bank.url, application_id="app")
            *_, delivery_id = house.note(sequence=id(answer))
            outcome, word = house.send(delivery_id)
            assert outcome == "RETRY"
            assert word in words
        house.registry.remove("app", house.registry.listed("app")[0].stored.callback_id)


def test_a_silent_server_and_one_that_drips_are_left_in_time(house, monkeypatch):
    def silent(_handler):
        time.sleep(5)

    def dripping(handler):
        handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
        for _ in range(50):
            handler.wfile.write(b"X-Drip: 1\r\n")
            handler.wfile.flush()
            time.sleep(0.1)

    monkeypatch.setattr(posting, "_SECONDS", 0.5)
    for answer in (silent, dripping):
        with serving(answer) as bank:
            callback, _ = house.create(bank.url)
            [delivery_id] = house.note(sequence=id(answer))
            begun = time.monotonic()
            assert house.send(delivery_id) == ("RETRY", "TIMED_OUT")
            assert time.monotonic() - begun < 3
        house.registry.remove("app", callback.callback_id)


def test_a_huge_answer_is_not_read(house):
    sent = []

    def huge(handler):
        handler.send_response(200)
        handler.end_headers()
        for _ in range(2000):
            handler.wfile.write(b"a" * 65536)
            sent.append(65536)

    with serving(huge) as bank:
        house.create(bank.url)
        [delivery_id] = house.note()
        begun = time.monotonic()
        assert house.send(delivery_id) == ("DELIVERED", "")
        assert time.monotonic() - begun < 3
    assert sum(sent) < 100_000_000


def test_headers_without_end_are_refused(house):
    def endless(handler):
        handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
        for n in range(100_000):
            handler.wfile.write(b"X-%d: %s\r\n" % (n, b"a" * 1000))

    with serving(endless) as bank:
        house.create(bank.url)
        [delivery_id] = house.note()
        assert house.send(delivery_id) == ("RETRY", "PROTOCOL_ERROR")


def test_a_certificate_is_verified_for_the_name(database, tmp_path):
    server, trusting = self_signed(tmp_path)
    with serving(tls=server) as bank:
        distrusting = House(database)
        distrusting.create(bank.url)
        [delivery_id] = distrusting.note()
        assert distrusting.send(delivery_id) == ("RETRY", "TLS_FAILED")
        assert bank.heard == []
        distrusting.sender = CallbackSender(database, distrusting.sealer, private=True, tls=trusting)
        assert distrusting.send(delivery_id) == ("DELIVERED", "")
        for host, ends in (("localhost", "DELIVERED"), ("127.0.0.2", "RETRY")):
            house = House(database, tls=trusting)
            house.create(bank.url.replace("127.0.0.1", host), application_id=host)
            with database.write() as session:
                [named] = note_registration(
                    session, house.sealer, application_id=host, change=Change(host, 1, AT_MS), facts={}
                )
            # The name of the certificate is asked for, whatever address the name has.
            assert house.send(named)[0] == ends


def test_an_address_is_judged_again_at_each_attempt(house):
    with serving() as bank:
        house.create(bank.url)
        [delivery_id] = house.note()
        house.sender = CallbackSender(house.database, house.sealer, private=False)
        assert house.send(delivery_id) == ("RETRY", "ADDRESS_REFUSED")
    assert bank.heard == []


def test_no_proxy_of_the_environment_is_used(house, monkeypatch):
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, free_address())
    with serving() as bank:
        house.create(bank.url)
        [delivery_id] = house.note()
        assert house.send(delivery_id) == ("DELIVERED", "")


def test_the_last_of_the_allowed_attempts_gives_up(house):
    with serving(500) as bank:
        house.create(bank.url, max_attempts=2)
        [delivery_id] = house.note()
        assert house.send(delivery_id) == ("RETRY", "HTTP_500")
        assert house.send(delivery_id) == ("GIVE_UP", "HTTP_500")


def test_a_callback_that_is_disabled_or_removed_is_not_called(house):
    with serving() as bank:
        callback, _ = house.create(bank.url)
        [one] = house.note(1)
        house.registry.change("app", callback.callback_id, CallbackTerms("hook", bank.url, (), enabled=False))
        assert house.note(2) == []
        assert house.send(one) == ("GIVE_UP", "CALLBACK_DISABLED")
        house.registry.remove("app", callback.callback_id)
        assert house.note(3) == []
        assert house.send(one) == ("GIVE_UP", "CALLBACK_REMOVED")
    assert bank.heard == []


def test_each_enabled_callback_of_the_application_and_type_is_told_once(house):
    house.create("https://8.8.8.8/one")
    house.create("https://8.8.8.8/two", attributes=["userId"])
    house.create("https://8.8.8.8/operations", callback_type=OPERATION)
    house.create("https://8.8.8.8/off", enabled=False)
    house.create("https://8.8.8.8/another", application_id="another")
    assert len(house.note()) == 2
    assert house.note() == []


def test_an_operation_is_told_with_all_that_was_chosen(house):
    with serving() as bank:
        house.create(bank.url, callback_type=OPERATION, attributes=reversed(ATTRIBUTES[OPERATION]))
        facts = {name: name.upper() for name in ATTRIBUTES[OPERATION]} | {"stray": 1, "externalId": None}
        with house.database.write() as session:
            [delivery_id] = note_operation(
                session, house.sealer, application_id="app", change=Change("op", 3, AT_MS), facts=facts
            )
        assert house.send(delivery_id) == ("DELIVERED", "")
    told = {name: name.upper() for name in ATTRIBUTES[OPERATION] if name != "externalId"}
    assert bank.heard[0].body == {
        "type": "OPERATION",
        "operationId": "op",
        "timestampEvent": AT_MS,
        "sequence": 3,
        **told,
    }


def test_attributes_of_the_other_type_are_refused(house):
    with pytest.raises(Refused) as refused:
        house.create("https://8.8.8.8/", attributes=["userId", "operationType"])
    assert refused.value.reason == "REQUEST_INVALID"


def test_a_name_that_leads_elsewhere_a_moment_later_leads_nowhere_new(house, monkeypatch):
    """Asked once for each attempt; what is connected to is what was judged."""
    with serving() as bank:
        url = f"http://bank.test:{bank.port}/hook"
        asked = []

        def resolved(host, port, *_, **__):
            asked.append(host)
            address = "127.0.0.1" if len(asked) == 1 else "127.0.0.2"
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

        house.create(free_address())
        [delivery_id] = house.note()
        with house.database.write() as session:
            session.connection().exec_driver_sql(f"UPDATE callback SET url = '{url}'")
        monkeypatch.setattr("activities.deliveries.destinations.socket.getaddrinfo", resolved)
        assert house.send(delivery_id) == ("DELIVERED", "")
    [heard] = bank.heard
    assert (heard.headers["Host"], asked.count("bank.test")) == (f"bank.test:{bank.port}", 1)


def test_a_new_secret_signs_at_once_and_the_former_ones_for_a_while(house, monkeypatch):
    with serving() as bank:
        callback, first = house.create(bank.url)
        second, until = house.registry.rotate("app", callback.callback_id, valid_seconds=60)
        assert 55_000 < until - now_ms() <= 60_000
        third, _ = house.registry.rotate("app", callback.callback_id, valid_seconds=3600)
        [delivery_id] = house.note()
        house.send(delivery_id)
        later = now_ms() + 60_000
        monkeypatch.setattr("activities.deliveries.callback_sender.now_ms", lambda: later)
        house.send(delivery_id)
    soon, late = bank.heard
    assert [soon.is_signed_by(one) for one in (first, second, third, new_secret())] == [True, True, True, False]
    assert late.headers["webhook-signature"].count("v1,") == 2
    signed = late.headers["webhook-signature"].split(" ")
    stamp = (late.headers["webhook-id"], late.headers["webhook-timestamp"], late.raw)
    assert signed == [signature(third, *stamp), signature(second, *stamp)]


def test_secrets_that_others_know_are_given_up_at_once(house):
    with serving() as bank:
        callback, first = house.create(bank.url)
        second, _ = house.registry.rotate("app", callback.callback_id, valid_seconds=3600)
        third, _ = house.registry.rotate("app", callback.callback_id, valid_seconds=0)
        [delivery_id] = house.note()
        house.send(delivery_id)
    [heard] = bank.heard
    assert [heard.is_signed_by(one) for one in (first, second, third)] == [False, False, True]


def test_asking_again_and_again_keeps_some_former_secrets_and_not_all(house):
    with serving() as bank:
        callback, first = house.create(bank.url)
        made = [first, *(house.registry.rotate("app", callback.callback_id, valid_seconds=60)[0] for _ in range(6))]
        [delivery_id] = house.note()
        house.send(delivery_id)
    [heard] = bank.heard
    assert [heard.is_signed_by(one) for one in made] == [False, False, True, True, True, True, True]


def test_former_secrets_are_sealed_anew_with_the_rest(house):
    with serving() as bank:
        callback, first = house.create(bank.url)
        house.registry.rotate("app", callback.callback_id, valid_seconds=60)
        house.note()
        [delivery_id] = house.note(3)
        fresh = master_key.generated()
        both = Sealer.of(fresh, house.key)
        assert reseal(house.database, both, lambda *_: None) == 4
        house.sealer = Sealer.of(fresh)
        house.sender = CallbackSender(house.database, house.sealer, private=True)
        assert house.send(delivery_id) == ("DELIVERED", "")
    assert bank.heard[0].is_signed_by(first)
