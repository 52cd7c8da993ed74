"""Who calls PowerAuth Cloud, as OpenAPI security schemes: which accounts, and which tokens, an endpoint asks for."""

from typing import Final

from api.access.caller import including
from api.docs import access_tokens
from api.docs.openapi.material import Requirements
from api.http.endpoint import Endpoint
from config.vocabulary import Role


def _account(description: str) -> dict[str, str]:
    return {"type": "http", "scheme": "basic", "description": description}


SCHEMES: Final = {
    "administrator": _account(
        "An account with `ROLE_ADMIN`, at all addresses under `/admin/`. The first is made when the server first starts."
    ),
    "operator": _account(
        "An account with `ROLE_OPERATOR`, at addresses under `/admin/` for everyday work: it reads what is no secret, and "
        "changes templates."
    ),
    "reader": _account("An account with `ROLE_READER`, at addresses under `/admin/` that read what is no secret."),
    "integrationUser": _account(
        "An account with `ROLE_USER`, everywhere but under `/admin/`. Administrators create it with `POST /admin/users`, and "
        "give it applications with `POST /admin/users/{username}/applications/{appId}`."
    ),
    access_tokens.NAME: access_tokens.scheme(
        "Under `/admin/` it grants `nextstep:reader`, `nextstep:operator` or `nextstep:administrator`, each of which includes "
        "those before it; everywhere else `nextstep:app:` and an application's id, for each application that its bearer manages."
    ),
}
_OF = {Role.ADMIN: "administrator", Role.OPERATOR: "operator", Role.READER: "reader", Role.USER: "integrationUser"}


def requirements(endpoint: Endpoint) -> Requirements:
    """The accounts that `endpoint` asks for, the least first, and what a token grants."""
    accounts: Requirements = [{_OF[role]: []} for role in including(endpoint.role)]
    return [*accounts, access_tokens.requirement(endpoint, "app:{appId}")]
