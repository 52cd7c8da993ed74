"""Servers that die under their callers, and callers who try again."""

import time

import httpx

from api.demo.device.failures import ServerRefused, Untrusted

VICTIMS = ["worker", "api", "temporal", "postgres"]


def kill(stack, victim):
    server = getattr(stack, victim)
    server.stop() if victim == "postgres" else server.kill()


def until_done(call):
    """Call again until it is answered; a connection that breaks and a 503 are not an answer."""
    deadline = time.monotonic() + 120
    while True:
        try:
            return call()
        except (httpx.TransportError, AssertionError, Untrusted):
            assert time.monotonic() < deadline
        except ServerRefused as refused:
            if refused.status != 503 or time.monotonic() > deadline:
                raise
        time.sleep(0.3)
