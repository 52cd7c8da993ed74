"""The ends of the sealed chain: as they are stored, and covered by its MACs."""

from dataclasses import dataclass

# The link before the first one.
FIRST = ""


@dataclass(frozen=True, slots=True)
class Head:
    """Where the chain ends: the last position, 0 where nothing is sealed, and its link; sealed when."""

    position: int = 0
    link: str = FIRST
    sealed_ms: int = 0


@dataclass(frozen=True, slots=True)
class Begin:
    """The last row that was dropped after it was archived, and its link: the chain goes on from there. 0: none was."""

    position: int = 0
    link: str = FIRST
