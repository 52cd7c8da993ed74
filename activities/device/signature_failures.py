"""Why a signature is not valid, for the audit (`powerauth-protocol.md` §9.5)."""

from enum import StrEnum


class SignatureFailure(StrEnum):
    """What was found. All but SIGNATURE are no fault of who signed, and are not counted."""

    SIGNATURE = "SIGNATURE_DOES_NOT_MATCH"
    APPLICATION = "ACTIVATION_INVALID_APPLICATION"
    PROTOCOL = "PROTOCOL_TOO_OLD"
    GUESSED = "TOO_MANY_GUESSES"
    STATE = "ACTIVATION_INVALID_STATE"
    UNCONFIRMED = "ACTIVATION_UNCONFIRMED"
    UNKNOWN = "ACTIVATION_UNKNOWN"
