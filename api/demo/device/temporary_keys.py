"""The temporary keys that a phone has fetched, and fetches (`powerauth-protocol.md` §2.6)."""

import secrets

from api.demo.device import keystore, points, wire
from api.demo.device.holder import Holder
from api.demo.device.keystore import TemporaryKey
from api.demo.device.line import Line
from api.demo.device.sdk_config import PhoneSdkConfig

_SPARE_MS = 10_000  # a key this near its end is not used for another request


class PhoneTemporaryKeys:
    """One key for each app and scope, fetched where there is none, used until shortly before its end.

    `keys` may be altered by tests: emptied, or given a key that belongs elsewhere.
    """

    def __init__(self, line: Line) -> None:
        self._line = line
        self.keys: dict[tuple[str, Holder | None], TemporaryKey] = {}

    def key(
        self, config: PhoneSdkConfig, holder: Holder | None, *, signer: points.PublicKey, now_ms: int
    ) -> TemporaryKey:
        """The key to encrypt for; `holder` is null in the application's scope. Raises `ServerRefused` and `Untrusted`."""
        former = self.keys.get((config.application_key, holder))
        if former is not None and now_ms < former.expires_ms - _SPARE_MS:
            return former
        challenge = wire.b64(secrets.token_bytes(18))
        request = {"jwt": keystore.ask(config, challenge=challenge, holder=holder)}
        answer = wire.text_of(self._line.ask("/pa/v3/keystore/create", request), "jwt")
        found = keystore.read(answer, signer=signer, config=config, challenge=challenge, holder=holder)
        self.keys[config.application_key, holder] = found
        return found
