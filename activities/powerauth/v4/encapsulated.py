"""What a key encapsulation makes (`powerauth-protocol-4.md` §3)."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Encapsulated:
    """A secret, and the bytes from which only the recipient finds it."""

    encapsulation: bytes
    secret: bytes = field(repr=False)
