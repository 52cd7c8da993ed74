"""What a token grants: the scopes and roles in its claims that begin with our prefix.

Providers write them in their own places: `scope` as one text, `scp` as a list, `roles`, or roles deep within
(`/realm_access/roles`). A claim is named by its name, or by a JSON Pointer (RFC 6901), which begins with `/`.
"""

from collections.abc import Mapping
from typing import Any, Final

from activities.access_tokens.rules import TokenRules
from config.vocabulary import Role

MAX_GRANTS: Final = 256
READER, OPERATOR, ADMINISTRATOR = "reader", "operator", "administrator"
# The Next Step API, but for what its administration changes.
FLOWS: Final = "flows"
_APPLICATION: Final = "app:"

ROLE_WORDS: Final = {Role.READER: READER, Role.OPERATOR: OPERATOR, Role.ADMIN: ADMINISTRATOR}


def grants(claims: Mapping[str, Any], rules: TokenRules) -> frozenset[str]:
    """The words behind the prefix; those of others, and what is no text, are passed over."""
    found = [word for name in (rules.scope_claim, rules.roles_claim) for word in _words(_claim(claims, name))]
    return frozenset(word.removeprefix(rules.prefix) for word in found[:MAX_GRANTS] if word.startswith(rules.prefix))


def roles(words: frozenset[str]) -> frozenset[Role]:
    """The roles of administration that are granted."""
    return frozenset(role for role, word in ROLE_WORDS.items() if word in words)


def applications(words: frozenset[str]) -> frozenset[str]:
    """The ids of the applications that are granted, whether there are such or not."""
    return frozenset(word.removeprefix(_APPLICATION) for word in words if word.startswith(_APPLICATION))


def _words(value: Any) -> list[str]:
    if isinstance(value, str):
        return value.split(" ")
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []


def _claim(claims: Mapping[str, Any], name: str) -> Any:
    if not name.startswith("/"):
        return claims.get(name)
    found: Any = claims
    for part in name[1:].split("/"):
        if not isinstance(found, Mapping):
            return None
        found = found.get(part.replace("~1", "/").replace("~0", "~"))
    return found
