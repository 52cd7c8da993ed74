"""The one comparison of secrets: its time does not tell where two values differ."""

from cryptography.hazmat.primitives.constant_time import bytes_eq


def constant_time_equal(one: bytes | str, other: bytes | str) -> bool:
    """Whether two secrets are equal. Text is compared as UTF-8, so any text may come from outside."""
    return bytes_eq(_bytes(one), _bytes(other))


def _bytes(value: bytes | str) -> bytes:
    return value if isinstance(value, bytes) else value.encode("utf-8", "surrogatepass")
