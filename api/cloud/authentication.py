"""Who calls: HTTP Basic (RFC 7617), or an access token where the settings name whose (RFC 6750).

Whoever is kept out learns nothing of why: a missing header, a malformed one, a wrong password, a disabled account, and an account
of administration where banks call or the other way round are all answered 401 HTTP_401. Who gave too many wrong passwords or
tokens has to wait, and is told how long. Who administers, and has too low a role for this, is answered 403 HTTP_403; and so is a
page of another site, whoever its reader is.
"""

import base64
import binascii
from typing import Final

from flask import request

from activities.accounts.accounts import WRONG_ROLE, Account
from api.access import bearer, caller
from api.access.caller import ADMINISTRATION, Principal
from api.access.cross_site import is_cross_site
from api.http.endpoint import Endpoint
from api.http.errors import KeptOut
from api.services import services
from config.vocabulary import Role

_CHALLENGE: Final = 'Basic realm="nextstep", charset="UTF-8"'
_BASIC: Final = "basic"


def admit(endpoint: Endpoint) -> None:
    """Let in who has the endpoint's role, or one that includes it. Raises `KeptOut` HTTP_401 or HTTP_403."""
    if is_cross_site():
        raise KeptOut(bearer.FORBIDDEN, bearer.NO_SCHEME, "CROSS_SITE")
    admit_role(endpoint.role)


def admit_role(role: Role) -> None:
    """Let in who has the role, or one that includes it. Raises `KeptOut` HTTP_401 or HTTP_403."""
    scheme, _, credentials = request.headers.get("Authorization", "").partition(" ")
    match scheme.lower():
        case "basic":
            found = _by_password(role, credentials)
        case bearer.SCHEME if services().token_logins is not None:
            found = _by_token(role, credentials)
        case _:
            raise _unauthorized(bearer.NO_SCHEME, bearer.NO_CREDENTIALS)
    caller.admit(found)


def _by_password(role: Role, credentials: str) -> Principal:
    account = _account(credentials)
    if account is None:
        raise _unauthorized(_BASIC, "WRONG_CREDENTIALS")
    found = Principal(account.username, frozenset({account.role}), account.applications)
    if found.may(role):
        return found
    services().accounts.record_kept_out(account.username, WRONG_ROLE)
    if found.administers and role in ADMINISTRATION:
        raise KeptOut(bearer.FORBIDDEN, _BASIC, WRONG_ROLE)
    raise _unauthorized(_BASIC, WRONG_ROLE)


def _by_token(role: Role, token: str) -> Principal:
    granted = bearer.authenticate(token)
    of_banks = {Role.USER} if granted.applications else set()
    found = Principal(granted.name, granted.roles | of_banks, granted.applications)
    bearer.check_role(granted, found, role)
    return found


def _unauthorized(scheme: str, reason: str) -> KeptOut:
    return KeptOut(bearer.UNAUTHORIZED, scheme, reason, (_CHALLENGE, *bearer.challenges()))


def _account(credentials: str) -> Account | None:
    try:
        username, colon, password = base64.b64decode(credentials.strip(" "), validate=True).decode().partition(":")
    except (binascii.Error, ValueError):
        return None
    return services().accounts.authenticate(username, password) if colon else None
