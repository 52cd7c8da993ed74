"""The id of the request that is being answered, for logs and audit (`mobile-and-cloud.md` §8, Correlation)."""

import random
import re
import uuid
from contextvars import ContextVar

HEADER = "X-Correlation-ID"

request_id: ContextVar[str | None] = ContextVar("request_id", default=None)

# Audit rows and logs keep it, so it is shorter than the 1,024 characters that are allowed on the way.
_MAX_KEPT = 128
_ID = re.compile(r"[a-zA-Z0-9-]{8,1024}", re.ASCII)


def choose(header: str | None) -> str:
    """The caller's id, where it is one; else a new one."""
    return header[:_MAX_KEPT] if header is not None and _ID.fullmatch(header) else _new()


def _new() -> str:
    """No secret, so not of the system's randomness: to ask for that, a thread lets others run, and waits for its turn again."""
    return uuid.UUID(int=random.getrandbits(128), version=4).hex
