"""A server of protocol 4 with one activation and no storage, of the pure functions: it hears phones, or lies to them."""

import json
import re
import uuid
from types import SimpleNamespace

from activities.powerauth import activation_code, elliptic_curve
from activities.powerauth.base64_text import encode
from activities.powerauth.base_string import base_string
from activities.powerauth.purpose import Scope
from activities.powerauth.signature import Candidate
from activities.powerauth.status_blob import StatusCode
from activities.powerauth.v4 import (
    activation,
    authentication_code,
    counter,
    e2ee,
    encrypted_request,
    headers,
    shared_secret,
    status_blob,
    temporary_key,
    token_digest,
    upgrade,
    vault,
)
from activities.powerauth.v4.activation_keys import V4ActivationKeys
from activities.powerauth.v4.factor_keys import FactorKeys
from activities.powerauth.v4.key_pairs import KeyPairs
from activities.powerauth.v4.purpose import V4Purpose
from activities.powerauth.v4.sender import V4Sender
from activities.powerauth.v4.status_blob import StatusFlag, V4Status
from api.demo.device import points

PURPOSES = {purpose.shared_info_1.decode(): purpose for purpose in V4Purpose}
NOW = 1_800_000_000_000


class Refusal(Exception):
    """What is answered with 400."""


class Peer:
    """An HTTP client for a phone, which answers by itself. `alter` may change what is answered, by path."""

    def __init__(self, algorithm):
        self.algorithm, self.masters = algorithm, KeyPairs.generate(algorithm)
        self.server = KeyPairs.generate(algorithm)
        self.key, self.secret = encode(bytes(16)), encode(bytes(range(16)))
        self.p256 = points.new_key()
        self.code, self.activation_id = activation_code.make(), str(uuid.uuid4())
        self.temporary, self.alter, self.log = {}, {}, []
        self.keys = self.factors = self.device = self.former = None
        self.ctr_data, self.counter, self.failed = bytes(32), 0, 0
        self.flags = StatusFlag.CONFIRMATION_PENDING

    def config(self, *kinds):
        """The app's configuration with master keys on P-256, on P-384, and of ML-DSA where the algorithm is a hybrid."""
        public = self.masters.public
        keys = {1: points.public_bytes(self.p256.public_key(), compressed=False)}
        keys[2] = elliptic_curve.public_bytes(public.ecdsa)
        if public.ml_dsa is not None:
            keys[{"L3": 3, "L5": 4}[self.algorithm.value[-2:]]] = public.ml_dsa_bytes
        chosen = {kind: key for kind, key in keys.items() if kind in (kinds or keys)}
        chunks = b"".join(
            bytes([kind]) + (0xC0000000 | len(key)).to_bytes(4, "big") + key for kind, key in chosen.items()
        )
        return encode(b"\1\x10" + bytes(16) + b"\x10" + bytes(range(16)) + bytes([len(chosen)]) + chunks)

    def request(self, method, url, *, content, headers):
        path = re.sub("^.*/enrollment-server", "", url).partition("?")[0]
        self.log.append(path)
        given = SimpleNamespace(method=method, path=path, body=content, headers=headers)
        try:
            answer = getattr(self, path.removeprefix("/pa/v4/").replace("/", "_"))(given)
            status, found = 200, self.alter.get(path, lambda one: one)(answer)
        except Refusal as refusal:
            status, found = 400, {"status": "ERROR", "responseObject": {"code": str(refusal), "message": "no"}}
        return SimpleNamespace(status_code=status, content=json.dumps(found).encode())

    def keystore_create(self, given):
        asked = temporary_key.read(json.loads(given.body)["requestObject"]["jwt"])
        of = None if asked.activation_id is None else temporary_key.RequestingActivation(self.keys, self.algorithm)
        scope = temporary_key.verify(asked, application_secret=self.secret, activation=of)
        agreed, key_id = shared_secret.agree(asked.shared_secret), str(uuid.uuid4())
        self.temporary[key_id] = agreed.secret
        signers = self.server if scope is Scope.ACTIVATION else self.masters
        return wrapped({"jwt": temporary_key.answer(asked, scope, agreed, key_id=key_id, now_ms=NOW, signers=signers)})

    def opened(self, purpose, value):
        request = encrypted_request.read(value)
        keys = self.keys if purpose.scope is Scope.ACTIVATION else None
        sender = V4Sender(self.key, self.secret, self.activation_id if keys else None, keys)
        return e2ee.open_request(
            request, purpose, sender=sender, temporary_secret=self.temporary[request.temporary_key_id]
        )

    def sealed(self, given, purpose, answer):
        """The plaintext of a request, and what `answer` makes of it, encrypted."""
        found = self.opened(purpose, json.loads(given.body))
        answered = answer(found.plaintext)
        body = answered if isinstance(answered, bytes) else json.dumps(answered).encode()
        return found.reply.encrypt(body, now_ms=NOW)

    def proved(self, given, types):
        uri_id = given.path.replace("/pa/v4/", "/pa/")
        sent = headers.read_authorization(given.headers["X-PowerAuth-Authorization"])
        body = given.body
        text = base_string(
            method=given.method,
            resource_id=uri_id,
            nonce=sent.nonce,
            body=body,
            application_secret=self.secret,
        )
        match = authentication_code.find(
            sent.signature, [Candidate(sent.signature_type, text)], keys=self.factors, ctr_data=self.ctr_data
        )
        if match is None or sent.signature_type not in types:
            self.failed += 1
            raise Refusal("POWER_AUTH_CODE_INVALID")
        self.ctr_data, self.counter, self.factors = match.ctr_data, self.counter + match.steps + 1, match.keys
        return sent.signature_type

    def activation_create(self, given):
        headers.read_encryption(given.headers["X-PowerAuth-Encryption"], Scope.APPLICATION)

        def outer(plaintext):
            found = activation.read_identification(plaintext)
            assert found.identity_attributes == {"code": self.code}
            inner = e2ee.open_request(
                found.device,
                V4Purpose.ACTIVATION_LAYER_2,
                sender=V4Sender(self.key, self.secret),
                temporary_secret=self.temporary[found.device.temporary_key_id],
            )
            device = activation.read_device(inner.plaintext)
            agreed = self.agreed_on(device)
            members = activation.device_answer(
                activation_id=self.activation_id, agreement=agreed, server=self.server.public, ctr_data=self.ctr_data
            )
            members = self.alter.get("inner", lambda one: one)(json.loads(members))
            return {"activationData": inner.reply.encrypt(json.dumps(members).encode(), now_ms=NOW)}

        return self.sealed(given, V4Purpose.APPLICATION_GENERIC, outer)

    def agreed_on(self, device):
        agreed = shared_secret.agree(device.shared_secret)
        self.device, self.keys = device.public_keys, V4ActivationKeys(agreed.secret)
        self.factors = FactorKeys.initial(self.keys, biometry_enabled=False)
        return agreed

    def activation_confirm(self, given):
        self.proved(given, PIN)
        self.flags = StatusFlag.BIOMETRY if activation.read_confirmation(given.body) else StatusFlag(0)
        enabled = StatusFlag.BIOMETRY in self.flags
        self.factors = FactorKeys.initial(self.keys, biometry_enabled=enabled)
        return {"status": "OK"}

    def activation_status(self, given):
        headers.read_encryption(given.headers["X-PowerAuth-Encryption"], Scope.ACTIVATION)
        version = 3 if StatusFlag.UPGRADE_CONFIRMATION_PENDING in self.flags else 4
        found = V4Status(StatusCode.ACTIVE, self.flags, self.failed, 5, self.counter, self.ctr_data, version=version)
        told = {"activationStatus": status_blob.activation_status(found, keys=self.keys)}
        return self.sealed(given, V4Purpose.ACTIVATION_GENERIC, lambda _: told)

    def activation_remove(self, given):
        self.proved(given, PIN | TOUCH)
        return wrapped({"activationId": self.activation_id})

    def auth_validate(self, given):
        self.proved(given, PIN | TOUCH | PHONE)
        return {"status": "OK"}

    def token_create(self, given):
        self.proved(given, PIN | TOUCH | PHONE)
        token = {"tokenId": str(uuid.uuid4()), "tokenSecret": encode(bytes(range(32)))}
        return self.sealed(given, V4Purpose.CREATE_TOKEN, lambda _: token)

    def uses_token(self, given):
        sent = headers.read_token(given.headers["X-PowerAuth-Token"])
        token_digest.verify(sent, token_secret=bytes(range(32)), now_ms=NOW)
        return wrapped({"token": sent.token_id})

    def password_change(self, given):
        return self.changed(given, V4Purpose.CHANGE_PASSWORD, FactorKeys.with_password)

    def biometry_add(self, given):
        return self.changed(given, V4Purpose.ADD_BIOMETRY, FactorKeys.with_biometry)

    def changed(self, given, purpose, change):
        self.proved(given, PIN)
        agreed = []

        def answer(plaintext):
            agreed.append(shared_secret.agree(shared_secret.read(json.loads(plaintext))))
            return dict(agreed[0].members)

        reply = self.sealed(given, purpose, answer)
        self.factors = change(self.factors, agreed[0].secret)
        return reply

    def biometry_remove(self, given):
        self.proved(given, PHONE)
        self.factors = self.factors.without_biometry()
        return {"status": "OK"}

    def vault_unlock(self, given):
        kind = self.proved(given, PIN | TOUCH)

        def answer(plaintext):
            asked = vault.read(plaintext)
            assert asked.key.unlocks_by(kind, biometry_unlocks_device_key=False)
            return vault.answer(asked.key, self.keys)

        return self.sealed(given, V4Purpose.VAULT_UNLOCK, answer)

    def upgrade_start(self, given):
        """Whether the signature of 3.3 is right is nobody's matter here."""
        assert 'pa_version="3.3"' in given.headers["X-PowerAuth-Authorization"]
        headers.read_encryption(given.headers["X-PowerAuth-Encryption"], Scope.APPLICATION)

        def answer(plaintext):
            asked = upgrade.read_start(plaintext)
            self.ctr_data, self.counter, self.flags = counter.generate(), 0, StatusFlag.UPGRADE_CONFIRMATION_PENDING
            agreed = self.agreed_on(asked)
            return upgrade.start_answer(agreement=agreed, server=self.server.public, ctr_data=self.ctr_data)

        return self.sealed(given, V4Purpose.UPGRADE_START, answer)

    def upgrade_confirm(self, given):
        if StatusFlag.UPGRADE_CONFIRMATION_PENDING not in self.flags:
            raise Refusal("ERR_UPGRADE")
        self.proved(given, PHONE)
        self.flags = StatusFlag(0)
        return {"status": "OK"}

    def user_info(self, given):
        return self.sealed(given, V4Purpose.ACTIVATION_GENERIC, lambda _: {"sub": "alice"})

    def status(self, given):
        return wrapped({"serverTime": NOW})


def types(*names):
    kinds = headers.SignatureType
    return frozenset(kinds(name) for name in names)


PIN, TOUCH, PHONE = types("possession_knowledge"), types("possession_biometry"), types("possession")


def wrapped(found):
    return {"status": "OK", "responseObject": found}
