"""How a phone proves a fuzzed request: it signs the body as it is, shows a token, or encrypts what was fuzzed."""

import secrets
from collections.abc import Mapping
from random import Random
from typing import Any

from api.demo.device import keystore, wire
from api.demo.device.binding import EncryptionPurpose
from api.demo.device.failures import ServerRefused
from api.demo.device.signing import Factors
from api.demo.device.v4 import agreement
from api.demo.device.v4 import keystore as v4_keystore
from api.demo.device.v4.algorithms import PhoneAlgorithm
from api.demo.phone import Phone
from api.demo.v4_phone import V4Phone
from tests.api.mobile.conftest import Bank
from tests.campaign.fuzz.cases import Case
from tests.campaign.fuzz.changes import written
from tests.e2e.client import unique

ONE, TWO = Factors.POSSESSION, Factors.POSSESSION_KNOWLEDGE
_OPERATION = "/api/auth/token/app/operation"
# Resource id and factors of what is signed as it is sent.
SIGNED: Mapping[str, tuple[str, str]] = {
    "/pa/v3/activation/remove": ("/pa/activation/remove", TWO),
    "/pa/v3/signature/validate": ("/pa/signature/validate", TWO),
    "/pa/v3/token/remove": ("/pa/token/remove", ONE),
    "/pa/v3/upgrade/commit": ("/pa/upgrade/commit", ONE),
    f"{_OPERATION}/authorize": ("/operation/authorize", TWO),
    f"{_OPERATION}/cancel": ("/operation/cancel", ONE),
    f"{_OPERATION}/history": ("/operation/history", TWO),
    f"{_OPERATION}/list": ("/operation/list", ONE),
    f"{_OPERATION}/detail": ("/operation/detail", ONE),
    f"{_OPERATION}/detail/claim": ("/operation/claim", ONE),
    "/api/push/device/register": ("/push/device/register", ONE),
    "/pa/v4/activation/confirm": ("/pa/activation/confirm", TWO),
    "/pa/v4/activation/remove": ("/pa/activation/remove", TWO),
    "/pa/v4/auth/validate": ("/pa/auth/validate", TWO),
    "/pa/v4/token/remove": ("/pa/token/remove", ONE),
    "/pa/v4/biometry/remove": ("/pa/biometry/remove", ONE),
    "/pa/v4/upgrade/confirm": ("/pa/upgrade/confirm", ONE),
}
# Purpose, resource id, and whether the signature covers what was encrypted instead of what is sent.
SEALED: Mapping[str, tuple[EncryptionPurpose, str | None, bool]] = {
    "/pa/v3/activation/create": (EncryptionPurpose.GENERIC_APPLICATION, None, False),
    "/pa/v3/activation/detail": (EncryptionPurpose.GENERIC_ACTIVATION, None, False),
    "/pa/v3/activation/rename": (EncryptionPurpose.GENERIC_ACTIVATION, "/pa/activation/rename", True),
    "/pa/v3/user/info": (EncryptionPurpose.GENERIC_ACTIVATION, None, False),
    "/pa/v3/upgrade/start": (EncryptionPurpose.UPGRADE, None, False),
    "/pa/v3/token/create": (EncryptionPurpose.TOKEN_CREATE, "/pa/token/create", False),
    "/pa/v3/recovery/confirm": (EncryptionPurpose.RECOVERY_CONFIRM, "/pa/recovery/confirm", False),
    "/pa/v3/vault/unlock": (EncryptionPurpose.VAULT_UNLOCK, "/pa/vault/unlock", False),
    "/api/activation/code": (EncryptionPurpose.GENERIC_ACTIVATION, "/api/activation/code", True),
    "/pa/v4/activation/create": (EncryptionPurpose.GENERIC_APPLICATION, None, False),
    "/pa/v4/activation/status": (EncryptionPurpose.GENERIC_ACTIVATION, None, False),
    "/pa/v4/activation/detail": (EncryptionPurpose.GENERIC_ACTIVATION, None, False),
    "/pa/v4/activation/rename": (EncryptionPurpose.GENERIC_ACTIVATION, "/pa/activation/rename", True),
    "/pa/v4/user/info": (EncryptionPurpose.GENERIC_ACTIVATION, None, False),
    "/pa/v4/upgrade/start": (EncryptionPurpose.UPGRADE_START, "/pa/upgrade/start", False),
    "/pa/v4/token/create": (EncryptionPurpose.TOKEN_CREATE, "/pa/token/create", False),
    "/pa/v4/vault/unlock": (EncryptionPurpose.VAULT_UNLOCK, "/pa/vault/unlock", False),
    "/pa/v4/password/change": (EncryptionPurpose.PASSWORD_CHANGE, "/pa/password/change", False),
    "/pa/v4/biometry/add": (EncryptionPurpose.BIOMETRY_ADD, "/pa/biometry/add", False),
}
# Fewer than a server looks ahead.
_MAX_REFUSED = 8
_CREATE = ("/pa/v3/activation/create", "/pa/v4/activation/create")
_DETAIL = ("/pa/v3/activation/detail", "/pa/v4/activation/detail")
_ACTIVATION = {
    "type": "CODE",
    "identity": {"code": "activationCode"},
    "about": {
        "activationName": "A phone",
        "platform": "ios",
        "deviceInfo": "iPhone10,6",
        "extras": "x",
        "externalId": "y",
    },
}
# By which a phone agrees on a secret: for ever the same, which only a fuzzed phone's are.
_ASKED = agreement.ask(PhoneAlgorithm.EC_P384).members()
_UPGRADE = {"sharedSecretRequest": _ASKED, "devicePublicKeys": {"ecdsa": _ASKED["encapsulationKeys"][0]}}
# What is within an encrypted request, to be fuzzed before it is encrypted.
WITHIN: Mapping[str, Any] = {
    **dict.fromkeys(_CREATE, _ACTIVATION),
    "/pa/v3/activation/rename": {"activationName": "A phone"},
    "/pa/v3/vault/unlock": {"reason": "FETCH_ENCRYPTION_KEY"},
    "/pa/v4/activation/rename": {"activationName": "A phone"},
    "/pa/v4/vault/unlock": {"keyIdentifier": "KDK_APP_VAULT_2FA", "reason": "FETCH_ENCRYPTION_KEY"},
    "/pa/v4/password/change": _ASKED,
    "/pa/v4/biometry/add": _ASKED,
    "/pa/v4/upgrade/start": {**_UPGRADE, "enableBiometry": True},
    "/api/activation/code": {"requestObject": {"applicationId": "further-app", "otp": "a password of 32 characters"}},
}


class Handy:
    """A user's phone with its token; another one takes its place when it is blocked or removed."""

    def __init__(self, bank: Bank, version: str) -> None:
        self.user_id = unique("user")
        self.version = version
        self._bank, self._refused = bank, 0
        self._register()

    @property
    def registration_id(self) -> str:
        return self.phone.registration.activation_id

    def jwt(self) -> str:
        """What asks for a temporary key."""
        challenge = wire.b64(secrets.token_bytes(18))
        if isinstance(self.phone, V4Phone):
            asked = agreement.ask(self.phone.algorithm)
            return v4_keystore.ask(self.phone.config, challenge=challenge, holder=None, agreement=asked)
        return keystore.ask(self.phone.config, challenge=challenge, holder=None)

    def heard(self, status: int, *, removed: bool) -> None:
        """What became of a request: after some refusals the counter is to be the server's again, and the phone not blocked."""
        self._refused = self._refused + 1 if status == 401 else 0
        if removed or self._refused >= _MAX_REFUSED:
            self._refused = 0
            self.restore()

    def restore(self) -> None:
        """Have the user's phone work again: a fuzzed request of the bank may have blocked or removed it, unheard."""
        try:
            state = self.phone.status().state.name
            if state == "BLOCKED":
                self._bank.change(self.phone, "UNBLOCK")
            if state in ("ACTIVE", "BLOCKED"):
                return
        except ServerRefused:
            pass
        self._register()

    def _register(self) -> None:
        phone: Phone | V4Phone = self._bank.registered(version=self.version, user_id=self.user_id)
        self.phone, self.token = phone, phone.create_token(TWO)

    def proved(self, case: Case, raw: bytes | None, dice: Random) -> tuple[bytes, dict[str, str]]:
        """The body and the headers of a case's request, proved as its endpoint asks."""
        body = written(case.body, dice) if raw is None else raw
        if case.path in SEALED:
            return self._sealed(case, body, dice)
        headers = {}
        if case.path in SIGNED and (not case.path.startswith((_OPERATION, "/api/push")) or dice.random() < 0.7):
            resource, factors = SIGNED[case.path]
            headers = self.phone.sign(case.verb, resource, b"" if case.verb == "GET" else body, factors)
        elif case.path.startswith("/api/"):
            headers = self.phone.token_header(self.token)
        return body, headers

    def _sealed(self, case: Case, body: bytes, dice: Random) -> tuple[bytes, dict[str, str]]:
        purpose, resource, covers_plaintext = SEALED[case.path]
        if case.path in _CREATE and isinstance(case.body, dict) and isinstance(case.body.get("about"), dict):
            about, kind, identity = (case.body.get(name) for name in ("about", "type", "identity"))
            prepared: Any = self.phone.prepare  # takes whatever is JSON
            return prepared(identity, kind=kind, **about).outer.body, self.phone.encryption_header(purpose)
        within = body
        if case.path in WITHIN or dice.random() < 0.5:
            body = self.phone.seal(purpose, body).body
        headers = self.phone.encryption_header(purpose)
        if resource is not None:
            headers = self.phone.sign(case.verb, resource, within if covers_plaintext else body, TWO)
        elif case.path in _DETAIL:
            headers |= self.phone.token_header(self.token)
        return body, headers
