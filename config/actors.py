"""Whom the audit names where nobody is known by name; no account may be called so."""

from typing import Final

# A phone; a bank at an API that asks no names; the engine by itself; who runs a command; who is let in nowhere.
DEVICE: Final = "device"
BANK: Final = "bank"
ENGINE: Final = "engine"
OPERATOR: Final = "operator"
NOBODY: Final = "nobody"

_ACTORS: Final = frozenset({DEVICE, BANK, ENGINE, OPERATOR, NOBODY})


def operator(account: str) -> str:
    """An operator by the account at the system that runs the command: no account of ours has a colon in its name."""
    return f"{OPERATOR}:{account}"


def token_bearer(subject: str) -> str:
    """Who bears an access token of the bank's identity provider: no account of ours has a colon in its name."""
    return f"token:{subject}"


def is_actor(name: str) -> bool:
    """Whether a name, in capitals or not, is one of these."""
    return name.lower() in _ACTORS
