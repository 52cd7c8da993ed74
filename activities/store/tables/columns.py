"""The columns that tables share. Times are integer milliseconds since the epoch, UTC; JSON is text."""

from sqlalchemy import BigInteger, Column, Text


def millis(*, nullable: bool = False) -> Column[int]:
    """A time."""
    return Column(BigInteger, nullable=nullable)


def json_text(*, nullable: bool = True) -> Column[str]:
    """JSON as it is read and written whole; nobody searches in it."""
    return Column(Text, nullable=nullable)


def text(*, nullable: bool = False) -> Column[str]:
    """Text of any length."""
    return Column(Text, nullable=nullable)
