"""The phone's cryptography of protocol 4 against the vectors of the vendor's library."""

import pytest

from api.demo.device import offline, points, wire
from api.demo.device.binding import EncryptionPurpose
from api.demo.device.failures import Untrusted
from api.demo.device.sdk_config import PhoneSdkConfig
from api.demo.device.signing import Factors, base_string
from api.demo.device.v4 import aead, codes, curve, key_pairs, status, tokens
from api.demo.device.v4 import offline as v4_offline
from api.demo.device.v4.algorithms import PhoneAlgorithm
from api.demo.device.v4.counter import V4Counter
from api.demo.device.v4.envelope import V4Envelope, V4SealedRequest
from api.demo.device.v4.holder import V4Holder
from api.demo.device.v4.key_pairs import PhonePublicKeys
from api.demo.device.v4.keystore import TemporarySecret
from api.demo.device.v4.kmac import derive, kdf, kmac256, stretch
from api.demo.device.v4.registration import fingerprint
from tests.activities.powerauth.v4.published import members, vectors
from tests.api.demo.device.v4.agreed import agreement_of

P256 = points.new_key().public_key()
HIERARCHY = {
    "possession": "auth/possession",
    "knowledge": "auth/knowledge",
    "biometry": "auth/biometry",
    "macCtrData": "util/mac/ctr-data",
    "macStatus": "util/mac/status",
    "macGetActTempKey": "util/mac/get-act-temp-key",
    "macPersonalizedData": "util/mac/personalized-data",
    "e2eeSharedInfo2": "util/key-e2ee-sh2",
    "kekDevicePrivate": "vault/kek-device-private",
    "kdkAppVaultKnowledge": "vault/kdk-app-vault-knowledge",
    "kdkAppVault2fa": "vault/kdk-app-vault-2fa",
}


def test_macs_and_keys_derived_by_them():
    for case in vectors("kmac256"):
        key, data, mac = members(case, "key", "data", "mac")
        assert kmac256(key, data, case["custom"] or "", case["length"]) == mac
    for case in vectors("kdf"):
        key, derived = members(case, "key", "derived")
        found = kdf(key, case["label"], bytes.fromhex(case["diversifier"] or ""), size=case["length"])
        assert found == derived
    for case in vectors("kdf-password"):
        salt, derived = members(case, "salt", "derived")
        assert stretch(case["password"], salt) == derived


def test_the_keys_of_an_activation():
    for case in vectors("key-hierarchy"):
        (secret,) = members(case, "keyActivationSecret")
        assert {name: derive(secret, path).hex() for name, path in HIERARCHY.items()} == {
            name: case[name] for name in HIERARCHY
        }
        assert kdf(wire.from_b64(case["appSecret"]), "util/mac/get-app-temp-key").hex() == case["macGetAppTempKey"]


def test_sealed_messages_and_none_that_was_altered():
    for case in vectors("aead"):
        names = ("key", "keyContext", "nonce", "associatedData", "plaintext", "sealed")
        key, context, nonce, bound, plaintext, sealed = members(case, *names)
        assert aead.seal(key, context, nonce, bound, plaintext) == sealed
        assert aead.unseal(key, context, nonce, bound, sealed) == plaintext
        for altered in (sealed[:-1] + bytes([sealed[-1] ^ 1]), sealed[:43], b"\0" + sealed[1:]):
            with pytest.raises(Untrusted):
                aead.unseal(key, context, nonce, bound, altered)


def test_secrets_that_are_agreed():
    cases = [case for case in vectors("shared-secret") if case["request"]["algorithm"] in list(PhoneAlgorithm)]
    assert len(cases) >= 30
    for case in cases:
        agreed = agreement_of(case["request"]["algorithm"], case["clientPrivateKeys"])
        assert agreed.members() == case["request"]
        assert agreed.secret(case["response"]).hex() == case["serverSecret"]


def test_encrypted_requests_and_their_answers():
    for case in vectors("e2ee"):
        holder = None
        if case["activationId"] is not None:
            holder = V4Holder(case["activationId"], b"", bytes.fromhex(case["keyE2eeSharedInfo2"]))
        config = PhoneSdkConfig(case["applicationKey"], case["applicationSecret"], P256)
        temporary = TemporarySecret(case["temporaryKeyId"], bytes.fromhex(case["temporarySharedSecret"]), 0)
        envelope = V4Envelope(EncryptionPurpose(case["sharedInfo1"]), config, holder, temporary)
        sent = case["request"]
        sealed = envelope.seal(
            bytes.fromhex(case["requestPlaintext"]),
            nonce=wire.from_b64(sent["nonce"]),
            timestamp_ms=sent["timestamp"],
        )
        assert sealed.request == sent
        assert sealed.open(case["response"]).hex() == case["responsePlaintext"]
        assert envelope.purpose.is_of_application is (holder is None)
        answers_itself = V4SealedRequest(envelope, sealed.nonce, sent)
        with pytest.raises(Untrusted):
            answers_itself.open({"encryptedData": sent["encryptedData"], "timestamp": sent["timestamp"]})


def factor_keys(case):
    (secret,) = members(case, "keyActivationSecret")
    return [derive(secret, f"auth/{one}") for one in Factors(case["type"]).each]


def test_authentication_codes():
    for case in vectors("auth-code-online"):
        body, nonce = bytes.fromhex(case["body"] or ""), wire.from_b64(case["nonce"])
        data = f"{case['baseString']}&{case['appSecret']}".encode()
        # The library signs any bytes for GET too; a phone has a query there.
        if case["method"].upper() != "GET":
            assert base_string(case["method"], case["uriId"], nonce, body, case["appSecret"]) == data
        assert codes.online(factor_keys(case), bytes.fromhex(case["ctrData"]), data) == case["authCode"]
    for case in vectors("auth-code-offline"):
        counter, data = bytes.fromhex(case["ctrData"]), f"{case['baseString']}&offline".encode()
        assert codes.decimal(factor_keys(case), counter, data, digits=case["length"]) == case["authCode"]


def test_chains_of_counters():
    for case in vectors("counter"):
        counter, key = V4Counter(bytes.fromhex(case["ctrData"])), bytes.fromhex(case["keyMacCtrData"])
        for position, (value, digest) in enumerate(zip(case["chain"], case["hashes"], strict=True)):
            at, after = counter.advance(position), counter.advance(position + 1)
            assert (at.digest(key).hex(), at.number, after.data.hex()) == (digest, position, value)


def test_digests_of_tokens():
    for case in vectors("token"):
        nonce, secret = wire.from_b64(case["nonce"]), wire.from_b64(case["tokenSecret"])
        found = tokens.digest(secret, nonce=nonce, timestamp_ms=case["timestamp"])
        assert wire.b64(found) == case["digest"]


def test_statuses():
    for case in vectors("status-blob"):
        key = derive(bytes.fromhex(case["keyActivationSecret"]), "util/mac/status")
        blob = wire.from_b64(case["activationStatus"])
        consistent = case["currentVersion"] == (3 if case["flags"] & 2 else 4) and case["failed"] <= case["maxFailed"]
        if not consistent:
            with pytest.raises(Untrusted):
                status.decode(blob, key)
            continue
        found = status.decode(blob, key)
        assert (found.state, found.flags, found.current_version) == (
            case["status"],
            case["flags"],
            case["currentVersion"],
        )
        assert (found.failed_attempts, found.max_failed_attempts) == (case["failed"], case["maxFailed"])
        assert found.counter.digest.hex() == case["ctrDataHash"]
        assert (found.counter.low_byte, found.counter.look_ahead) == (case["ctrByte"], case["lookAhead"])
        for altered in (blob[:-1] + bytes([blob[-1] ^ 1]), blob[:-1], blob[:7] + bytes([blob[7] ^ 8]) + blob[8:]):
            with pytest.raises(Untrusted):
                status.decode(altered, key)


def test_fingerprints():
    for case in vectors("fingerprint"):
        device, server = (
            key_pairs.read(
                PhoneAlgorithm(case["algorithm"]),
                {"ecdsa": case[f"{side}Ecdsa"]} | ({"mldsa": case[f"{side}Mldsa"]} if f"{side}Mldsa" in case else {}),
            )
            for side in ("device", "server")
        )
        assert fingerprint(device, case["activationId"], server) == case["fingerprint"]


def test_signatures_of_either_kind():
    names = {"ML-DSA-65": PhoneAlgorithm.EC_P384_ML_L3, "ML-DSA-87": PhoneAlgorithm.EC_P384_ML_L5}
    own = curve.new_key()
    for case in vectors("signatures"):
        message, signature = case["message"].encode(), wire.from_b64(case["signature"])
        if case["algorithm"] not in names:
            key = curve.public_key(wire.from_b64(case["publicKey"]))
            assert curve.is_signed(key, signature, message)
            assert not curve.is_signed(key, signature, message + b".")
            continue
        algorithm = names[case["algorithm"]]
        point = curve.public_bytes(own.public_key())
        keys = key_pairs.of_public_bytes(algorithm, point, wire.from_b64(case["publicKey"]))
        both = [curve.sign(own, message), signature]
        keys.verify(both, [message, message], "it")
        for signed in ([message, message + b"."], [message + b".", message]):
            with pytest.raises(Untrusted, match="the signature of it"):
                keys.verify(both, signed, "it")


def test_offline_operations_by_the_shared_key_and_by_the_master_key():
    nobodys = PhonePublicKeys(PhoneAlgorithm.EC_P384, curve.new_key().public_key(), None)
    for case in vectors("offline-qr"):
        key, found = derive(bytes.fromhex(case["keyActivationSecret"]), HIERARCHY["macPersonalizedData"]), case
        operation = offline.parse(found["offlineData"])
        v4_offline.verify(operation, mac_key=key, masters=nobodys)
        with pytest.raises(Untrusted):
            v4_offline.verify(operation, mac_key=bytes(32), masters=nobodys)
        with pytest.raises(Untrusted):
            operation.verify(server=P256, master=P256)
    for case in vectors("offline-qr-master"):
        operation = offline.parse(case["offlineData"])
        masters = PhonePublicKeys(
            PhoneAlgorithm.EC_P384, curve.public_key(wire.from_b64(case["masterPublicKey"])), None
        )
        v4_offline.verify(operation, mac_key=bytes(32), masters=masters)
        with pytest.raises(Untrusted):
            v4_offline.verify(operation, mac_key=bytes(32), masters=nobodys)
        of_3x = offline.parse(case["offlineData"].replace("\n0M", "\n1M"))
        with pytest.raises(Untrusted):
            v4_offline.verify(of_3x, mac_key=bytes(32), masters=masters)
