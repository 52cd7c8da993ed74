"""What a phone hears that could not prove itself."""

from enum import StrEnum

from activities.powerauth.header_attributes import MISSING, SIGNATURE_TYPE, HeaderInvalid


class ProofFailure(StrEnum):
    """What was wrong with a proof, as far as the phone may know: never which factor (`powerauth-protocol.md` §5.4)."""

    HEADER_MISSING = "POWER_AUTH_SIGNATURE_HTTP_HEADER_MISSING"
    SIGNATURE_TYPE = "POWER_AUTH_SIGNATURE_TYPE_INVALID"
    SIGNATURE = "POWER_AUTH_SIGNATURE_INVALID"
    TOKEN = "POWER_AUTH_TOKEN_INVALID"  # noqa: S105 - a word of the API
    REQUEST = "POWER_AUTH_REQUEST_INVALID"


class Unauthorized(Exception):
    """A request whose signature or token is missing, malformed or wrong."""

    def __init__(self, proof: ProofFailure) -> None:
        super().__init__(proof)
        self.proof = proof


def proof_of(error: HeaderInvalid) -> ProofFailure:
    """What was wrong with a proof whose header cannot be read."""
    return {MISSING: ProofFailure.HEADER_MISSING, SIGNATURE_TYPE: ProofFailure.SIGNATURE_TYPE}.get(
        error.reason, ProofFailure.REQUEST
    )
