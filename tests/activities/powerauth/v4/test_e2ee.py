"""End-to-end encryption (`powerauth-protocol-4.md` §4)."""

import json
from base64 import b64decode, b64encode

import pytest

from activities.powerauth.ecies import AlreadyReplied
from activities.powerauth.encryption_failed import EncryptionFailed, EncryptionFailure
from activities.powerauth.purpose import Scope
from activities.powerauth.v4 import replay
from activities.powerauth.v4.activation_keys import V4ActivationKeys
from activities.powerauth.v4.e2ee import key_context, open_request
from activities.powerauth.v4.encrypted_request import MAX_BYTES, read, read_body
from activities.powerauth.v4.purpose import V4Purpose
from activities.powerauth.v4.sender import V4Sender
from tests.activities.powerauth.v4 import phone
from tests.activities.powerauth.v4.published import every, members, vectors

PURPOSES = {
    "APPLICATION_SCOPE_GENERIC": V4Purpose.APPLICATION_GENERIC,
    "ACTIVATION_LAYER_2": V4Purpose.ACTIVATION_LAYER_2,
    "UPGRADE_START": V4Purpose.UPGRADE_START,
    "ACTIVATION_SCOPE_GENERIC": V4Purpose.ACTIVATION_GENERIC,
    "VAULT_UNLOCK": V4Purpose.VAULT_UNLOCK,
    "CREATE_TOKEN": V4Purpose.CREATE_TOKEN,
    "CHANGE_PASSWORD": V4Purpose.CHANGE_PASSWORD,
    "SETUP_BIOMETRY": V4Purpose.ADD_BIOMETRY,
}
NOW = 1_795_829_241_064
KEY_ID = "7AB0E8BA-D5DF-4829-A88A-9B861A71DA9B"
NONCE = bytes(range(24))
SECRET = b"t" * 32
APPLICATION = V4Sender(b64encode(b"application key.").decode(), b64encode(b"applica. secret.").decode())
ACTIVATION = V4Sender(
    APPLICATION.application_key,
    APPLICATION.application_secret,
    "26C94BF8-f594-4bd8-9c51-93449926b644",
    V4ActivationKeys(bytes(32)),
)


class Known(V4ActivationKeys):
    """Keys of which a vector gives the one that is asked for."""

    def __init__(self, key):
        super().__init__(bytes(32))
        object.__setattr__(self, "key", key)

    def derive(self, key):
        return self.key


def sender_of(case):
    if case["activationId"] is None:
        return V4Sender(case["applicationKey"], case["applicationSecret"])
    keys = Known(*members(case, "keyE2eeSharedInfo2"))
    return V4Sender(case["applicationKey"], case["applicationSecret"], case["activationId"], keys)


@every("e2ee")
def test_official_exchanges(case):
    purpose, sender = PURPOSES[case["encryptorId"]], sender_of(case)
    assert [purpose.shared_info_1.decode(), purpose.scope.value] == [case["sharedInfo1"], case["scope"]]
    assert sender.shared_info_2.hex() == case["sharedInfo2"]
    request = read(case["request"])
    assert key_context(purpose, request.nonce).hex() == case["keyContext"]
    data = sender.associated_data(
        temporary_key_id=case["temporaryKeyId"], timestamp_ms=request.timestamp_ms, nonce=request.nonce
    )
    assert data.hex() == case["requestAd"]
    opened = open_request(request, purpose, sender=sender, temporary_secret=members(case, "temporarySharedSecret")[0])
    assert opened.plaintext.hex() == case["requestPlaintext"]
    (plaintext,) = members(case, "responsePlaintext")
    assert opened.reply.encrypt(plaintext, now_ms=case["response"]["timestamp"]) == case["response"]


def test_all_purposes_are_among_them():
    assert {PURPOSES[case["encryptorId"]] for case in vectors("e2ee")} == set(V4Purpose)


def sender_for(purpose):
    return APPLICATION if purpose.scope is Scope.APPLICATION else ACTIVATION


def sent(purpose, **changed):
    values = {"key_id": KEY_ID, "nonce": NONCE, "now_ms": NOW} | changed
    return phone.sealed(purpose, sender_for(purpose), SECRET, b"message", **values)


def opened(value, purpose, *, sender=None, secret=SECRET):
    return open_request(read(value), purpose, sender=sender or sender_for(purpose), temporary_secret=secret)


@pytest.mark.parametrize("purpose", V4Purpose)
def test_an_exchange_opens_for_its_purpose_and_for_no_other(purpose):
    request = sent(purpose)
    reply = opened(request, purpose).reply.encrypt(b"answer", now_ms=NOW + 7)
    assert phone.opened(purpose, sender_for(purpose), SECRET, request, reply) == b"answer"
    for other in V4Purpose:
        if other is not purpose:
            with pytest.raises(EncryptionFailed):
                opened(request, other)


def test_a_request_and_its_reply_may_say_nothing():
    """SDKs send nothing where a call has no members, other clients an empty object."""
    values = {"key_id": KEY_ID, "nonce": NONCE, "now_ms": NOW}
    request = phone.sealed(V4Purpose.CREATE_TOKEN, ACTIVATION, SECRET, b"", **values)
    message = opened(request, V4Purpose.CREATE_TOKEN)
    assert message.plaintext == b""
    reply = message.reply.encrypt(b"", now_ms=NOW)
    assert phone.opened(V4Purpose.CREATE_TOKEN, ACTIVATION, SECRET, request, reply) == b""


def test_a_request_has_one_reply():
    reply = opened(sent(V4Purpose.CREATE_TOKEN), V4Purpose.CREATE_TOKEN).reply
    reply.encrypt(b"", now_ms=NOW)
    with pytest.raises(AlreadyReplied):
        reply.encrypt(b"", now_ms=NOW)


def test_a_sender_of_the_other_scope_is_a_mistake():
    with pytest.raises(ValueError, match="scope"):
        opened(sent(V4Purpose.CREATE_TOKEN), V4Purpose.CREATE_TOKEN, sender=APPLICATION)
    with pytest.raises(ValueError, match="both"):
        V4Sender(APPLICATION.application_key, APPLICATION.application_secret, "id")


def test_ids_are_authenticated_as_they_were_sent():
    request = sent(V4Purpose.CREATE_TOKEN)
    assert read(request).temporary_key_id == KEY_ID.lower()
    lowered = V4Sender(
        ACTIVATION.application_key, ACTIVATION.application_secret, ACTIVATION.activation_id.lower(), ACTIVATION.keys
    )
    for value, sender in ((request | {"temporaryKeyId": KEY_ID.lower()}, ACTIVATION), (request, lowered)):
        with pytest.raises(EncryptionFailed) as failed:
            opened(value, V4Purpose.CREATE_TOKEN, sender=sender)
        assert failed.value.reason is EncryptionFailure.MAC


WRONG = {
    "a later timestamp": {"timestamp": NOW + 1},
    "the nonce of a response": {"nonce": b64encode(NONCE[:12] + bytes(12)).decode()},
    "another temporary key": {"temporaryKeyId": KEY_ID.replace("7", "8")},
}


@pytest.mark.parametrize("changed", WRONG.values(), ids=WRONG)
def test_what_is_changed_does_not_open(changed):
    with pytest.raises(EncryptionFailed) as failed:
        opened(sent(V4Purpose.CREATE_TOKEN) | changed, V4Purpose.CREATE_TOKEN)
    assert failed.value.reason is EncryptionFailure.MAC


def test_the_key_of_another_application_does_not_open():
    """Another secret agreed, another application's key or secret: each alone is enough."""
    other = b64encode(b"another of those").decode()
    request = sent(V4Purpose.APPLICATION_GENERIC)
    for sender, secret in (
        (APPLICATION, b"u" * 32),
        (V4Sender(other, APPLICATION.application_secret), SECRET),
        (V4Sender(APPLICATION.application_key, other), SECRET),
    ):
        with pytest.raises(EncryptionFailed) as failed:
            opened(request, V4Purpose.APPLICATION_GENERIC, sender=sender, secret=secret)
        assert failed.value.reason is EncryptionFailure.MAC


RIGHT = sent(V4Purpose.CREATE_TOKEN)
DATA = b64decode(RIGHT["encryptedData"])
SHAPES = {
    "no key": {"temporaryKeyId": None},
    "no data": {"encryptedData": None},
    "no nonce": {"nonce": None},
    "no timestamp": {"timestamp": None},
    "an id that is none": {"temporaryKeyId": "key"},
    "a nonce of 3.x": {"nonce": b64encode(bytes(16)).decode()},
    "a long nonce": {"nonce": b64encode(bytes(25)).decode()},
    "both halves of the nonce alike": {"nonce": b64encode(bytes(24)).decode()},
    "an ephemeral key of 3.x": {"ephemeralPublicKey": b64encode(b"\2" * 33).decode()},
    "a MAC of 3.x": {"mac": b64encode(bytes(32)).decode()},
    "a negative timestamp": {"timestamp": -1},
    "a timestamp too large": {"timestamp": 1 << 53},
    "a timestamp that is a text": {"timestamp": str(NOW)},
    "a timestamp that is true": {"timestamp": True},
    "data that is a number": {"encryptedData": 7},
    "data of 43 bytes": {"encryptedData": b64encode(DATA[:43]).decode()},
    "no base64": {"encryptedData": "?"},
    "another nonce inside": {"encryptedData": b64encode(b"m" + DATA[1:]).decode()},
}


@pytest.mark.parametrize("changed", SHAPES.values(), ids=SHAPES)
def test_other_shapes_are_refused(changed):
    with pytest.raises(EncryptionFailed) as failed:
        opened(RIGHT | changed, V4Purpose.CREATE_TOKEN)
    assert failed.value.reason is EncryptionFailure.SHAPE
    assert str(failed.value) == "the request cannot be decrypted"


@pytest.mark.parametrize("body", [b"", b"[]", b"null", b"{", b'{"a":1}', b" " * (MAX_BYTES + 1)])
def test_a_body_that_is_no_request_is_refused(body):
    with pytest.raises(EncryptionFailed):
        read_body(body)


def test_a_body_is_read_and_members_that_nobody_knows_are_ignored():
    assert read_body(json.dumps(RIGHT | {"more": 1, "mac": None}).encode()) == read(RIGHT)


@pytest.mark.parametrize(
    ("age_ms", "reason"),
    [
        (300_000, None),
        (-300_000, None),
        (300_001, EncryptionFailure.TOO_OLD),
        (-300_001, EncryptionFailure.TOO_EARLY),
    ],
)
def test_a_request_is_accepted_for_five_minutes_around_its_time(age_ms, reason):
    request = read(RIGHT)
    if reason is None:
        replay.check_time(request, NOW + age_ms)
        return
    with pytest.raises(EncryptionFailed) as failed:
        replay.check_time(request, NOW + age_ms)
    assert failed.value.reason is reason


def test_what_must_not_repeat_is_key_and_nonce_for_as_long_as_the_request_is_accepted():
    request = read(RIGHT)
    assert replay.replay_value(request) == KEY_ID.lower() + b64encode(NONCE).decode()
    assert len(replay.replay_value(request)) == 68
    assert replay.replay_value(read(RIGHT | {"temporaryKeyId": KEY_ID.lower()})) == replay.replay_value(request)
    forgotten = replay.remember_until_ms(request)
    replay.check_time(request, forgotten)
    with pytest.raises(EncryptionFailed):
        replay.check_time(request, forgotten + 1)
