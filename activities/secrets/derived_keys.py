"""Keys for a purpose, derived from a master key: whoever has one of them learns neither the master key nor another purpose's."""

import hashlib
import hmac


def derive(master_key: bytes, purpose: str) -> bytes:
    """The 32 bytes for a purpose. A master key is uniform, so one step of HMAC-SHA256 is all that it takes (RFC 5869 §3.3)."""
    return hmac.digest(master_key, f"nextstep {purpose}".encode(), "sha256")


def key_id(master_key: bytes) -> str:
    """What tells the few keys of a ring apart, in eight digits that say nothing about them."""
    return hashlib.sha256(b"nextstep master key" + master_key).hexdigest()[:8]
