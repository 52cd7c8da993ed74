"""By what a repeated request is recognised."""

import hashlib

from config import exact_json


def digest_of(*parts: object) -> str:
    """SHA-256, in hex, of JSON-like values."""
    return hashlib.sha256(exact_json.canonical(parts).encode()).hexdigest()
