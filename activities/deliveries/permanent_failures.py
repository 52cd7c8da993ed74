"""Faults that no other attempt mends, and how a fault is told to operators: what it quotes may be anybody's data."""

import traceback
from pathlib import Path

from sqlalchemy.exc import DataError

from config.refused import Refused

# What code raises over the values that it is given; the same values raise it again.
_LASTING = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    DataError,
    LookupError,
    NotImplementedError,
    RecursionError,
    Refused,
    TypeError,
    ValueError,
)
_FRAMES = 3


def is_lasting(error: BaseException) -> bool:
    """Whether the same work fails again, whenever it is tried. Networks and files may be there again: theirs is not."""
    return isinstance(error, _LASTING) and not isinstance(error, OSError)


def describe(error: BaseException) -> str:
    """The fault's kind and where it was raised, without its words."""
    frames = traceback.extract_tb(error.__traceback__)[-_FRAMES:]
    places = " < ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in reversed(frames))
    return f"{type(error).__name__} ({places})"
