"""What a phone keeps between two commands, and its form as JSON.

The key of the knowledge factor lies under the PIN, which is kept nowhere; the others are as the file is: its owner's alone.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from api.demo.device import points, wire
from api.demo.device.counter import Counter
from api.demo.device.failures import Unreadable, Untrusted
from api.demo.device.pin import PinProtectedKey
from api.demo.device.registration import PhoneRegistration
from api.demo.device.tokens import PhoneToken
from api.demo.device.versions import Version

_FORMAT = 1


@dataclass(frozen=True, slots=True)
class PhoneProfile:
    """The app and the device: `authority` is a file of certificates that the server's is judged by, null for the system's."""

    server: str
    authority: str | None
    sdk_config: str
    version: Version
    platform: str
    device: str
    language: str


@dataclass(frozen=True, slots=True)
class PhoneState:
    """A registered phone; `token` is the one that published apps call `possession_universal`, null until it is needed."""

    profile: PhoneProfile
    registration: PhoneRegistration
    counter: Counter
    token: PhoneToken | None = None


def write(state: PhoneState) -> str:
    """The document of a state."""
    profile, kept = state.profile, state.registration
    document = {
        "format": _FORMAT,
        "server": profile.server,
        "authority": profile.authority,
        "mobileSdkConfig": profile.sdk_config,
        "version": profile.version,
        "platform": profile.platform,
        "device": profile.device,
        "language": profile.language,
        "activationId": kept.activation_id,
        "serverPublicKey": wire.b64(points.public_bytes(kept.server_public, compressed=True)),
        "devicePublicKey": wire.b64(points.public_bytes(kept.device_public, compressed=True)),
        "devicePrivateKey": wire.b64(kept.device_private),
        "possession": wire.b64(kept.possession),
        "knowledge": {"salt": wire.b64(kept.knowledge.salt), "ciphertext": wire.b64(kept.knowledge.ciphertext)},
        "biometry": wire.b64(kept.biometry),
        "transport": wire.b64(kept.transport),
        "counter": {"data": wire.b64(state.counter.data), "number": state.counter.number},
        "token": None if state.token is None else {"id": state.token.token_id, "secret": wire.b64(state.token.secret)},
    }
    return json.dumps(document, indent=2) + "\n"


def read(text: str) -> PhoneState:
    """The state of a document. Raises `Unreadable`."""
    try:
        found = json.loads(text)
        if found["format"] != _FORMAT:
            raise ValueError(f"its format is {found['format']!r}, and {_FORMAT} is known")
        return PhoneState(_profile(found), _registration(found), _counter(found["counter"]), _token(found["token"]))
    except (ValueError, TypeError, KeyError, Untrusted) as error:
        raise Unreadable(f"it is no state of a phone ({type(error).__name__}: {error})") from None


def _profile(document: Mapping[str, Any]) -> PhoneProfile:
    return PhoneProfile(
        server=str(document["server"]),
        authority=None if document["authority"] is None else str(document["authority"]),
        sdk_config=str(document["mobileSdkConfig"]),
        version=Version(document["version"]),
        platform=str(document["platform"]),
        device=str(document["device"]),
        language=str(document["language"]),
    )


def _registration(document: Mapping[str, Any]) -> PhoneRegistration:
    knowledge = document["knowledge"]
    return PhoneRegistration(
        activation_id=str(document["activationId"]),
        server_public=points.public_key(wire.from_b64(document["serverPublicKey"])),
        device_public=points.public_key(wire.from_b64(document["devicePublicKey"])),
        device_private=wire.from_b64(document["devicePrivateKey"]),
        possession=wire.bytes_of(document, "possession", 16),
        knowledge=PinProtectedKey(wire.bytes_of(knowledge, "salt", 16), wire.bytes_of(knowledge, "ciphertext", 16)),
        biometry=wire.bytes_of(document, "biometry", 16),
        transport=wire.bytes_of(document, "transport", 16),
    )


def _counter(document: Mapping[str, Any]) -> Counter:
    return Counter(wire.bytes_of(document, "data", 16), int(document["number"]))


def _token(document: Mapping[str, Any] | None) -> PhoneToken | None:
    return None if document is None else PhoneToken(wire.text_of(document, "id"), wire.bytes_of(document, "secret", 16))
