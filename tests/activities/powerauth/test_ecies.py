"""End-to-end encryption of requests and responses (`powerauth-protocol.md` §2)."""

import hashlib
import hmac
import os
from base64 import b64decode, b64encode
from concurrent.futures import ThreadPoolExecutor

import pytest

from activities.powerauth import elliptic_curve, keys
from activities.powerauth.ecies import AlreadyReplied, open_request
from activities.powerauth.encrypted_request import read
from activities.powerauth.encryption_failed import EncryptionFailed, EncryptionFailure
from activities.powerauth.envelope import Envelope
from activities.powerauth.purpose import Purpose, Scope
from activities.powerauth.shared_info import Sender, associated_data
from activities.powerauth.version import ProtocolVersion
from tests.activities.powerauth.encryptor import Exchange
from tests.activities.powerauth.published import document, raw
from tests.rows import each_row

PUBLISHED_PURPOSES = {
    "APPLICATION_SCOPE_GENERIC": Purpose.APPLICATION_GENERIC,
    "ACTIVATION_LAYER_2": Purpose.ACTIVATION_LAYER_2,
    "ACTIVATION_SCOPE_GENERIC": Purpose.ACTIVATION_GENERIC,
    "UPGRADE": Purpose.UPGRADE,
    "VAULT_UNLOCK": Purpose.VAULT_UNLOCK,
    "CREATE_TOKEN": Purpose.CREATE_TOKEN,
    "CONFIRM_RECOVERY_CODE": Purpose.CONFIRM_RECOVERY,
}


class Published:
    """A published case, with the key and the sender of its scope."""

    def __init__(self, group, case):
        self.case = case
        self.purpose = PUBLISHED_PURPOSES[case["encryptorId"]]
        version = ProtocolVersion(group["version"])
        in_application = self.purpose.scope is Scope.APPLICATION
        # In 3.3 these keys play the temporary keys of the two scopes.
        self.recipient = keys.private_key(
            raw(group["masterServerPrivateKey" if in_application else "serverPrivateKey"])
        )
        self.sender = Sender(
            group["applicationKey"],
            group["applicationSecret"],
            activation_id=None if in_application else group["activationId"],
            transport_key=None if in_application else raw(group["transportKey"]),
        )
        self.request = read(version, case["request"])

    def open(self, **changes):
        return open_request(
            self.request, self.purpose, **{"sender": self.sender, "recipient": self.recipient} | changes
        )


def published():
    groups = [document("ecies-v32"), document("ecies-v33")]
    return [
        pytest.param(Published(group, case), id=f"{group['version']}-{case['encryptorId']}-{n}")
        for group in groups
        for n, case in enumerate(group["data"])
    ]


every_published = each_row("published", published())


@every_published
def test_published_requests_are_opened(published):
    assert published.open().plaintext == raw(published.case["plainRequest"])


@every_published
def test_published_responses_are_encrypted(published):
    response = published.case["response"]
    encrypted = published.open().reply.encrypt(
        raw(published.case["plainResponse"]), now_ms=response["timestamp"], nonce=raw(response["nonce"])
    )
    assert encrypted == response


@every_published
def test_published_envelopes_and_associated_data(published):
    request = published.request
    envelope = Envelope.agree(
        request.version,
        recipient=published.recipient,
        ephemeral_point=request.ephemeral_point,
        shared_info_1=published.purpose.shared_info_1,
    )
    assert envelope.encryption_key + envelope.mac_key + envelope.iv_key == raw(published.case["envelopeKey"])
    bound = associated_data(request.version, published.sender, request.temporary_key_id_sent)
    assert bound == raw(published.case["associatedData"])


def test_the_published_cases_are_of_every_purpose():
    assert {case.values[0].purpose for case in published()} == set(Purpose)


def test_an_activation_id_is_authenticated_in_the_case_in_which_it_was_sent():
    published_in_upper_case = published()[2].values[0]
    sent = published_in_upper_case.sender
    lowered = Sender(sent.application_key, sent.application_secret, sent.activation_id.lower(), sent.transport_key)
    assert lowered != sent
    with pytest.raises(EncryptionFailed):
        published_in_upper_case.open(sender=lowered)


# What follows plays both sides.

SECRET = "m3JdVJMIu65fXXFi4VqjjA=="
APPLICATION_KEY = "lceX5qe+O+Sb0t8TQqg35A=="
ACTIVATION_ID = "036CC14B-E4F8-4B01-A825-5129832ACDDB"
TEMPORARY_ID = "D3D82A6B-47CF-4225-BBE5-BAD96FB84CA4"
TRANSPORT = bytes(range(16))
NOW = 1_700_000_000_000
RECIPIENT = keys.generate()
SENDERS = {
    Scope.APPLICATION: Sender(APPLICATION_KEY, SECRET),
    Scope.ACTIVATION: Sender(APPLICATION_KEY, SECRET, ACTIVATION_ID, TRANSPORT),
}
BASES = {
    Scope.APPLICATION: hashlib.sha256(SECRET.encode()).digest(),
    Scope.ACTIVATION: hmac.digest(TRANSPORT, SECRET.encode(), "sha256"),
}
every_version = pytest.mark.parametrize("version", ProtocolVersion)
every_purpose = pytest.mark.parametrize("purpose", Purpose)
later_versions = pytest.mark.parametrize("version", [ProtocolVersion.V3_2, ProtocolVersion.V3_3])


def begun(version, purpose, **changes):
    ids = [APPLICATION_KEY]
    ids += [ACTIVATION_ID] if purpose.scope is Scope.ACTIVATION else []
    ids += [TEMPORARY_ID] if version.has_temporary_key else []
    terms = {"base": BASES[purpose.scope], "ids": ids, "timestamp_ms": NOW if version.has_timestamp else None}
    return Exchange(version, purpose, RECIPIENT.public_key(), **terms | changes)


def sent(exchange, plaintext=b'{"a":1}', **changes):
    if exchange.version.has_temporary_key:
        changes = {"temporaryKeyId": TEMPORARY_ID} | changes
    return exchange.request(plaintext, **changes)


def opened(version, purpose, members, **changes):
    terms = {"sender": SENDERS[purpose.scope], "recipient": RECIPIENT}
    return open_request(read(version, members), purpose, **terms | changes)


@every_version
@every_purpose
@each_row("compressed", [True, False])
@each_row("plaintext", [b"", b"{}", b"x" * 1000])
def test_a_request_is_opened_and_answered(version, purpose, compressed, plaintext):
    exchange = begun(version, purpose, compressed=compressed)
    done = opened(version, purpose, sent(exchange, plaintext))
    assert done.plaintext == plaintext
    assert exchange.response(done.reply.encrypt(b"answer", now_ms=NOW + 5)) == b"answer"


MEMBERS = {"encryptedData", "mac"}


@every_version
def test_a_response_has_the_members_of_its_version(version):
    exchange = begun(version, Purpose.UPGRADE)
    response = opened(version, Purpose.UPGRADE, sent(exchange)).reply.encrypt(b"{}", now_ms=NOW + 5)
    assert response.keys() == MEMBERS | ({"nonce", "timestamp"} if version >= "3.2" else set())
    assert response.get("timestamp", NOW + 5) == NOW + 5


@later_versions
def test_a_response_has_a_nonce_of_its_own(version):
    request = sent(begun(version, Purpose.UPGRADE))
    responses = [opened(version, Purpose.UPGRADE, request).reply.encrypt(b"{}", now_ms=NOW) for _ in range(10)]
    assert len({response["nonce"] for response in responses} | {request["nonce"]}) == 11
    for nonce in (b64decode(request["nonce"]), b"short", b""):
        with pytest.raises(ValueError):
            opened(version, Purpose.UPGRADE, request).reply.encrypt(b"{}", now_ms=NOW, nonce=nonce)


@every_version
def test_a_request_is_answered_once(version):
    exchange = begun(version, Purpose.UPGRADE)
    reply = opened(version, Purpose.UPGRADE, sent(exchange)).reply
    reply.encrypt(b"{}", now_ms=NOW)
    for _ in range(2):
        with pytest.raises(AlreadyReplied):
            reply.encrypt(b"{}", now_ms=NOW)


def test_answers_at_once_are_one():
    def answer(_):
        try:
            return reply.encrypt(b"{}", now_ms=NOW)
        except AlreadyReplied:
            return None

    reply = opened(ProtocolVersion.V3_3, Purpose.UPGRADE, sent(begun(ProtocolVersion.V3_3, Purpose.UPGRADE))).reply
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(answer, range(64)))
    assert len([one for one in answers if one is not None]) == 1


@every_version
def test_a_request_for_one_purpose_does_not_open_for_another(version):
    for purpose in Purpose:
        request = sent(begun(version, purpose))
        for other in set(Purpose) - {purpose}:
            with pytest.raises(EncryptionFailed) as failed:
                opened(version, other, request)
            assert failed.value.reason == EncryptionFailure.MAC


@every_purpose
def test_a_request_of_one_version_does_not_open_as_another(purpose):
    v3_2, v3_3 = ProtocolVersion.V3_2, ProtocolVersion.V3_3
    as_later = sent(begun(v3_2, purpose)) | {"temporaryKeyId": TEMPORARY_ID}
    as_earlier = {name: value for name, value in sent(begun(v3_3, purpose)).items() if name != "temporaryKeyId"}
    for version, members in ((v3_3, as_later), (v3_2, as_earlier)):
        with pytest.raises(EncryptionFailed) as failed:
            opened(version, purpose, members)
        assert failed.value.reason == EncryptionFailure.MAC


OTHERS = {
    "application key": {"application_key": "WQBeNgCHGlW58rzUlP7Ehg=="},
    "activation": {"activation_id": "CF2E9A48-9085-4AA3-8F85-FFAFD2380609"},
    "activation in another case": {"activation_id": ACTIVATION_ID.lower()},
}


@later_versions
@pytest.mark.parametrize("changes", OTHERS.values(), ids=OTHERS.keys())
def test_a_request_is_bound_to_application_and_activation(version, changes):
    sender = Sender(
        **{
            "application_key": APPLICATION_KEY,
            "application_secret": SECRET,
            "activation_id": ACTIVATION_ID,
            "transport_key": TRANSPORT,
        }
        | changes
    )
    with pytest.raises(EncryptionFailed) as failed:
        opened(version, Purpose.VAULT_UNLOCK, sent(begun(version, Purpose.VAULT_UNLOCK)), sender=sender)
    assert failed.value.reason == EncryptionFailure.MAC


@every_version
@every_purpose
def test_a_request_needs_the_secrets_of_its_sender(version, purpose):
    in_application = purpose.scope is Scope.APPLICATION
    wrong = [
        Sender(APPLICATION_KEY, "Epbv1D+tibvvkqGIyDOT5g==", *([] if in_application else [ACTIVATION_ID, TRANSPORT]))
    ]
    if not in_application:
        wrong.append(Sender(APPLICATION_KEY, SECRET, ACTIVATION_ID, bytes(16)))
    for sender in wrong:
        with pytest.raises(EncryptionFailed):
            opened(version, purpose, sent(begun(version, purpose)), sender=sender)


@every_version
def test_a_request_to_another_key_is_not_opened(version):
    with pytest.raises(EncryptionFailed):
        opened(version, Purpose.UPGRADE, sent(begun(version, Purpose.UPGRADE)), recipient=keys.generate())


def with_a_bit_changed(text):
    data = bytearray(b64decode(text))
    data[-1] ^= 1
    return b64encode(data).decode()


def with_a_block_more(text):
    return b64encode(b64decode(text) + bytes(16)).decode()


def uncompressed(text):
    return b64encode(elliptic_curve.public_bytes(keys.public_key(b64decode(text)))).decode()


def another_point(_):
    return b64encode(elliptic_curve.public_bytes(keys.generate().public_key())).decode()


TAMPERED = {
    "data": ("encryptedData", with_a_bit_changed),
    "data longer": ("encryptedData", with_a_block_more),
    "mac": ("mac", with_a_bit_changed),
    "nonce": ("nonce", with_a_bit_changed),
    "timestamp": ("timestamp", lambda timestamp: timestamp + 1),
    "key": ("ephemeralPublicKey", another_point),
    "key in another form": ("ephemeralPublicKey", uncompressed),
    "temporary key": ("temporaryKeyId", lambda _: "1221CD15-9092-4779-A157-04DC229A63F7"),
    "temporary key in another case": ("temporaryKeyId", str.lower),
}


TAMPERINGS = [
    pytest.param(version, *TAMPERED[what], id=f"{version}-{what}")
    for version in (ProtocolVersion.V3_2, ProtocolVersion.V3_3)
    for what in TAMPERED
    if version.has_temporary_key or not what.startswith("temporary key")
]


@pytest.mark.parametrize("purpose", [Purpose.ACTIVATION_LAYER_2, Purpose.ACTIVATION_GENERIC])
@pytest.mark.parametrize(("version", "name", "tamper"), TAMPERINGS)
def test_a_tampered_request_is_not_opened(version, purpose, name, tamper):
    members = sent(begun(version, purpose))
    assert opened(version, purpose, members).plaintext
    with pytest.raises(EncryptionFailed) as failed:
        opened(version, purpose, members | {name: tamper(members[name])})
    assert failed.value.reason == EncryptionFailure.MAC


@pytest.mark.parametrize("version", [ProtocolVersion.V3_0, ProtocolVersion.V3_1])
@pytest.mark.parametrize("name", ["encryptedData", "mac", "ephemeralPublicKey"])
def test_a_tampered_request_of_the_first_versions_is_not_opened(version, name):
    members = sent(begun(version, Purpose.UPGRADE))
    tamper = another_point if name == "ephemeralPublicKey" else with_a_bit_changed
    with pytest.raises(EncryptionFailed):
        opened(version, Purpose.UPGRADE, members | {name: tamper(members[name])})


@every_version
def test_an_ephemeral_key_off_the_curve_is_refused(version):
    members = sent(begun(version, Purpose.UPGRADE)) | {"ephemeralPublicKey": b64encode(b"\x02" + b"\xff" * 32).decode()}
    with pytest.raises(EncryptionFailed) as failed:
        opened(version, Purpose.UPGRADE, members)
    assert failed.value.reason == EncryptionFailure.EPHEMERAL_KEY


@every_version
@pytest.mark.parametrize("end", [b"\x00" * 16, b"\x11" * 16, b"x" * 14 + b"\x01\x02"])
def test_wrong_padding_under_the_right_mac_is_refused(version, end):
    members = sent(begun(version, Purpose.UPGRADE), b"x" * 16, padding=lambda plaintext: plaintext + end)
    with pytest.raises(EncryptionFailed) as failed:
        opened(version, Purpose.UPGRADE, members)
    assert failed.value.reason == EncryptionFailure.PADDING


def test_in_3_0_the_iv_is_zero_and_in_3_1_the_requests_nonce_serves_the_response():
    for version in (ProtocolVersion.V3_0, ProtocolVersion.V3_1):
        exchange = begun(version, Purpose.UPGRADE)
        response = opened(version, Purpose.UPGRADE, sent(exchange, b"same text")).reply.encrypt(
            b"same text", now_ms=NOW
        )
        assert response["encryptedData"] == sent(exchange, b"same text")["encryptedData"]


def test_a_purpose_of_another_scope_is_a_mistake_of_ours():
    request = sent(begun(ProtocolVersion.V3_3, Purpose.UPGRADE))
    with pytest.raises(ValueError):
        opened(ProtocolVersion.V3_3, Purpose.UPGRADE, request, sender=SENDERS[Scope.APPLICATION])


def test_random_members_are_refused_quietly():
    for _ in range(200):
        members = {
            "temporaryKeyId": TEMPORARY_ID,
            "ephemeralPublicKey": b64encode(b"\x03" + os.urandom(32)).decode(),
            "encryptedData": b64encode(os.urandom(64)).decode(),
            "mac": b64encode(os.urandom(32)).decode(),
            "nonce": b64encode(os.urandom(16)).decode(),
            "timestamp": NOW,
        }
        with pytest.raises(EncryptionFailed):
            opened(ProtocolVersion.V3_3, Purpose.UPGRADE, members)
