"""What the caller may do: administrators administer; integration users see what their applications have.

What belongs to another application is answered as what does not exist (`mobile-and-cloud.md` §3.1).
"""

from typing import cast

from flask import g

from activities.accounts.accounts import Account
from api.http.endpoint import Endpoint
from config.vocabulary import Role

_ADMINISTRATION = "/admin/"


def role_for(endpoint: Endpoint) -> Role:
    """The role whose accounts may call `endpoint`."""
    return Role.ADMIN if endpoint.routes[0].path.startswith(_ADMINISTRATION) else Role.USER


def caller() -> Account:
    """The account that sent the current request."""
    return cast("Account", g.caller)


def managed_applications() -> tuple[str, ...]:
    """The ids of the applications that the caller manages: it sees these, and registrations, operations and messages of these."""
    return caller().applications


def manages(application_id: str | None) -> bool:
    """Whether the caller manages the application."""
    return application_id in managed_applications()
