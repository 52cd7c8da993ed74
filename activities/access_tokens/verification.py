"""Tokens verified: form, algorithm, type, key, signature, and then the claims; the first thing that is wrong is told."""

import base64
import binascii
import re
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from joserfc import jws
from joserfc.errors import JoseError, SecurityWarning

from activities.access_tokens import claims as claim_checks
from activities.access_tokens.grants import grants
from activities.access_tokens.provider_keys import ProviderKeys
from activities.access_tokens.refused import AccessTokenFailure, TokenRefused
from activities.access_tokens.rules import TokenRules
from config import strict_json
from config.clock import now_ms

# Header fields are not longer either.
MAX_CHARACTERS: Final = 8192
_COMPACT: Final = re.compile(r"[\w-]+\.[\w-]+\.[\w-]+", re.ASCII)
# "application/" before it may be left out (RFC 7515 §4.1.9); small and large letters are one.
_ACCESS_TOKEN: Final = frozenset({"at+jwt", "application/at+jwt"})
_UNTYPED: Final = frozenset({"", "jwt", "application/jwt"})
_MAX_KEY_ID: Final = 500

# RFC 9864 calls EdDSA by its curve; providers of today say EdDSA, and the library warns with each token of theirs.
warnings.filterwarnings("ignore", category=SecurityWarning, module=r"joserfc\.")


@dataclass(frozen=True, slots=True)
class AccessToken:
    """A token that is taken: whose, to which client it was issued if that is told, and what it grants."""

    subject: str
    client_id: str | None
    grants: frozenset[str]


class AccessTokens:
    """One per process; safe for threads."""

    def __init__(self, rules: TokenRules, keys: ProviderKeys) -> None:
        self.rules = rules
        self._keys = keys
        self._registry = jws.JWSRegistry(algorithms=[*rules.algorithms], strict_check_header=False)
        # The whole is bounded already.
        self._registry.max_header_length = self._registry.max_payload_length = MAX_CHARACTERS

    def verify(self, text: str) -> AccessToken:
        """The token. Raises `TokenRefused`, `ProviderUnavailable`."""
        if len(text) > MAX_CHARACTERS or not _COMPACT.fullmatch(text):
            raise TokenRefused(AccessTokenFailure.MALFORMED)
        header = _object(_decode(text.partition(".")[0]))
        algorithm, key_id = header.get("alg"), header.get("kid")
        if algorithm not in self.rules.algorithms:
            raise TokenRefused(AccessTokenFailure.ALGORITHM)
        if "crit" in header or not self._is_of_access_token(header.get("typ", "")):
            raise TokenRefused(AccessTokenFailure.TYPE)
        if not (key_id is None or (isinstance(key_id, str) and len(key_id) <= _MAX_KEY_ID)):
            raise TokenRefused(AccessTokenFailure.MALFORMED)
        key = self._keys.find(key_id, algorithm)
        if key is None:
            raise TokenRefused(AccessTokenFailure.KEY)
        try:
            signed = jws.deserialize_compact(text, key, registry=self._registry)
        except (JoseError, ValueError):
            raise TokenRefused(AccessTokenFailure.SIGNATURE) from None
        claims = _object(signed.payload)
        claim_checks.check(claims, self.rules, now_ms())
        return AccessToken(claims["sub"], claim_checks.client_id(claims), grants(claims, self.rules))

    def _is_of_access_token(self, kind: object) -> bool:
        if not isinstance(kind, str):
            return False
        return kind.lower() in (_ACCESS_TOKEN if self.rules.require_type else _ACCESS_TOKEN | _UNTYPED)


def _decode(segment: str) -> bytes:
    try:
        return base64.urlsafe_b64decode(segment + "=" * (-len(segment) % 4))
    except binascii.Error:
        raise TokenRefused(AccessTokenFailure.MALFORMED) from None


def _object(text: bytes | None) -> Mapping[str, Any]:
    """Read as everything else is: a member that stands twice is no JSON to us."""
    try:
        found = strict_json.read(text or b"")
    except strict_json.JsonInvalid:
        raise TokenRefused(AccessTokenFailure.MALFORMED) from None
    if not isinstance(found, dict):
        raise TokenRefused(AccessTokenFailure.MALFORMED)
    return found
