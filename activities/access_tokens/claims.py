"""The claims of a token whose signature is right: who it is for, whom it tells of, and when it holds (RFC 7519 §4.1)."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from activities.access_tokens.refused import AccessTokenFailure, TokenRefused
from activities.access_tokens.rules import TokenRules

_MAX_NAME = 200
_MAX_AUDIENCES = 64
# Who is granted it, as providers write it: RFC 9068, OpenID Connect, Okta, Entra.
_CLIENT = ("client_id", "azp", "cid", "appid")


def check(claims: Mapping[str, Any], rules: TokenRules, now_ms: int) -> None:
    """Raises `TokenRefused`: another issuer or audience, nobody named, or not at this time."""
    if claims.get("iss") != rules.issuer:
        raise TokenRefused(AccessTokenFailure.ISSUER)
    if rules.audience not in _audiences(claims.get("aud")):
        raise TokenRefused(AccessTokenFailure.AUDIENCE)
    if not is_name(claims.get("sub")):
        raise TokenRefused(AccessTokenFailure.SUBJECT)
    leeway = rules.leeway_seconds * 1000
    expires, not_before, issued = (_moment(claims, name) for name in ("exp", "nbf", "iat"))
    if expires is None:
        raise TokenRefused(AccessTokenFailure.MALFORMED)
    if expires + leeway <= now_ms:
        raise TokenRefused(AccessTokenFailure.EXPIRED)
    if any(begins is not None and begins - leeway > now_ms for begins in (not_before, issued)):
        raise TokenRefused(AccessTokenFailure.EARLY)


def client_id(claims: Mapping[str, Any]) -> str | None:
    """Which client it was issued to, where that is told."""
    return next((claims[name] for name in _CLIENT if is_name(claims.get(name))), None)


def is_name(value: object) -> bool:
    """Whether somebody can be told by it, in a line of a log and in the audit."""
    return isinstance(value, str) and 0 < len(value) <= _MAX_NAME and value.isprintable() and value == value.strip()


def _audiences(value: object) -> tuple[object, ...]:
    return tuple(value[:_MAX_AUDIENCES]) if isinstance(value, list) else (value,)


def _moment(claims: Mapping[str, Any], name: str) -> int | None:
    """A NumericDate in milliseconds. Raises `TokenRefused` where it is none."""
    value = claims.get(name)
    if value is None and name not in claims:
        return None
    if isinstance(value, bool) or not isinstance(value, int | Decimal) or not 0 <= value < 2**40:
        raise TokenRefused(AccessTokenFailure.MALFORMED)
    return int(value * 1000)
