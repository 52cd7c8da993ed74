"""The id of the request that is being answered, for logs and audit (`mobile-and-cloud.md` §8, Correlation)."""

import re
from contextvars import ContextVar

from config.random_names import random_hex

HEADER = "X-Correlation-ID"

request_id: ContextVar[str | None] = ContextVar("request_id", default=None)

# Audit rows and logs keep it, so it is shorter than the 1,024 characters that are allowed on the way.
_MAX_KEPT = 128
_ID = re.compile(r"[a-zA-Z0-9-]{8,1024}", re.ASCII)


def choose(header: str | None) -> str:
    """The caller's id, where it is one; else a new one."""
    return header[:_MAX_KEPT] if header is not None and _ID.fullmatch(header) else random_hex()
