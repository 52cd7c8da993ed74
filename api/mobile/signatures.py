"""A signature checked, and nothing else done: apps try their PIN so, and move the server's counter.

Source: `powerauth-protocol.md` §8, §3.6.
"""

from api.mobile.blueprint import api
from api.mobile.declared_proofs import signature
from api.mobile.proofs import POSSESSION, THREE_FACTORS, TWO_FACTORS
from api.mobile.schema import AnyBody

RESOURCE_ID = "/pa/signature/validate"


@api.endpoint(
    "POST /pa/v3/signature/validate",
    "GET /pa/v3/signature/validate",
    "PUT /pa/v3/signature/validate",
    "DELETE /pa/v3/signature/validate",
    tag="Signatures",
    raw=AnyBody(),
    errors=("ERR_AUTHENTICATION", "REMOTE_COMMUNICATION_ERROR"),
    proof=signature(RESOURCE_ID, POSSESSION | TWO_FACTORS | THREE_FACTORS),
)
def validate_signature(_: object) -> None:
    """Check a signature of any body; with GET, of the query."""
