"""What a phone of version 4.0 is told of its user (`powerauth-protocol-4.md` §13)."""

from typing import Any

from activities.powerauth import json_object
from activities.powerauth.v4.headers import V4EncryptionHeader
from activities.powerauth.v4.purpose import V4Purpose
from api.http.errors import Denied
from api.mobile.blueprint import api
from api.mobile.declared_proofs import encryption_v4
from api.mobile.proofs import DecryptedRequest
from api.mobile.v4.schema import V4EncryptedRequestSchema, V4EncryptedResponse
from api.services import services

_CODE = "ERR_USER_INFO"


@api.endpoint(
    "POST /pa/v4/user/info",
    tag="Users",
    raw=V4EncryptedRequestSchema(),
    answer=V4EncryptedResponse(),
    bare=True,
    errors=(_CODE, "REMOTE_COMMUNICATION_ERROR"),
    proof=encryption_v4(V4Purpose.ACTIVATION_GENERIC, _CODE),
)
def v4_user_info(proof: tuple[V4EncryptionHeader, DecryptedRequest]) -> dict[str, Any]:
    """Read claims about the user, as the installation's provider tells them; none without a provider.

    The registration is ACTIVE, and its phone has confirmed it.
    """
    header, asked = proof
    registration_id = str(header.activation_id)
    profile = services().devices.profiles.of(registration_id)
    if profile is None or not services().devices.v4.confirmations.is_confirmed(registration_id):
        raise Denied(_CODE)
    provider = services().providers.user_info
    return asked.answer(json_object.write(provider.claims(profile.user_id) if provider else {}))
