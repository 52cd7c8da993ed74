"""Requests that a phone has signed."""

from activities.device.signatures import SignedCall
from activities.powerauth.phone_headers import read_authorization

BODY = b'{"requestObject":{}}'
# What version 4 calls the attributes.
NAMES = {"pa_signature": "pa_auth_code", "pa_signature_type": "pa_auth_code_type"}
POSSESSION, KNOWLEDGE, BIOMETRY = "possession", "possession_knowledge", "possession_biometry"


def signed(phone, factors=KNOWLEDGE, *, body=BODY, resource_id="/pa/test", sent=None, **altered):
    """A request signed by the phone; `sent` replaces its body on the way, `altered` attributes of its header."""
    attributes = phone.signature("POST", resource_id, body, factors)
    attributes |= {NAMES.get(name, name) if "pa_auth_code" in attributes else name: altered[name] for name in altered}
    text = "PowerAuth " + ", ".join(f'{name}="{value}"' for name, value in attributes.items())
    return SignedCall(read_authorization(text), "POST", resource_id, body if sent is None else sent)
