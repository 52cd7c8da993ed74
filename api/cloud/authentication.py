"""Who calls: HTTP Basic (RFC 7617), with the account in the request's context afterwards.

Whoever is kept out learns nothing of why: a missing header, a malformed one, a wrong password, a disabled account and an account
of the other role are all answered 401 HTTP_401. Who gave too many wrong passwords has to wait, and is told how long.
"""

import base64
import binascii

from flask import g, request

from activities.accounts.accounts import WRONG_ROLE, Account
from activities.audit import origin
from api.cloud.authorization import role_for
from api.http.endpoint import Endpoint
from api.http.errors import Denied
from api.services import services
from config.vocabulary import Role


def admit(endpoint: Endpoint) -> None:
    """Let administrators in at `/admin/`, and integration users everywhere else. Raises `Denied` HTTP_401."""
    admit_role(role_for(endpoint))


def admit_role(role: Role) -> None:
    """Let in who has an account of this role. Raises `Denied` HTTP_401."""
    account = _authenticate(request.headers.get("Authorization", ""))
    if account is None:
        raise Denied("HTTP_401")
    if account.role is not role:
        services().accounts.record_kept_out(account.username, WRONG_ROLE)
        raise Denied("HTTP_401")
    services().rates.account.take(account.username)
    origin.set_actor(account.username)
    g.caller = account


def _authenticate(header: str) -> Account | None:
    scheme, _, encoded = header.partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        username, colon, password = base64.b64decode(encoded.strip(" "), validate=True).decode().partition(":")
    except (binascii.Error, ValueError):
        return None
    return services().accounts.authenticate(username, password) if colon else None
