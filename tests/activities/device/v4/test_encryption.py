"""Encrypted requests by version 4.0: opened once, for who made them and while they are fresh; otherwise one answer to all."""

from base64 import b64decode, b64encode
from dataclasses import replace

import pytest

from activities.powerauth.encryption_failed import EncryptionFailed, EncryptionFailure
from activities.powerauth.v4.algorithm import Algorithm
from activities.powerauth.v4.headers import V4EncryptionHeader
from activities.powerauth.v4.purpose import V4Purpose
from config.clock import now_ms
from tests.activities.device.v4.small_phone import SmallPhone, exchange, master_keys, registered

PURPOSE = V4Purpose.ACTIVATION_GENERIC
MINUTE = 60_000


class Talk:
    """A registered phone with a temporary key."""

    def __init__(self, bank, app):
        self.bank, self.app = bank, app
        self.phone, server = registered(bank, app)
        self.temporary = self.phone.temporary(bank, server)

    def sent(self, **values):
        return self.phone.seal(PURPOSE, b"question", self.temporary, **values)

    def taken(self, body, header=None, purpose=PURPOSE):
        return exchange(self.bank, header or self.phone.header, purpose, body).plaintext


@pytest.fixture(scope="module")
def talk(bank, app):
    return Talk(bank, app)


@pytest.mark.parametrize("minutes", [-4, 0, 4])
def test_a_request_is_taken_five_minutes_around_its_time_and_once(talk, minutes):
    body = talk.sent(at_ms=now_ms() + minutes * MINUTE)
    assert talk.taken(body) == b"question"
    with pytest.raises(EncryptionFailed) as refused:
        talk.taken(body)
    assert refused.value.reason is EncryptionFailure.REPLAYED


@pytest.mark.parametrize(("minutes", "reason"), [(-6, EncryptionFailure.TOO_OLD), (6, EncryptionFailure.TOO_EARLY)])
def test_before_and_after_it_is_not(talk, minutes, reason):
    with pytest.raises(EncryptionFailed) as refused:
        talk.taken(talk.sent(at_ms=now_ms() + minutes * MINUTE))
    assert refused.value.reason is reason


def test_a_key_serves_many_requests(talk):
    assert [talk.taken(talk.sent()) for _ in range(3)] == [b"question"] * 3


def of_another_application(talk):
    other = talk.bank.application(f"another {now_ms()}")
    return replace(talk.phone.header, application_key=other.application_key), PURPOSE


def of_another_registration(talk):
    other, _ = registered(talk.bank, talk.app)
    return other.header, PURPOSE


def of_nobody(talk):
    return V4EncryptionHeader(talk.phone.key, "of nobody", "of nobody"), PURPOSE


def written_otherwise(talk):
    """What the phone authenticates is the id as it was sent."""
    return replace(talk.phone.header, activation_id_sent=talk.phone.id.upper()), PURPOSE


def for_another_purpose(talk):
    return talk.phone.header, V4Purpose.CREATE_TOKEN


def by_the_application(talk):
    return V4EncryptionHeader(talk.phone.key), V4Purpose.APPLICATION_GENERIC


@pytest.mark.parametrize(
    "addressed",
    [
        of_another_application,
        of_another_registration,
        of_nobody,
        written_otherwise,
        for_another_purpose,
        by_the_application,
    ],
)
def test_for_anybody_and_anything_else_it_does_not_open(talk, addressed):
    header, purpose = addressed(talk)
    with pytest.raises(EncryptionFailed):
        talk.taken(talk.sent(), header, purpose)


def test_the_key_of_an_app_is_none_of_its_registrations(bank, app, talk):
    of_app = SmallPhone(app).temporary(bank, master_keys(bank, app, Algorithm.EC_P384))
    with pytest.raises(EncryptionFailed):
        talk.taken(talk.phone.seal(PURPOSE, b"", of_app))


def changed(name, change):
    def made(talk):
        body = talk.sent()
        return body | {name: b64encode(change(b64decode(body[name]))).decode()}

    return made


BODIES = {
    "a byte of the ciphertext is another": changed("encryptedData", lambda data: data[:-1] + bytes([data[-1] ^ 1])),
    "the ciphertext is cut off": changed("encryptedData", lambda data: data[:-1]),
    "there is a byte behind it": changed("encryptedData", lambda data: data + b"\0"),
    "there is nothing but a nonce": changed("encryptedData", lambda data: data[:12]),
    "the nonce is another": changed("nonce", lambda nonce: bytes([nonce[0] ^ 1]) + nonce[1:]),
    "the nonce is cut off": changed("nonce", lambda nonce: nonce[:-1]),
    "both halves of the nonce are one": changed("nonce", lambda nonce: nonce[:12] * 2),
    "the time is another": lambda talk: talk.sent() | {"timestamp": now_ms() + 1},
    "there is no key": lambda talk: talk.sent() | {"temporaryKeyId": "11111111-2222-4333-8444-555555555555"},
    "it is of 3.3 too": lambda talk: talk.sent() | {"mac": "AAAA"},
}


@pytest.mark.parametrize("body", BODIES)
def test_what_was_changed_on_the_way_does_not_open(talk, body):
    with pytest.raises(EncryptionFailed):
        talk.taken(BODIES[body](talk))


def test_an_unsupported_app_is_not_served(bank):
    app = bank.application("of the past, talking")
    phone, server = registered(bank, app)
    body = phone.seal(PURPOSE, b"", phone.temporary(bank, server))
    bank.applications.support(app.application_id, "default", supported=False)
    with pytest.raises(EncryptionFailed):
        exchange(bank, phone.header, PURPOSE, body)
