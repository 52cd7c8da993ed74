"""Names that are to be told from each other, and are no secrets.

They are not of the system's randomness: to ask for that, a thread lets others run, and waits for its turn again, maybe in the
middle of a transaction. The generator is seeded by the system, and anew in each process that is forked.
"""

import random
import uuid

# What a UUID says of itself where it is random, and all bits that do not say it.
_VERSION_4 = uuid.UUID(int=0, version=4).int
_FREE = _VERSION_4 ^ uuid.UUID(int=(1 << 128) - 1, version=4).int


def random_uuid() -> str:
    """A version 4 UUID in its usual form."""
    return str(uuid.UUID(int=random.getrandbits(128), version=4))


def random_hex() -> str:
    """The same, 32 hex digits."""
    return f"{random.getrandbits(128) & _FREE | _VERSION_4:032x}"


def random_suffix() -> str:
    """16 hex digits, for a name that begins with something else."""
    return f"{random.getrandbits(64):016x}"
