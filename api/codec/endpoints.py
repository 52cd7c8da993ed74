"""Temporal's protocol of codec servers: payloads are posted as the JSON of protocol buffers, and come back in clear or encrypted.

Operators and administrators may ask, as they are authenticated at PowerAuth Cloud. What is not encrypted comes back as it is.
"""

from decimal import Decimal
from typing import Any

from google.protobuf.json_format import MessageToDict, ParseDict, ParseError
from temporalio.api.common.v1 import Payload, Payloads

from activities.secrets.sealing import Unsealable
from api.cloud.authentication import admit_role
from api.cloud.errors import TABLE
from api.codec.origins import check_origin
from api.http.blueprint import ApiBlueprint, JsonEnvelope
from api.http.endpoint import Endpoint
from api.http.errors import Denied
from api.http.request_parsing import read_body
from api.services import services
from config.actors import NOBODY
from config.strict_json import JsonInvalid
from config.vocabulary import Role

_TAG = "Codec"
# Of an event there are a few; the body is bounded, too.
_MOST = 1000


def _admit(endpoint: Endpoint) -> None:
    check_origin()
    admit_role(endpoint.role)


api = ApiBlueprint(
    "codec",
    "/codec",
    TABLE,
    envelope=JsonEnvelope(request=False, answer=False, null=False),
    admit=_admit,
    actor=NOBODY,
)


@api.endpoint("GET ", tag=_TAG, role=Role.OPERATOR)
def sign_in() -> dict[str, str]:
    """Tell a browser who is signed in: it asks its user, and then sends the same with what the Temporal UI asks for."""
    return {"status": "OK", "message": "Signed in: the Temporal UI may show what is encrypted"}


@api.endpoint("POST /decode", tag=_TAG, role=Role.OPERATOR)
def decode() -> dict[str, Any]:
    """Decrypt payloads. The audit trail has who asked, and how many were encrypted."""
    given = _read()
    try:
        return _write(services().payloads.decrypt(given))
    except Unsealable as error:
        raise Denied("ERROR_REQUEST", str(error)) from None


@api.endpoint("POST /encode", tag=_TAG, role=Role.OPERATOR)
def encode() -> dict[str, Any]:
    """Encrypt payloads, such as what an operator sends to a workflow; where the installation does not encrypt, leave them."""
    return _write(services().payloads.encrypt(_read()))


def _read() -> list[Payload]:
    found = _payloads(read_body())
    if found is None:
        raise JsonInvalid("the body is no Payloads message of temporal.api.common.v1 as JSON")
    if len(found) > _MOST:
        raise JsonInvalid(f"there are more than {_MOST} payloads")
    return found


def _payloads(document: Any) -> list[Payload] | None:
    if not isinstance(document, dict) or _has_fractions(document):
        return None
    try:
        return list(ParseDict(document, Payloads(), ignore_unknown_fields=True).payloads)
    except ParseError:
        return None


def _has_fractions(value: Any) -> bool:
    """Whether a number has a fraction or an exponent: to the library `1e999999999` is an integer, which it writes out."""
    if isinstance(value, dict | list):
        return any(map(_has_fractions, value.values() if isinstance(value, dict) else value))
    return isinstance(value, Decimal)


def _write(payloads: list[Payload]) -> dict[str, Any]:
    return {"payloads": [MessageToDict(one) for one in payloads]}
