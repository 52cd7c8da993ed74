"""Access tokens of a bank's identity provider as an OpenAPI security scheme, and what an endpoint asks them to grant."""

from typing import Final

from activities.access_tokens.grants import ROLE_WORDS
from api.http.endpoint import Endpoint

NAME: Final = "accessToken"
# As the settings have it unless they say otherwise.
_PREFIX: Final = "nextstep:"


def scheme(grants: str) -> dict[str, str]:
    """The scheme; `grants` says what the token has to grant, in Markdown."""
    return {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "JWT",
        "description": "Where the installation names an identity provider: an access token of it (RFC 9068), issued for this "
        f"server. {grants}",
    }


def requirement(endpoint: Endpoint, of_users: str) -> dict[str, list[str]]:
    """What the token has to grant at `endpoint`: the least role, or `of_users` where none of administration is asked for."""
    return {NAME: [_PREFIX + ROLE_WORDS.get(endpoint.role, of_users)]}
