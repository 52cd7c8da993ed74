"""Temporary keys of version 4.0 (`powerauth-protocol-4.md` §4.5)."""

from typing import Any

from activities.powerauth.temporary_key import TemporaryKeyRequestInvalid
from api.http.errors import Denied
from api.mobile.blueprint import api
from api.mobile.schema import Jwt
from api.mobile.v4.schema import SignedAnswer
from api.services import services


@api.endpoint(
    "POST /pa/v4/keystore/create",
    tag="Keys",
    request=Jwt(),
    answer=SignedAnswer(),
    errors=("ERR_TEMPORARY_KEY", "REMOTE_COMMUNICATION_ERROR"),
)
def create_v4_temporary_key(body: dict[str, Any]) -> dict[str, str]:
    """Agree on a temporary key by version 4.0, for an application or for one of its registrations.

    The request's JWT is signed (HS384) by who asks, and says so in which scope he does; the answer's JWS (ES384, in a hybrid
    algorithm ML-DSA too) by the keys that he trusts. A registration that is blocked or removed may ask too.
    """
    try:
        return {"jwt": services().devices.v4.temporary_keys.create(body["jwt"])}
    except TemporaryKeyRequestInvalid:
        raise Denied("ERR_TEMPORARY_KEY") from None
