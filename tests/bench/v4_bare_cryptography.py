"""The bare cost of the cryptography in requests of protocol 4: CPU of one process, no HTTP and no database.

`python -m tests.bench.v4_bare_cryptography` prints it for each algorithm beside that of 3.2, whose costs 3.3 has too.
"""

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from activities.device.v4.keys import V4DeviceKeys
from activities.powerauth.base_string import base_string
from activities.powerauth.signature import Candidate
from activities.powerauth.v4 import (
    activation,
    authentication_code,
    counter,
    e2ee,
    encrypted_request,
    shared_secret,
    temporary_key,
    token_digest,
)
from activities.powerauth.v4.activation_keys import V4ActivationKeys
from activities.powerauth.v4.algorithm import Algorithm
from activities.powerauth.v4.factor_keys import FactorKeys
from activities.powerauth.v4.headers import read_authorization, read_token
from activities.powerauth.v4.key_pairs import KeyPairs
from activities.powerauth.v4.purpose import V4Purpose
from activities.powerauth.v4.sender import V4Sender
from activities.secrets.sealing import Sealer
from api.demo.device import wire
from api.demo.device.binding import EncryptionPurpose
from api.demo.device.tokens import PhoneToken
from api.demo.device.v4 import agreement, keystore
from api.demo.v4_phone import V4Phone
from config import master_key
from tests.api.demo.v4_peer import NOW, Peer
from tests.bench.bare_cryptography import BODY, measured, milliseconds

SECONDS = 0.5
# What is measured of 3.x too, and its name among the bare costs there.
NAMES = {"authentication code": "signature", "token and encrypted request": "token", "activation": "activation"}
_VALIDATE = "/pa/auth/validate"


@dataclass(frozen=True)
class V4Works:
    """A phone's requests by one algorithm, and what the server computes for each; keys are opened anew each time."""

    peer: Any
    phone: V4Phone
    device_keys: V4DeviceKeys
    stored: Any

    @classmethod
    def of(cls, algorithm: Algorithm) -> "V4Works":
        """With an activation."""
        peer = Peer(algorithm)
        phone = V4Phone(peer, "http://nowhere", peer.config(), algorithm=algorithm.value, clock_ms=lambda: NOW)
        phone.activate(peer.code)
        device_keys = V4DeviceKeys(Sealer.of(master_key.generate()))
        stored = device_keys.seal("id", "user", peer.keys, server=peer.server, device=peer.device)
        return cls(peer, phone, device_keys, stored)

    def each(self) -> dict[str, Callable[[], object]]:
        """The works by their names."""
        return {
            "authentication code": self.code(),
            "token and encrypted request": self.token(),
            "temporary key": self.temporary_key(),
            "activation": self.activation(),
        }

    def code(self) -> Callable[[], object]:
        """Unseal, derive, compare at the first position."""
        position = self.phone.counter.data
        sent = self.phone.sign("POST", _VALIDATE, BODY, "possession_knowledge")["X-PowerAuth-Authorization"]

        def work() -> object:
            header = read_authorization(sent)
            text = base_string(
                method="POST",
                resource_id=_VALIDATE,
                nonce=header.nonce,
                body=BODY,
                application_secret=self.peer.secret,
            )
            factors = self.device_keys.open(self.stored).factor_keys
            found = authentication_code.find(
                header.signature, [Candidate(header.signature_type, text)], keys=factors, ctr_data=position
            )
            assert found
            return found

        return work

    def token(self) -> Callable[[], object]:
        """A token's digest, and an encrypted request with its answer."""
        secret = bytes(range(32))
        sent = self.phone.token_header(PhoneToken(self.peer.activation_id, secret))["X-PowerAuth-Token"]
        sealed = self.phone.seal(EncryptionPurpose.GENERIC_ACTIVATION, b"{}").request

        def work() -> object:
            token_digest.verify(read_token(sent), token_secret=secret, now_ms=NOW)
            sender = V4Sender(
                self.peer.key, self.peer.secret, self.peer.activation_id, self.device_keys.open(self.stored).secret
            )
            request = encrypted_request.read(sealed)
            temporary = self.peer.temporary[request.temporary_key_id]
            opened = e2ee.open_request(request, V4Purpose.ACTIVATION_GENERIC, sender=sender, temporary_secret=temporary)
            return opened.reply.encrypt(b"{}", now_ms=NOW)

        return work

    def temporary_key(self) -> Callable[[], object]:
        """A secret agreed on, and signed by the master keys."""
        agreed = agreement.ask(self.phone.algorithm)
        sent = keystore.ask(self.phone.config, challenge="challenge", holder=None, agreement=agreed)

        def work() -> object:
            asked = temporary_key.read(sent)
            scope = temporary_key.verify(asked, application_secret=self.peer.secret, activation=None)
            made = shared_secret.agree(asked.shared_secret)
            signers = self.peer.masters
            return temporary_key.answer(asked, scope, made, key_id="id", now_ms=NOW, signers=signers)

        return work

    def activation(self) -> Callable[[], object]:
        """Two layers opened, a secret agreed on, key pairs made and sealed, two answers sealed."""
        prepared = self.phone.prepare({"code": self.peer.code}).outer.request
        sender = V4Sender(self.peer.key, self.peer.secret)

        def opened(value: object, purpose: V4Purpose) -> e2ee.V4Opened:
            request = encrypted_request.read(value)
            secret = self.peer.temporary[request.temporary_key_id]
            return e2ee.open_request(request, purpose, sender=sender, temporary_secret=secret)

        def work() -> object:
            outer = opened(prepared, V4Purpose.APPLICATION_GENERIC)
            value = json.loads(outer.plaintext)["activationData"]
            activation.read_identification(outer.plaintext)
            inner = opened(value, V4Purpose.ACTIVATION_LAYER_2)
            device = activation.read_device(inner.plaintext)
            agreed = shared_secret.agree(device.shared_secret)
            server, secret = KeyPairs.generate(device.shared_secret.algorithm), V4ActivationKeys(agreed.secret)
            self.device_keys.seal("id", "user", secret, server=server, device=device.public_keys)
            FactorKeys.initial(secret, biometry_enabled=False)
            answer = activation.device_answer(
                activation_id="id", agreement=agreed, server=server.public, ctr_data=counter.generate()
            )
            return outer.reply.encrypt(wire.write(inner.reply.encrypt(answer, now_ms=NOW)), now_ms=NOW)

        return work


def main() -> None:
    """A table, in milliseconds of CPU."""
    peer = Peer(Algorithm.EC_P384)
    former = measured(peer.config(1), peer.p256)
    print("| | 3.2 | " + " | ".join(one.value for one in Algorithm) + " |")
    print("|---|" + "---|" * 4)
    works = [V4Works.of(one).each() for one in Algorithm]
    for name in works[0]:
        before = f"{former[NAMES[name]]:.2f}" if name in NAMES else ""
        now = [f"{milliseconds(one[name], SECONDS):.2f}" for one in works]
        print(f"| {name} | {before} | " + " | ".join(now) + " |")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
