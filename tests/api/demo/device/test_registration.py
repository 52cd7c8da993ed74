"""What a phone keeps of its activation."""

import pytest

from api.demo.device import cbc, keys, points, registration, wire
from api.demo.device.counter import Counter
from api.demo.device.failures import Untrusted
from api.demo.device.signing import Factors
from tests.api.demo.device.published import cases, raw
from tests.rows import each_row


@pytest.fixture
def device():
    return points.new_key()


@pytest.fixture
def server():
    return points.new_key()


@pytest.fixture
def answer(server):
    point = points.public_bytes(server.public_key(), compressed=False)
    return {"activationId": "a1", "serverPublicKey": wire.b64(point), "ctrData": wire.b64(b"\7" * 16)}


@pytest.fixture
def shared(device, server):
    """The keys as the server derives them."""
    return keys.derive(keys.master_secret(server, device.public_key()))


@pytest.fixture
def kept(device, answer):
    return registration.establish(device, answer, "1234")[0]


@each_row("case", cases("public-key-fingerprint-v3.json"))
def test_fingerprints(case):
    device, server = (points.public_key(raw(case[f"{side}PublicKey"])) for side in ("device", "server"))
    assert registration.fingerprint(device, case["activationId"], server) == case["fingerprint"]


def test_an_activation_is_established(device, answer, server, shared):
    kept, counter = registration.establish(device, answer, "1234")
    assert counter == Counter(b"\7" * 16, 0)
    assert (kept.activation_id, kept.server_public, kept.device_public) == (
        "a1",
        server.public_key(),
        device.public_key(),
    )
    assert (kept.holder.activation_id, kept.holder.transport_key) == ("a1", shared.transport)
    assert kept.fingerprint == registration.fingerprint(device.public_key(), "a1", server.public_key())


@pytest.mark.parametrize(
    "damage",
    [
        {"activationId": None},
        {"serverPublicKey": None},
        {"serverPublicKey": wire.b64(b"\4" + bytes(64))},
        {"ctrData": wire.b64(bytes(15))},
        {"ctrData": "?"},
    ],
)
def test_an_answer_that_lacks_something_establishes_nothing(device, answer, damage):
    with pytest.raises(Untrusted):
        registration.establish(device, answer | damage, "1234")


def test_factors_have_their_keys(kept, shared):
    every = kept.factor_keys(Factors.POSSESSION_KNOWLEDGE_BIOMETRY, "1234")
    assert every == [shared.possession, shared.knowledge, shared.biometry]


def test_a_wrong_pin_is_a_wrong_key_and_no_error(kept, shared):
    possession, knowledge = kept.factor_keys(Factors.POSSESSION_KNOWLEDGE, "4321")
    assert possession == shared.possession
    assert len(knowledge) == 16
    assert knowledge != shared.knowledge


def test_the_vault_opens_by_the_servers_key_alone(kept, device, shared):
    vault_key = kept.vault_key(cbc.encrypt(shared.transport, shared.vault))
    assert vault_key == shared.vault
    assert points.private_bytes(kept.private_key(vault_key)) == points.private_bytes(device)


@pytest.mark.parametrize("encrypted_by", ["transport", "possession"])
def test_another_vault_key_is_not_trusted(kept, shared, encrypted_by):
    with pytest.raises(Untrusted):
        kept.vault_key(cbc.encrypt(getattr(shared, encrypted_by), bytes(16)))


def test_no_private_key_lies_open_in_the_phone(kept, device, shared):
    stored = kept.device_private + kept.knowledge.ciphertext + kept.knowledge.salt
    assert points.private_bytes(device) not in stored
    assert shared.knowledge not in stored
