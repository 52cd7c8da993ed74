"""By what a repeated request is recognised."""

import hashlib
import json


def digest_of(*parts: object) -> str:
    """SHA-256, in hex, of JSON-like values."""
    return hashlib.sha256(json.dumps(parts, sort_keys=True, default=str).encode()).hexdigest()
