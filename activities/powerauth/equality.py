"""The one comparison of secrets: its time does not tell where two values differ."""

import hmac


def same(one: bytes | str, other: bytes | str) -> bool:
    """Whether two secrets are equal. Text is compared as UTF-8, so any text may come from outside."""
    return hmac.compare_digest(_bytes(one), _bytes(other))


def _bytes(value: bytes | str) -> bytes:
    return value if isinstance(value, bytes) else value.encode("utf-8", "surrogatepass")
