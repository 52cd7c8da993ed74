"""What tokens have to be, as the settings say."""

from dataclasses import dataclass

from config.settings import Settings


@dataclass(frozen=True, slots=True)
class TokenRules:
    """`algorithms`: those that are verified. `require_type`: the header has to say that it is an access token.

    Scopes and roles that begin with `prefix` are for this server; claims are named as by `activities.access_tokens.grants`.
    """

    issuer: str
    audience: str
    algorithms: tuple[str, ...]
    require_type: bool = False
    leeway_seconds: int = 30
    scope_claim: str = "scope"
    roles_claim: str = "roles"
    prefix: str = "nextstep:"

    @classmethod
    def of(cls, settings: Settings) -> "TokenRules":
        """Those of the settings."""
        return cls(
            issuer=settings.oidc_issuer,
            audience=settings.oidc_audience,
            algorithms=settings.oidc_algorithms,
            require_type=settings.oidc_require_type,
            leeway_seconds=settings.oidc_leeway,
            scope_claim=settings.oidc_scope_claim,
            roles_claim=settings.oidc_roles_claim,
            prefix=settings.oidc_prefix,
        )
