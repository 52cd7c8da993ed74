"""An authenticator and its browser, in software: what WebAuthn has them sign, member by member, so that any can be otherwise."""

import base64
import hashlib
import json
import secrets

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

RP_ID = "bank.example"
ORIGIN = "https://login.bank.example"
SETTINGS = {"passkey_rp_id": RP_ID, "passkey_rp_name": "The Bank", "passkey_origins": ORIGIN}
PRESENT, VERIFIED, ELIGIBLE, BACKED_UP, ATTESTED = 0x01, 0x04, 0x08, 0x10, 0x40


def b64(data):
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def unb64(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


class Authenticator:
    """One passkey of one user, for which `counter` is the next value of its signature counter; null: it counts nothing."""

    def __init__(self, *, counter=1, flags=PRESENT | VERIFIED):
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.credential_id = secrets.token_bytes(16)
        self.counter, self.flags, self.user_handle = counter, flags, None

    def create(self, options, **changes):
        """The browser's answer to creation options, with `changes` of what is signed or sent."""
        said = {"cose": self.cose(), "fmt": "none", "statement": {}, "credential_id": self.credential_id, **changes}
        self.user_handle = options["user"]["id"]
        identity = secrets.token_bytes(16) + len(said["credential_id"]).to_bytes(2, "big") + said["credential_id"]
        attested = said.get("attested", identity + cbor2.dumps(said["cose"]))
        data = self._data({"flags": self.flags | ATTESTED, **changes}) + attested
        attestation = cbor2.dumps({"fmt": said["fmt"], "attStmt": said["statement"], "authData": data})
        client_data = self._client_data("webauthn.create", options["challenge"], changes)
        return {
            "id": b64(self.credential_id),
            "rawId": b64(self.credential_id),
            "type": "public-key",
            "clientExtensionResults": {},
            "response": {
                "clientDataJSON": b64(client_data),
                "attestationObject": b64(changes.get("attestation", attestation)),
                "transports": ["internal", "hybrid"],
                **changes.get("response", {}),
            },
            **changes.get("credential", {}),
        }

    def get(self, options, **changes):
        """The browser's answer to request options, with `changes` of what is signed or sent."""
        data = changes.get("data", self._data(changes))
        client_data = self._client_data("webauthn.get", options["challenge"], changes)
        signed = data + hashlib.sha256(client_data).digest()
        signature = changes.get("key", self.key).sign(signed, ec.ECDSA(hashes.SHA256()))
        return {
            "id": b64(self.credential_id),
            "rawId": b64(self.credential_id),
            "type": "public-key",
            "clientExtensionResults": {},
            "response": {
                "clientDataJSON": b64(client_data),
                "authenticatorData": b64(data),
                "signature": b64(signature),
                "userHandle": self.user_handle,
                **changes.get("response", {}),
            },
            **changes.get("credential", {}),
        }

    def pay(self, options, payment, **changes):
        """The same by Secure Payment Confirmation: the browser has shown this, and signs what it has shown."""
        shown = {
            "rpId": RP_ID,
            "topOrigin": ORIGIN,
            "payeeName": payment["payeeName"],
            "total": payment["total"],
            "instrument": {"displayName": "My account", "icon": "data:image/png;base64,"},
            **changes.pop("shown", {}),
        }
        said = {"type": "payment.get", "payment": {key: value for key, value in shown.items() if value is not None}}
        return self.get(options, client_data={**said, **changes.pop("client_data", {})}, **changes)

    def cose(self, **changes):
        numbers = self.key.public_key().public_numbers()
        point = {-2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")}
        return {1: 2, 3: -7, -1: 1, **point, **changes.get("members", {})}

    def _data(self, changes):
        counter = changes.get("counter", self.counter)
        if "counter" not in changes and self.counter is not None:
            self.counter += 1
        flags = changes.get("flags", self.flags)
        rp_hash = hashlib.sha256(changes.get("rp_id", RP_ID).encode()).digest()
        return rp_hash + bytes([flags]) + (counter or 0).to_bytes(4, "big")

    def _client_data(self, kind, challenge, changes):
        if "client_data_json" in changes:
            return changes["client_data_json"]
        members = {"type": kind, "challenge": challenge, "origin": ORIGIN, "crossOrigin": False}
        said = {**members, **changes.get("client_data", {})}
        return json.dumps({name: value for name, value in said.items() if value is not None}).encode()
