"""The bare cost of the cryptography in a phone's requests: CPU seconds of one process, no HTTP and no database."""

import time
from collections.abc import Callable

from activities.device.device_keys import sealing_context
from activities.powerauth import (
    activation,
    base64_text,
    counter,
    ecies,
    elliptic_curve,
    encrypted_request,
    keys,
    token_digest,
)
from activities.powerauth.activation_keys import ActivationKeys
from activities.powerauth.base_string import base_string
from activities.powerauth.headers import read_authorization, read_encryption, read_token
from activities.powerauth.purpose import Purpose, Scope
from activities.powerauth.shared_info import Sender
from activities.powerauth.signature import find, online
from activities.secrets.sealing import Sealer
from api.demo.device import points, wire
from api.demo.device.binding import EncryptionPurpose as PhonePurpose
from api.demo.device.registration import establish
from api.demo.device.tokens import PhoneToken
from api.demo.handset import Handset
from config import master_key

BODY = b'{"requestObject":{}}'
VERSION = "3.2"


def measured(sdk_config: str, master: elliptic_curve.PrivateKey, seconds: float = 0.5) -> dict[str, float]:
    """CPU milliseconds of each request's cryptography on the server's side."""
    bench = _Server(sdk_config, master)
    works = {"signature": bench.signature, "token": bench.token, "activation": bench.activation}
    return {name: milliseconds(work, seconds) for name, work in works.items()}


def milliseconds(work: Callable[[], object], seconds: float) -> float:
    """CPU milliseconds of one, done over and over for so long."""
    work()
    done, begun = 0, time.process_time()
    while time.process_time() - begun < seconds:
        work()
        done += 1
    return 1000 * (time.process_time() - begun) / done


class _Server:
    """A phone's requests, and what the server computes for each; keys are opened anew each time, as the server does."""

    def __init__(self, sdk_config: str, master: elliptic_curve.PrivateKey) -> None:
        self._phone = Handset(None, "http://nowhere", sdk_config, version=VERSION)
        self._master = master
        device, server = points.new_key(), keys.generate()
        self._device = points.public_bytes(device.public_key(), compressed=False)
        self._ctr_data = counter.generate()
        self._sealer = Sealer.of(master_key.generate())
        self._sealed = self._sealer.seal(keys.private_bytes(server), *sealing_context("", ""))
        answer = {
            "activationId": "26c94bf8-f594-4bd8-9c51-93449926b644",
            "serverPublicKey": base64_text.encode(elliptic_curve.public_bytes(server.public_key())),
            "ctrData": base64_text.encode(self._ctr_data),
        }
        self._phone.keep(*establish(device, answer, "1234"))
        self._secret = self._phone.config.application_secret
        self._signed = self._phone.sign("POST", "/pa/signature/validate", BODY, "possession_knowledge")
        self._token = PhoneToken("26c94bf8-f594-4bd8-9c51-93449926b645", bytes(16))
        self._sealed_token = self._sealer.seal(self._token.secret, "token")
        self._detail = self._phone.seal(PhonePurpose.GENERIC_ACTIVATION, b"{}")
        inner = self._phone.seal(PhonePurpose.ACTIVATION, wire.write({"devicePublicKey": wire.b64(self._device)}))
        layer_1 = {"type": "CODE", "identityAttributes": {"code": "1"}, "activationData": inner.request}
        self._create = self._phone.seal(PhonePurpose.GENERIC_APPLICATION, wire.write(layer_1))

    def signature(self) -> object:
        """Unseal, agree, derive, compare at the first position."""
        header = read_authorization(self._signed["X-PowerAuth-Authorization"])
        data = base_string(
            method="POST", resource_id="/pa/signature/validate", nonce=header.nonce, body=BODY, application_secret=self._secret
        )  # fmt: skip
        candidate = online(header.version, header.signature_type, data)
        found = find(header.signature, [candidate], keys=self._keys(), ctr_data=self._ctr_data)
        assert found
        return found

    def token(self) -> object:
        """A token's digest, and an encrypted request with its answer."""
        header = read_token(self._phone.token_header(self._token)["X-PowerAuth-Token"])
        now = self._phone.clock_ms()
        token_digest.verify(header, token_secret=self._sealer.open(self._sealed_token, "token"), now_ms=now)
        [text] = self._phone.encryption_header(PhonePurpose.GENERIC_ACTIVATION).values()
        whose = read_encryption(text, Scope.ACTIVATION)
        sender = Sender(whose.application_key, self._secret, whose.activation_id_sent, self._keys().transport)
        request = encrypted_request.read(whose.version, self._detail.request)
        opened = ecies.open_request(request, Purpose.ACTIVATION_GENERIC, sender=sender, recipient=self._server())
        return opened.reply.encrypt(b"{}", now_ms=now)

    def activation(self) -> object:
        """Two layers opened, two answers sealed, a key checked."""
        [text] = self._phone.encryption_header(PhonePurpose.GENERIC_APPLICATION).values()
        whose = read_encryption(text, Scope.APPLICATION)
        sender = Sender(whose.application_key, self._secret)
        outer = ecies.open_request(
            encrypted_request.read(whose.version, self._create.request),
            Purpose.APPLICATION_GENERIC, sender=sender, recipient=self._master,
        )  # fmt: skip
        said = activation.read_identification(whose.version, outer.plaintext)
        inner = ecies.open_request(said.device, Purpose.ACTIVATION_LAYER_2, sender=sender, recipient=self._master)
        keys.public_key(activation.read_device(inner.plaintext).public_key)
        now = self._phone.clock_ms()
        return outer.reply.encrypt(wire.write(inner.reply.encrypt(b"{}", now_ms=now)), now_ms=now)

    def _server(self) -> elliptic_curve.PrivateKey:
        return keys.private_key(self._sealer.open(self._sealed, *sealing_context("", "")))

    def _keys(self) -> ActivationKeys:
        return ActivationKeys.agree(self._server(), keys.public_key(self._device))
