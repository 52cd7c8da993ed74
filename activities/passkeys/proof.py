"""What shows later, to whoever has it and without this server, that a passkey signed an operation."""

from activities.passkeys.assertion import Assertion
from activities.powerauth.base64_text import encode_url
from activities.store.passkeys import Passkey

# The trail cuts off what is longer; a browser that shows a payment repeats the picture that the page gave it.
_LONGEST_CLIENT_DATA = 1800


def proof_of(assertion: Assertion, passkey: Passkey) -> dict[str, str]:
    """Public key, what was signed and the signature, in base64url, for the audit trail."""
    if passkey.public_key is None or len(assertion.client_data_json) > _LONGEST_CLIENT_DATA:
        return {}
    return {
        "publicKey": passkey.public_key,
        "clientDataJSON": encode_url(assertion.client_data_json),
        "authenticatorData": encode_url(assertion.authenticator_data),
        "signature": encode_url(assertion.signature),
    }
