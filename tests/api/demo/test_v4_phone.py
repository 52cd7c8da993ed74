"""A phone of protocol 4 at a server of the same protocol, and at one that lies."""

import json

import pytest

from activities.powerauth.v4.algorithm import Algorithm
from api.demo.device import points, wire
from api.demo.device.counter import CounterStanding
from api.demo.device.failures import NotActivated, ServerRefused, Unreadable, Untrusted
from api.demo.device.signing import Factors
from api.demo.device.status import ActivationState
from api.demo.device.v4 import key_pairs
from api.demo.device.v4.algorithms import PhoneAlgorithm
from api.demo.device.v4.status import V4StatusFlag
from api.demo.v4_phone import V4Phone
from tests.api.demo.v4_peer import NOW, Peer

BIOMETRY = Factors.POSSESSION_BIOMETRY


def phone_of(peer, **options):
    options = {"algorithm": peer.algorithm.value, "clock_ms": lambda: NOW} | options
    return V4Phone(peer, "http://bank", peer.config(), **options)


@pytest.fixture(params=Algorithm, ids=lambda one: one.value)
def peer(request):
    return Peer(request.param)


@pytest.fixture(scope="module")
def kept():
    """A peer with an activation for tests that change nothing, and its phone."""
    peer = Peer(Algorithm.EC_P384)
    phone = phone_of(peer)
    phone.activate(peer.code)
    return peer, phone


def refused(call):
    with pytest.raises(ServerRefused) as caught:
        call()
    return caught.value.code


def test_a_phone_lives_with_each_algorithm(peer):
    phone = phone_of(peer)
    scanned = f"{peer.code}#{wire.b64(points.sign(peer.p256, peer.code.encode()))}"
    fingerprint = phone.activate(scanned)
    assert (len(fingerprint), phone.fingerprint) == (8, fingerprint)
    assert peer.device.members() == phone.registration.device_public.members()
    found = phone.status()
    assert (found.state, found.flags, found.standing) == (
        ActivationState.ACTIVE,
        V4StatusFlag.BIOMETRY,
        CounterStanding.IN_STEP,
    )
    for factors in (Factors.POSSESSION, Factors.POSSESSION_KNOWLEDGE, BIOMETRY):
        phone.validate("POST", b'{"any":"body"}', factors)
    token = phone.create_token()
    assert phone.call_with_token("/pa/v4/uses/token", token, {}) == {"token": token.token_id}
    assert phone.user_info() == {"sub": "alice"}
    assert {len(phone.unlock_vault(one)) for one in ("KEK_DEVICE_PRIVATE", "KDK_APP_VAULT_2FA")} == {32}

    phone.change_pin("4321")
    phone.validate()
    phone.pin = "1234"
    assert refused(phone.validate) == "POWER_AUTH_CODE_INVALID"
    phone.pin = "4321"
    phone.remove_biometry()
    with pytest.raises(NotActivated, match="biometry"):
        phone.validate(factors=BIOMETRY)
    phone.add_biometry()
    phone.validate(factors=BIOMETRY)
    phone.remove(BIOMETRY)
    # Each scope has had one temporary secret.
    assert peer.log.count("/pa/v4/keystore/create") == 2


def test_biometry_is_off_where_the_user_does_not_want_it():
    peer = Peer(Algorithm.EC_P384)
    phone = phone_of(peer)
    phone.activate(peer.code, enable_biometry=False)
    assert phone.status().flags == V4StatusFlag(0)
    with pytest.raises(NotActivated, match="biometry"):
        phone.validate(factors=BIOMETRY)


def test_a_phone_that_is_behind_catches_up_and_one_far_ahead_moves_the_server():
    peer = Peer(Algorithm.EC_P384)
    phone = phone_of(peer)
    phone.activate(peer.code)
    before = phone.counter
    phone.validate()
    phone.counter = before
    assert phone.status().standing is CounterStanding.CAUGHT_UP
    phone.counter = phone.counter.advance(15)
    assert phone.status().standing is CounterStanding.FAR_AHEAD
    assert phone.status().standing is CounterStanding.IN_STEP


def of_another_key(answer):
    """The keystore's answer, its last signature made by somebody else."""
    document = json.loads(answer["responseObject"]["jwt"])
    last = document["signatures"][-1]
    signed = f"{last['protected']}.{document['payload']}".encode()
    forger = key_pairs.generate(PhoneAlgorithm.EC_P384_ML_L3)
    last["signature"] = wire.b64url(forger.ml_dsa.sign(signed))
    return {"status": "OK", "responseObject": {"jwt": json.dumps(document)}}


def with_flipped_byte(answer):
    data = bytearray(wire.from_b64(answer["encryptedData"]))
    data[0] ^= 1  # of the nonce, which is another then
    return answer | {"encryptedData": wire.b64(bytes(data))}


@pytest.mark.parametrize(
    ("path", "lie", "why"),
    [
        ("/pa/v4/keystore/create", of_another_key, "signature of the keystore"),
        ("/pa/v4/activation/create", with_flipped_byte, "nonce"),
        ("/pa/v4/activation/create", lambda answer: answer | {"timestamp": NOW + 1}, "MAC"),
        ("/pa/v4/activation/create", lambda answer: answer | {"timestamp": None}, "timestamp"),
        ("inner", lambda members: members | {"ctrData": wire.b64(bytes(16))}, "ctrData"),
        (
            "inner",
            lambda members: members | {"serverPublicKeys": {"ecdsa": members["serverPublicKeys"]["ecdsa"]}},
            "mldsa",
        ),
        ("inner", lambda members: members | {"sharedSecretResponse": None}, "encapsulates"),
        ("inner", lambda members: members | {"activationId": None}, "activationId"),
    ],
)
def test_a_lie_at_the_activation_is_not_believed(path, lie, why):
    peer = Peer(Algorithm.EC_P384_ML_L3)
    peer.alter[path] = lie
    phone = phone_of(peer)
    with pytest.raises(Untrusted, match=why):
        phone.activate(peer.code)
    with pytest.raises(NotActivated):
        phone.status()


def test_a_secret_agreed_with_somebody_else_fails_at_the_confirmation():
    peer = Peer(Algorithm.EC_P384)
    phone = phone_of(peer)
    peer.alter["inner"] = lambda members: (
        members | {"sharedSecretResponse": members["sharedSecretResponse"] | {"salt": wire.b64(bytes(32))}}
    )
    assert refused(lambda: phone.activate(peer.code)) == "POWER_AUTH_CODE_INVALID"


@pytest.mark.parametrize("path", ["/pa/v4/activation/status", "/pa/v4/user/info"])
def test_an_answer_to_another_request_is_not_believed(kept, path):
    peer, phone = kept
    calls = {"/pa/v4/activation/status": phone.status, "/pa/v4/user/info": phone.user_info}
    recorded = []
    peer.alter[path] = lambda answer: recorded.append(answer) or answer
    calls[path]()
    peer.alter[path] = lambda _: recorded[0]
    with pytest.raises(Untrusted, match="nonce"):
        calls[path]()
    del peer.alter[path]


@pytest.mark.parametrize("algorithm", [Algorithm.EC_P384_ML_L3, Algorithm.EC_P384_ML_L5])
@pytest.mark.parametrize("kinds", [(1,), (1, 2)])
def test_an_app_without_the_master_keys_of_the_algorithm_does_not_start(kinds, algorithm):
    peer = Peer(Algorithm.EC_P384)
    with pytest.raises(Unreadable, match=algorithm.value):
        V4Phone(peer, "http://bank", peer.config(*kinds), algorithm=algorithm.value)


def test_a_code_that_nobody_signed_with_a_master_key_is_not_sent():
    peer = Peer(Algorithm.EC_P384)
    forged = wire.b64(points.sign(points.new_key(), peer.code.encode()))
    with pytest.raises(Untrusted, match="activation code"):
        phone_of(peer).activate(f"{peer.code}#{forged}")
    assert peer.log == []
