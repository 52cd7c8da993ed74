"""Whom a request is from, where it is from an activation and not from just any copy of the app."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Holder:
    """An activation, and KEY_TRANSPORT that only it shares with the server (16 bytes)."""

    activation_id: str
    transport_key: bytes
