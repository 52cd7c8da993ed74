"""What a phone keeps between two commands, and its form as JSON.

The key of the knowledge factor lies under the PIN, which is kept nowhere; the others are as the file is: its owner's alone.
Format 1 is of protocols 3.0 to 3.3, format 2 of protocol 4.
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
from api.demo.device.v4.algorithms import PhoneAlgorithm, algorithm_of
from api.demo.device.v4.counter import V4Counter
from api.demo.device.v4.registration import V4PhoneRegistration
from api.demo.device.v4.tokens import SECRET_SIZE
from api.demo.device.versions import Version
from api.demo.mobile_app import v4_state

_FORMAT, _V4_FORMAT = 1, 2
_V4 = "4.0"


@dataclass(frozen=True, slots=True)
class PhoneProfile:
    """The app and the device: `authority` is a file of certificates that the server's is judged by, null for the system's.

    `protocol` is the version up to 3.3, or the algorithm by which 4.0 is spoken.
    """

    server: str
    authority: str | None
    sdk_config: str
    protocol: Version | PhoneAlgorithm
    platform: str
    device: str
    language: str

    @property
    def version(self) -> str:
        """The version of the protocol."""
        return self.protocol if isinstance(self.protocol, Version) else _V4


@dataclass(frozen=True, slots=True)
class PhoneState:
    """A registered phone; `token` is the one that published apps call `possession_universal`, null until it is needed.

    `upgrade` is what a phone of 3.3 is going to be, from the server's first answer until its second.
    """

    profile: PhoneProfile
    registration: PhoneRegistration | V4PhoneRegistration
    counter: Counter | V4Counter
    token: PhoneToken | None = None
    upgrade: "PhoneState | None" = None


def write(state: PhoneState) -> str:
    """The document of a state."""
    return json.dumps(_document(state), indent=2) + "\n"


def read(text: str) -> PhoneState:
    """The state of a document. Raises `Unreadable`."""
    try:
        return _state(json.loads(text))
    except (ValueError, TypeError, KeyError, AttributeError, Untrusted) as error:
        raise Unreadable(f"it is no state of a phone ({type(error).__name__}: {error})") from None


def _document(state: PhoneState) -> dict[str, Any]:
    profile, kept = state.profile, state.registration
    if isinstance(kept, V4PhoneRegistration):
        members = {"format": _V4_FORMAT, "algorithm": kept.algorithm, "registration": v4_state.document(kept)}
    else:
        members = {"format": _FORMAT, **_registration_members(kept)}
    return {
        **members,
        "server": profile.server,
        "authority": profile.authority,
        "mobileSdkConfig": profile.sdk_config,
        "version": profile.version,
        "platform": profile.platform,
        "device": profile.device,
        "language": profile.language,
        "counter": {"data": wire.b64(state.counter.data), "number": state.counter.number},
        "token": None if state.token is None else {"id": state.token.token_id, "secret": wire.b64(state.token.secret)},
        **({} if state.upgrade is None else {"upgrade": _document(state.upgrade)}),
    }


def _state(document: Mapping[str, Any]) -> PhoneState:
    match document["format"]:
        case 1:
            upgrade = document.get("upgrade")
            return PhoneState(
                _profile(document, Version(document["version"])),
                _registration(document),
                Counter(*_counter(document["counter"], 16)),
                _token(document["token"], 16),
                None if upgrade is None else _state(upgrade),
            )
        case 2 if document["version"] == _V4:
            algorithm = algorithm_of(document["algorithm"])
            return PhoneState(
                _profile(document, algorithm),
                v4_state.registration(document["registration"], algorithm),
                V4Counter(*_counter(document["counter"], 32)),
                _token(document["token"], SECRET_SIZE),
            )
    raise ValueError(f"its format is {document['format']!r}, and {_FORMAT} and {_V4_FORMAT} are known")


def _profile(document: Mapping[str, Any], protocol: Version | PhoneAlgorithm) -> PhoneProfile:
    return PhoneProfile(
        server=str(document["server"]),
        authority=None if document["authority"] is None else str(document["authority"]),
        sdk_config=str(document["mobileSdkConfig"]),
        protocol=protocol,
        platform=str(document["platform"]),
        device=str(document["device"]),
        language=str(document["language"]),
    )


def _registration_members(registration: PhoneRegistration) -> dict[str, Any]:
    return {
        "activationId": registration.activation_id,
        "serverPublicKey": wire.b64(points.public_bytes(registration.server_public, compressed=True)),
        "devicePublicKey": wire.b64(points.public_bytes(registration.device_public, compressed=True)),
        "devicePrivateKey": wire.b64(registration.device_private),
        "possession": wire.b64(registration.possession),
        "knowledge": {
            "salt": wire.b64(registration.knowledge.salt),
            "ciphertext": wire.b64(registration.knowledge.ciphertext),
        },
        "biometry": wire.b64(registration.biometry),
        "transport": wire.b64(registration.transport),
    }


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


def _counter(document: Mapping[str, Any], size: int) -> tuple[bytes, int]:
    return wire.bytes_of(document, "data", size), int(document["number"])


def _token(document: Mapping[str, Any] | None, size: int) -> PhoneToken | None:
    if document is None:
        return None
    return PhoneToken(wire.text_of(document, "id"), wire.bytes_of(document, "secret", size))
