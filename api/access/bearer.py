"""Callers that bear an access token (RFC 6750): who they are, and how they are told what was wrong with it.

Of what is wrong only that a token has expired is told, for which its bearer has a remedy; log and audit know more.
"""

from typing import Final

from activities.access_tokens.grants import ROLE_WORDS
from activities.access_tokens.refused import AccessTokenFailure, TokenRefused
from activities.accounts.accounts import WRONG_ROLE
from activities.accounts.token_logins import TokenBearer
from api.access.caller import Principal
from api.http.errors import KeptOut
from api.services import services
from config.vocabulary import Role

SCHEME: Final = "bearer"
NO_SCHEME, NO_CREDENTIALS = "none", "NO_CREDENTIALS"
UNAUTHORIZED, FORBIDDEN = "HTTP_401", "HTTP_403"
_CHALLENGE: Final = 'Bearer realm="nextstep"'
_INVALID: Final = f'{_CHALLENGE}, error="invalid_token"'
_EXPIRED: Final = f'{_INVALID}, error_description="The access token has expired"'


def challenges() -> tuple[str, ...]:
    """How to authenticate by a token, where tokens are taken."""
    return () if services().token_logins is None else (_CHALLENGE,)


def authenticate(token: str) -> TokenBearer:
    """Who bears the token. Raises `KeptOut`, `TooMany`, `ProviderUnavailable`."""
    logins = services().token_logins
    assert logins is not None
    try:
        return logins.authenticate(token.strip(" "))
    except TokenRefused as refused:
        challenge = _EXPIRED if refused.failure is AccessTokenFailure.EXPIRED else _INVALID
        raise KeptOut(UNAUTHORIZED, SCHEME, refused.failure, (challenge,)) from None


def check_role(bearer: TokenBearer, principal: Principal, role: Role) -> None:
    """Raises `KeptOut` where the token does not grant the role."""
    if principal.may(role):
        return
    logins = services().token_logins
    assert logins is not None
    logins.record_kept_out(bearer, WRONG_ROLE)
    scope = f', scope="{logins.tokens.rules.prefix}{ROLE_WORDS[role]}"' if role in ROLE_WORDS else ""
    raise KeptOut(FORBIDDEN, SCHEME, WRONG_ROLE, (f'{_CHALLENGE}, error="insufficient_scope"{scope}',))
