"""What can go wrong for a phone."""


class ServerRefused(Exception):
    """The server said no: its HTTP status, and `code` and `message` of its error object (empty where it sent none)."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(f"{status} {code}: {message}")
        self.status = status
        self.code = code
        self.message = message


class Untrusted(Exception):
    """Something that claims to come from the server does not verify, or is not what the protocol says."""


class Unreadable(Exception):
    """What the user typed or scanned is no activation code, no offline operation, no SDK configuration."""


class NotActivated(Exception):
    """The phone has no activation yet."""
