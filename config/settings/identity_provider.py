"""The bank's identity provider, whose access tokens are taken beside passwords."""

import re
from typing import Literal, Self

from pydantic import Field, field_validator, model_validator

from config.addresses import provider_address
from config.settings.environment import PREFIX
from config.settings.values import ExistingFile, SettingsPart, split_list

TokenAlgorithm = Literal["RS256", "PS256", "ES256", "EdDSA", "Ed25519"]
TOKEN_ALGORITHMS: tuple[TokenAlgorithm, ...] = ("RS256", "PS256", "ES256", "EdDSA", "Ed25519")

# What may stand in a scope (RFC 6749 §3.3), at most so long.
_SCOPE = re.compile(r"[!#-\[\]-~]{1,200}(?!\n)")


class IdentityProviderSettings(SettingsPart):
    """Whose tokens are taken, and where they say what their callers may do. `oidc_issuer`: empty, no tokens are taken."""

    oidc_issuer: str = Field("", max_length=1000)
    """The bank's identity provider, as its tokens and its description name it, to the letter: its access tokens
    are taken beside passwords (`docs/access.md`).
    """
    oidc_audience: str = Field("", max_length=1000)
    """The name that the identity provider has for this server."""
    oidc_jwks_url: str = Field("", max_length=1000)
    """Where the provider's keys are; without it they are found by the provider's description."""
    oidc_ca: ExistingFile = None
    """A PEM file of who vouches for the provider; without it public authorities do."""
    oidc_algorithms: tuple[TokenAlgorithm, ...] = TOKEN_ALGORITHMS
    """By which tokens may be signed, separated by commas."""
    oidc_require_type: bool = False
    """Whether a token's header has to say `at+jwt`."""
    oidc_leeway: int = Field(30, ge=0, le=300)
    """Seconds that the provider's clock may be wrong by."""
    oidc_timeout: float = Field(3.0, gt=0, le=8)
    """Seconds that each of the provider's answers may take, and that a request waits for keys."""
    oidc_scope_claim: str = Field("scope", min_length=1, max_length=255)
    """The claim that has a token's scopes, by name or JSON Pointer (`/realm_access/roles`)."""
    oidc_roles_claim: str = Field("roles", min_length=1, max_length=255)
    """The claim that has its roles, likewise."""
    oidc_prefix: str = "nextstep:"
    """With what begins that which is for this server among scopes and roles."""
    oidc_nextstep: bool = False
    """The Next Step API asks for such tokens too."""

    @field_validator("oidc_issuer", "oidc_jwks_url")
    @classmethod
    def _secured(cls, value: str) -> str:
        return provider_address(value)

    @field_validator("oidc_algorithms", mode="before")
    @classmethod
    def _split_algorithms(cls, value: object) -> object:
        found = split_list(value) if isinstance(value, str) else value
        if not found:
            raise ValueError(f"names no algorithm; give one or more of {', '.join(TOKEN_ALGORITHMS)}")
        return found

    @field_validator("oidc_prefix")
    @classmethod
    def _is_of_scopes(cls, value: str) -> str:
        if not _SCOPE.fullmatch(value):
            raise ValueError(
                "is no beginning of a scope: 1 to 200 characters of ASCII without spaces, quotes and backslashes"
            )
        return value

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.oidc_issuer and not self.oidc_audience:
            raise ValueError(
                f"{PREFIX}OIDC_AUDIENCE: is required beside {PREFIX}OIDC_ISSUER: the name that the provider has for this server, "
                "so that tokens for others are refused"
            )
        if not self.oidc_issuer:
            for name, is_set in (
                ("audience", self.oidc_audience),
                ("jwks_url", self.oidc_jwks_url),
                ("nextstep", self.oidc_nextstep),
            ):
                if is_set:
                    raise ValueError(f"{PREFIX}OIDC_ISSUER: is required: {PREFIX}OIDC_{name.upper()} is set")
        return self
