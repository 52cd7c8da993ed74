"""A bank with a mobile app: what an administrator sets up once, and finds again when the demo is played anew."""

from typing import Any

import httpx

from api.demo.caller import Unexpected
from api.demo.cloud_caller import CloudCaller
from api.demo.terminal import Terminal

APPLICATION = "demo-mobile-token"
INTEGRATION_USER = "demo-integration-user"


class MobileBank:
    """`app` is what is compiled into the bank's app; `call` reaches PowerAuth Cloud as its system, by `credentials`."""

    def __init__(
        self, http: httpx.Client, terminal: Terminal, admin: tuple[str, str], integration_user: str = INTEGRATION_USER
    ) -> None:
        """Sets up what is not there yet. An integration user that is there has a new password. Raises `Unexpected`."""
        terminal.scene("The bank's app", "An administrator sets up the app, and a user for the bank's own system.")
        administrator = CloudCaller("admin", http, terminal, admin)
        self.app: dict[str, Any] = _find_or_create(
            administrator,
            administrator.quietly("GET", f"/admin/applications/{APPLICATION}"),
            ("An application for the bank's app.", "POST", "/admin/applications", {"id": APPLICATION}),
        )
        user = administrator.quietly("POST", f"/admin/users/{integration_user}/password")
        credentials = _find_or_create(
            administrator,
            user,
            ("A user for the bank's system.", "POST", "/admin/users", {"username": integration_user}),
        )
        path = f"/admin/users/{integration_user}/applications/{APPLICATION}"
        administrator("The bank's system may manage the application.", "POST", path)
        self.credentials = integration_user, str(credentials["password"])
        self.call = CloudCaller("bank", http, terminal, self.credentials)


def _find_or_create(
    administrator: CloudCaller, existing: dict[str, Any] | None, creation: tuple[str, str, str, dict[str, Any]]
) -> dict[str, Any]:
    if existing is not None:
        return existing
    purpose, verb, path, request = creation
    made = administrator(purpose, verb, path, **request)
    if not made:
        raise Unexpected(f"{verb} {path} was answered with nothing")
    return made
