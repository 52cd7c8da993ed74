"""What an application proves itself with at its providers, as administrators give it (`mobile-and-cloud.md` §5.4)."""

import re
from dataclasses import dataclass, field
from enum import StrEnum

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from config.vocabulary import PushEnvironment

_LEAST_RSA_BITS = 2048
_IDENTIFIER = re.compile(r"[A-Za-z0-9]{1,32}")
_TOPIC = re.compile(r"[A-Za-z0-9.-]{1,155}")
_PROJECT = re.compile(r"[a-z0-9.:-]{1,255}")


class ProviderName(StrEnum):
    """Who carries messages."""

    APNS = "apns"
    FCM = "fcm"


class CredentialsInvalid(ValueError):
    """Credentials that cannot be those of a provider. Says which member is wrong and why, never what it holds."""


@dataclass(frozen=True, slots=True)
class ApnsCredentials:
    """Of Apple: a team, one of its keys (PKCS #8 in PEM, the file `.p8`), and the app's bundle, which is the topic.

    With the environment `production`, devices of `development` get nothing. Raises `CredentialsInvalid`.
    """

    team_id: str
    key_id: str
    private_key: str = field(repr=False)
    topic: str
    environment: PushEnvironment

    def __post_init__(self) -> None:
        _check("teamId", self.team_id, _IDENTIFIER)
        _check("keyId", self.key_id, _IDENTIFIER)
        _check("bundle", self.topic, _TOPIC)
        self.key()

    def key(self) -> ec.EllipticCurvePrivateKey:
        """The key."""
        found = _load(self.private_key)
        if not isinstance(found, ec.EllipticCurvePrivateKey) or not isinstance(found.curve, ec.SECP256R1):
            raise CredentialsInvalid("privateKey: not a P-256 key in PEM, such as a file .p8 holds")
        return found


@dataclass(frozen=True, slots=True)
class FcmCredentials:
    """Of Google: a service account that may send messages of a Firebase project. Raises `CredentialsInvalid`."""

    project_id: str
    client_email: str
    private_key_id: str
    private_key: str = field(repr=False)

    def __post_init__(self) -> None:
        _check("project_id", self.project_id, _PROJECT)
        self.key()

    def key(self) -> rsa.RSAPrivateKey:
        """The key."""
        found = _load(self.private_key)
        if not isinstance(found, rsa.RSAPrivateKey) or found.key_size < _LEAST_RSA_BITS:
            raise CredentialsInvalid(f"private_key: not an RSA key of {_LEAST_RSA_BITS} bits or more in PEM")
        return found


Credentials = ApnsCredentials | FcmCredentials


def _check(name: str, value: str, shape: re.Pattern[str]) -> None:
    if not shape.fullmatch(value):
        raise CredentialsInvalid(f"{name}: not of the provider's form")


def _load(pem: str) -> object:
    try:
        return load_pem_private_key(pem.encode(), None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        return None
