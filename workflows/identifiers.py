"""Ids that come from callers, as Temporal can keep them."""

import hashlib

# The visibility columns of PostgreSQL hold 255 characters; 200 bytes leave room for what Temporal adds.
_MOST_BYTES = 200


def bounded(value: str) -> str:
    """`value` itself, or its SHA-256 in hex where it is longer than 200 bytes or has characters that do not print."""
    if len(value.encode()) <= _MOST_BYTES and value.isprintable():
        return value
    return hashlib.sha256(value.encode()).hexdigest()
