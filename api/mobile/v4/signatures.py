"""A code checked, and nothing else done: apps try their PIN so, and settle a key that they have replaced.

Source: `powerauth-protocol-4.md` §6.5, §13.
"""

from api.mobile.blueprint import api
from api.mobile.declared_proofs import signature
from api.mobile.proofs import POSSESSION, TWO_FACTORS, V4_PROTOCOL
from api.mobile.schema import AnyBody


@api.endpoint(
    "POST /pa/v4/auth/validate",
    "GET /pa/v4/auth/validate",
    "PUT /pa/v4/auth/validate",
    "DELETE /pa/v4/auth/validate",
    tag="Signatures",
    raw=AnyBody(),
    errors=("ERR_AUTHENTICATION", "REMOTE_COMMUNICATION_ERROR"),
    proof=signature("/pa/auth/validate", POSSESSION | TWO_FACTORS, V4_PROTOCOL),
)
def validate_code(_: object) -> None:
    """Check an authentication code of any body; with GET, of the query."""
