"""The temporary secrets that a phone has agreed on, and agrees on (`powerauth-protocol-4.md` §4.5)."""

import secrets

from api.demo.device import wire
from api.demo.device.line import Line
from api.demo.device.sdk_config import PhoneSdkConfig
from api.demo.device.v4 import agreement, keystore
from api.demo.device.v4.holder import V4Holder
from api.demo.device.v4.key_pairs import PhonePublicKeys
from api.demo.device.v4.keystore import TemporarySecret

_SPARE_MS = 10_000  # one this near its end is not used for another request


class PhoneTemporarySecrets:
    """One for each app and scope, used until shortly before its end. `by_scope` may be altered by tests."""

    def __init__(self, line: Line) -> None:
        self._line = line
        self.by_scope: dict[tuple[str, V4Holder | None], TemporarySecret] = {}

    def secret(
        self, config: PhoneSdkConfig, holder: V4Holder | None, *, signers: PhonePublicKeys, now_ms: int
    ) -> TemporarySecret:
        """The one to encrypt by; `holder` is null in the application's scope. Raises `ServerRefused` and `Untrusted`."""
        former = self.by_scope.get((config.application_key, holder))
        if former is not None and now_ms < former.expires_ms - _SPARE_MS:
            return former
        challenge, agreed = wire.b64(secrets.token_bytes(32)), agreement.ask(signers.algorithm)
        request = {"jwt": keystore.ask(config, challenge=challenge, holder=holder, agreement=agreed)}
        answer = wire.text_of(self._line.ask("/pa/v4/keystore/create", request), "jwt")
        found = keystore.read(
            answer, signers=signers, config=config, challenge=challenge, holder=holder, agreement=agreed
        )
        self.by_scope[config.application_key, holder] = found
        return found
