"""Who calls PowerAuth Cloud, as OpenAPI security schemes: which account an endpoint asks for."""

from typing import Final

from api.cloud.authorization import role_for
from api.docs.openapi.material import Requirements
from api.http.endpoint import Endpoint
from config.vocabulary import Role

SCHEMES: Final = {
    "administrator": {
        "type": "http",
        "scheme": "basic",
        "description": "An account with `ROLE_ADMIN`, at addresses under `/admin/`. The first is made when the server first "
        "starts.",
    },
    "integrationUser": {
        "type": "http",
        "scheme": "basic",
        "description": "An account with `ROLE_USER`, everywhere but under `/admin/`. Administrators create it with `POST "
        "/admin/users`, and give it applications with `POST /admin/users/{username}/applications/{appId}`.",
    },
}
_OF = {Role.ADMIN: "administrator", Role.USER: "integrationUser"}


def requirements(endpoint: Endpoint) -> Requirements:
    """The account that `endpoint` asks for."""
    return [{_OF[role_for(endpoint)]: []}]
