"""What shows later, to whoever has it and without this server, that a passkey signed an operation."""

from activities.passkeys.assertion import Assertion
from activities.powerauth.base64_text import encode_url
from activities.store.passkeys import Passkey


def proof_of(assertion: Assertion, passkey: Passkey) -> dict[str, str]:
    """Public key, what was signed and the signature, in base64url, for the audit trail.

    However long they are: else whoever signs could have nothing kept of it, by a client that adds to its data.
    """
    if passkey.public_key is None:
        return {}
    return {
        "publicKey": passkey.public_key,
        "clientDataJSON": encode_url(assertion.client_data_json),
        "authenticatorData": encode_url(assertion.authenticator_data),
        "signature": encode_url(assertion.signature),
    }
