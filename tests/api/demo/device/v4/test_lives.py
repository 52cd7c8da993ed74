"""Whole lives as the vendor's library lived them: each request is what this phone would have sent, each answer is read."""

import json
import re

import pytest

from api.demo.device import activation_code, offline, wire
from api.demo.device.binding import EncryptionPurpose
from api.demo.device.counter import CounterStanding, compare
from api.demo.device.signing import Factors, base_string
from api.demo.device.tokens import PhoneToken
from api.demo.device.v4 import codes, jose, key_pairs, keystore, masters, status, tokens
from api.demo.device.v4 import offline as v4_offline
from api.demo.device.v4.algorithms import PhoneAlgorithm
from api.demo.device.v4.counter import V4Counter
from api.demo.device.v4.envelope import V4Envelope
from api.demo.device.v4.key_exchange import V4KeyOffer, V4PhoneKeyExchange
from api.demo.device.v4.kmac import derive
from api.demo.device.v4.registration import establish
from tests.activities.powerauth.v4.published import vectors
from tests.api.demo.device.v4.agreed import agreement_of, config_of

LIVES = [*enumerate(vectors("transcripts"))]
every_life = pytest.mark.parametrize(
    "life", [life for _, life in LIVES], ids=[f"{n}-{one['algorithm']}" for n, one in LIVES]
)
PIN = "1234"


def attributes(header):
    return dict(re.findall(r'(\w+)="([^"]*)"', header))


def device_of(life):
    private = life["devicePrivateKeys"]
    return key_pairs.of_private_bytes(
        PhoneAlgorithm(life["algorithm"]), bytes.fromhex(private["ecdsa"] + private.get("mldsaSeed", ""))
    )


class Replayed:
    """A phone at the place of the one that was recorded."""

    def __init__(self, life):
        self.life, self.config, self.algorithm = life, config_of(life), PhoneAlgorithm(life["algorithm"])
        self.registration = self.holder = self.temporary = self.counter = None

    def keystore(self, step):
        agreed = agreement_of(self.algorithm, step["clientPrivateKeys"])
        claims = wire.read(wire.from_b64url(step["requestJwt"].split(".")[1]))
        holder = self.registration.holder if "activationId" in claims else None
        asked = keystore.ask(self.config, challenge=claims["challenge"], holder=holder, agreement=agreed)
        assert wire.read(wire.from_b64url(asked.split(".")[1])).items() <= claims.items()
        key = holder.keystore_key if holder else None
        assert key is None or jose.write(claims, key).split(".")[1:] == step["requestJwt"].split(".")[1:]
        signers = masters.masters(self.config, self.algorithm) if holder is None else self.registration.server_public
        self.holder = holder
        self.temporary = keystore.read(
            step["responseJwt"],
            signers=signers,
            config=self.config,
            challenge=claims["challenge"],
            holder=holder,
            agreement=agreed,
        )
        assert (self.temporary.key_id, self.temporary.secret.hex()) == (step["keyId"], step["temporarySharedSecret"])

    def sealed(self, purpose, request, plaintext):
        """The request as this phone makes it, which is the recorded one."""
        envelope = V4Envelope(EncryptionPurpose(purpose), self.config, self.holder, self.temporary)
        made = envelope.seal(
            plaintext.encode(), nonce=wire.from_b64(request["nonce"]), timestamp_ms=request["timestamp"]
        )
        assert made.request == request
        return made

    def create(self, step):
        offered = V4KeyOffer(device_of(self.life), agreement_of(self.algorithm, step["clientPrivateKeys"]))
        assert offered.members().items() <= json.loads(step["layer2Plaintext"]).items()
        inner = self.sealed(
            "/pa/activation", json.loads(step["layer1Plaintext"])["activationData"], step["layer2Plaintext"]
        )
        outer = self.sealed("/pa/generic/application", json.loads(step["requestBody"]), step["layer1Plaintext"])
        exchange = V4PhoneKeyExchange(offered, inner, outer)
        self.registration, self.counter = exchange.open(json.loads(step["responseBody"]), PIN)
        assert self.registration.fingerprint == step["fingerprint"]

    def answered(self, step):
        """The answer to an encrypted request."""
        sealed = self.sealed(step["sharedInfo1"], json.loads(step["requestBody"]), step["requestPlaintext"])
        found = sealed.open(json.loads(step["responseBody"]))
        assert found.decode() == step["responsePlaintext"]
        return wire.read(found)

    def authorize(self, step):
        header = attributes(step["authorizationHeader"])
        assert self.counter.data.hex() == step["ctrData"]
        keys = self.registration.factor_keys(Factors(header["pa_auth_code_type"]), PIN)
        nonce, body = wire.from_b64(header["pa_nonce"]), step["requestBody"].encode()
        data = base_string("POST", step["uriId"], nonce, body, self.config.application_secret)
        assert codes.online(keys, self.counter.data, data) == header["pa_auth_code"]
        self.counter = self.counter.advance()

    def settle(self, step, answer):
        """What the phone is from now on."""
        registration = self.registration
        match step["step"]:
            case "password-change" | "biometry-add":
                key = agreement_of(self.algorithm, step["clientPrivateKeys"]).secret(answer)
                assert key.hex() == step["newFactorKey"]
                added = step["step"] == "biometry-add"
                self.registration = registration.with_biometry(key) if added else registration.with_password(key, PIN)
            case "biometry-remove":
                self.registration = registration.with_biometry(None)
            case "activation-status":
                found = status.decode(wire.bytes_of(answer, "activationStatus"), registration.shared_keys.status)
                assert compare(self.counter, found.counter, registration.shared_keys.counter) == (
                    CounterStanding.IN_STEP,
                    self.counter,
                )
            case "token-create":
                assert len(wire.bytes_of(answer, "tokenSecret", tokens.SECRET_SIZE)) == 32
            case "vault-unlock" if step["keyIdentifier"] == "KEK_DEVICE_PRIVATE":
                found = registration.private_keys(wire.bytes_of(answer, "vaultEncryptionKey", 32))
                assert found.private_bytes() == device_of(self.life).private_bytes()

    def token(self, step):
        header = attributes(step["tokenHeader"])
        token = PhoneToken(header["token_id"], wire.from_b64(step["tokenSecret"]))
        nonce, timestamp = wire.from_b64(header["nonce"]), int(header["timestamp"])
        assert tokens.attributes(token, nonce=nonce, timestamp_ms=timestamp) == header

    def offline(self, step):
        operation = offline.parse(step["offlineData"])
        shared = self.registration.shared_keys
        v4_offline.verify(operation, mac_key=shared.offline, masters=masters.masters(self.config, self.algorithm))
        assert self.counter.data.hex() == step["ctrData"]
        keys = self.registration.factor_keys(Factors(step["type"]), PIN)
        assert v4_offline.code(operation, keys, self.counter.data, digits=8) == step["authCode"]
        self.counter = self.counter.advance()


@every_life
def test_a_phone_lives_the_recorded_life(life):
    phone, answered = Replayed(life), 0
    scanned = activation_code.parse(f"{life['activationCode']}#{life['activationSignatures']['ecdsa']}")
    masters.verify_code(phone.config, scanned.code, scanned.signature)
    for step in life["steps"]:
        match step["step"]:
            case "keystore-application" | "keystore-activation":
                phone.keystore(step)
            case "activation-create":
                phone.create(step)
            case "token-use":
                phone.token(step)
            case "offline":
                phone.offline(step)
            case "device-signature":
                pass  # what else its keys sign is no part of this phone
            case _:
                answer = {}
                if "sharedInfo1" in step:
                    answer = phone.answered(step)
                    answered += 1
                if "authorizationHeader" in step:
                    phone.authorize(step)
                phone.settle(step, answer)
    assert answered == 8
    assert phone.registration.biometry is None


@pytest.mark.parametrize("life", vectors("upgrade"), ids=lambda life: life["algorithm"])
def test_a_phone_of_3_3_is_upgraded_as_recorded(life):
    phone = Replayed(life)
    first, start, confirm = life["steps"]
    phone.keystore(first)
    agreed = agreement_of(life["algorithm"], start["clientPrivateKeys"])
    sealed = phone.sealed(start["sharedInfo1"], json.loads(start["requestBody"]), start["requestPlaintext"])
    answer = wire.read(sealed.open(json.loads(start["responseBody"])))
    secret = agreed.secret(answer["sharedSecretResponse"])
    assert secret.hex() == start["keyActivationSecret"]
    device = key_pairs.generate(phone.algorithm)
    server = key_pairs.read(phone.algorithm, answer["serverPublicKeys"])
    phone.registration = establish(device, secret, activation_id=life["activationId"], server=server, chosen_pin=PIN)
    phone.counter = V4Counter(wire.bytes_of(answer, "ctrData", 32))
    phone.authorize(confirm)
    assert phone.registration.private_keys(derive(secret, "vault/kek-device-private")).public.members() == (
        device.public.members()
    )
