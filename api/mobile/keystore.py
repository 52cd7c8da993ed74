"""Temporary keys for protocol 3.3 (`powerauth-protocol.md` §2.6)."""

from typing import Any

from activities.powerauth.temporary_key import TemporaryKeyRequestInvalid
from api.http.errors import Denied
from api.mobile.blueprint import api
from api.mobile.schema import Jwt
from api.services import services


@api.endpoint(
    "POST /pa/v3/keystore/create",
    tag="Keys",
    request=Jwt(),
    answer=Jwt(),
    errors=("ERR_TEMPORARY_KEY", "REMOTE_COMMUNICATION_ERROR"),
)
def create_temporary_key(body: dict[str, Any]) -> dict[str, str]:
    """Have a temporary key made, for an application or for one of its registrations.

    The request's JWT is signed (HS256) by who asks, the answer's (ES256) by the key that he trusts.
    """
    try:
        return {"jwt": services().devices.temporary_keys.create(body["jwt"])}
    except TemporaryKeyRequestInvalid:
        raise Denied("ERR_TEMPORARY_KEY") from None
