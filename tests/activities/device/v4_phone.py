"""A phone that proves itself by version 4, from the protocol's functions: these are proven by vectors and by other phones."""

import secrets
from dataclasses import dataclass, replace

from activities.powerauth import base64_text
from activities.powerauth.base_string import base_string
from activities.powerauth.offline import candidates
from activities.powerauth.signature_type import SignatureType
from activities.powerauth.v4 import authentication_code, token_digest
from activities.powerauth.v4.counter import next_value
from activities.powerauth.v4.factor_keys import FactorKeys, ReplaceableKey
from api.demo.device.headers import AUTHORIZATION, TOKEN, header
from config.clock import now_ms


@dataclass(frozen=True)
class V4Counter:
    """A position of the chain."""

    data: bytes

    def advance(self, steps=1):
        data = self.data
        for _ in range(steps):
            data = next_value(data)
        return V4Counter(data)


@dataclass(frozen=True)
class V4Registration:
    activation_id: str


class V4Phone:
    """It has the methods of `api.demo.handset.Handset` by which requests are proved."""

    version = "4.0"

    def __init__(self, application, registration_id, secret, ctr_data, pin="1234"):
        self.application = application
        self.registration = V4Registration(registration_id)
        self.secret = secret
        self.counter = V4Counter(ctr_data)
        self.pin = self._right_pin = pin
        self.keys = FactorKeys.initial(secret, biometry_enabled=True)

    def factor_keys(self, factors):
        keys = self.keys
        if self.pin != self._right_pin:
            keys = replace(keys, knowledge=ReplaceableKey(secrets.token_bytes(32)))
        [choice] = keys.choices(SignatureType(factors).factors)
        return choice.keys

    def signature(self, method, resource_id, body, factors):
        nonce = secrets.token_bytes(16)
        signed = base_string(
            method=method,
            resource_id=resource_id,
            nonce=nonce,
            body=body,
            application_secret=self.application.application_secret,
        )
        code = authentication_code.compute(self.factor_keys(factors), self.counter.data, signed, digits=None)
        self.counter = self.counter.advance()
        return {
            "pa_activation_id": self.registration.activation_id,
            "pa_application_key": self.application.application_key,
            "pa_nonce": base64_text.encode(nonce),
            "pa_auth_code_type": factors,
            "pa_auth_code": code,
            "pa_version": "4.0",
        }

    def sign(self, method, resource_id, body, factors):
        return header(AUTHORIZATION, **self.signature(method, resource_id, body, factors))

    def code(self, factors, **operation):
        """What it shows for an operation's QR code."""
        possible = candidates(**operation, biometry_allowed=True, totps=None)
        [signed] = [one.base_string for one in possible if one.signature_type == factors]
        shown = authentication_code.compute(self.factor_keys(factors), self.counter.data, signed, digits=8)
        self.counter = self.counter.advance()
        return shown

    def token_header(self, token, *, nonce=None, timestamp_ms=None):
        nonce = secrets.token_bytes(16) if nonce is None else nonce
        now = now_ms() if timestamp_ms is None else timestamp_ms
        digest = token_digest.digest(token_secret=token.secret, nonce=nonce, timestamp_ms=now)
        return header(
            TOKEN,
            token_id=token.token_id,
            token_digest=base64_text.encode(digest),
            nonce=base64_text.encode(nonce),
            timestamp=str(now),
            version="4.0",
        )
