"""What a signature is computed of (`powerauth-protocol.md` §5.2)."""

from activities.powerauth.base64_text import encode


def base_string(*, method: str, resource_id: str, nonce: bytes, body: bytes, application_secret: str) -> bytes:
    """The base string of a request.

    `resource_id` is the endpoint's declared one, e.g. `/pa/signature/validate`. `body` is the bytes as they were sent; for GET it
    is the canonical query; without one it is empty. `application_secret` is the base64 text itself, not the bytes it stands for.
    """
    return f"{base_string_without_secret(method, resource_id, nonce, body)}&{application_secret}".encode()


def base_string_without_secret(method: str, resource_id: str, nonce: bytes, body: bytes) -> str:
    """The base string up to the secret: what may be kept for an audit."""
    return "&".join((method.upper(), encode(resource_id.encode()), encode(nonce), encode(body)))
