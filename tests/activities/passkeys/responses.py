"""What a browser answered, as a door hands it on."""

from activities.passkeys.assertion import read_assertion
from activities.passkeys.attestation import read_attestation
from tests.activities.passkeys.authenticator import unb64


def attestation_of(credential):
    """Of a new passkey."""
    response = credential["response"]
    return read_attestation(
        credential["id"],
        unb64(response["clientDataJSON"]),
        unb64(response["attestationObject"]),
        tuple(response["transports"]),
    )


def assertion_of(credential):
    """Of a signature."""
    response = credential["response"]
    return read_assertion(
        credential["id"],
        unb64(response["clientDataJSON"]),
        unb64(response["authenticatorData"]),
        unb64(response["signature"]),
        response["userHandle"],
    )
