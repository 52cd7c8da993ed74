"""Who calls the Next Step API: anybody who reaches it, as its callers know it; or, where the settings ask for it, who bears an
access token that grants the API, and a role of administration for what changes how everybody authenticates.
"""

from flask import request

from activities.audit import origin
from api.access import bearer, caller
from api.access.caller import Principal
from api.http.endpoint import Endpoint
from api.http.errors import KeptOut
from api.services import services
from config.actors import NOBODY
from config.vocabulary import Role


def admit(endpoint: Endpoint) -> None:
    """Let in whoever may call the endpoint. Raises `KeptOut` HTTP_401 or HTTP_403, where tokens are asked for."""
    if not services().settings.oidc_nextstep:
        return
    origin.set_actor(NOBODY)
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != bearer.SCHEME:
        raise KeptOut(bearer.UNAUTHORIZED, bearer.NO_SCHEME, bearer.NO_CREDENTIALS, bearer.challenges())
    granted = bearer.authenticate(token)
    found = Principal(granted.name, granted.roles | ({Role.USER} if granted.flows else set()), ())
    bearer.check_role(granted, found, endpoint.role)
    caller.admit(found)
