"""What operators read of a workflow in the Temporal UI, whatever kind it is of; Markdown."""

from datetime import date, timedelta
from functools import lru_cache


def unbegun(name: str, created_ms: int, deadline_ms: int) -> str:
    """Of a workflow that nobody has come to yet: Temporal shows it for good, so it tells only what stays true."""
    return (
        f"**{name}**, created at {format_time(created_ms)}.\n\n"
        "What became of it stands in the current details, once somebody has come to it, or nobody until its first deadline, "
        f"{format_time(deadline_ms)}."
    )


def format_time(ms: int) -> str:
    """Milliseconds since the epoch, as operators read them.

    A task writes several for those who may look, mostly of a day or two: `strftime` would take three times as long.
    """
    days, seconds = divmod(ms // 1000, 86_400)
    minutes, seconds = divmod(seconds, 60)
    return f"{_format_day(days)} {minutes // 60:02}:{minutes % 60:02}:{seconds:02} UTC"


@lru_cache(maxsize=64)
def _format_day(days: int) -> str:
    return (date(1970, 1, 1) + timedelta(days)).isoformat()
