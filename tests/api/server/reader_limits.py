"""The bounds of requests in the tests of the reader."""

from api.server.limits import Limits

LIMITS = Limits(1, 1, 1, 1, body_bytes=1000, held_bytes=64_000, connections=9, address_connections=9, waiting=9)
