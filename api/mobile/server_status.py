"""The server's time, told to anybody (`powerauth-protocol.md` §8)."""

from typing import Any

from api.mobile.blueprint import api
from api.mobile.schema import ServerState
from config.clock import now_ms
from config.release import version


@api.endpoint("POST /pa/v3/status", tag="Server", answer=ServerState())
def server_status() -> dict[str, Any]:
    """Read the server's time."""
    return {"serverTime": now_ms(), "application": {"name": "nextstep", "version": version()}}
