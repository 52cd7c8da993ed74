"""What operators read of a workflow in the Temporal UI, whatever kind it is of; Markdown."""

from datetime import UTC, datetime


def unbegun(name: str, created_ms: int, deadline_ms: int) -> str:
    """Of a workflow that nobody has come to yet: Temporal shows it for good, so it tells only what stays true."""
    return (
        f"**{name}**, created at {format_time(created_ms)}.\n\n"
        "What became of it stands in the current details, once somebody has come to it, or nobody until its first deadline, "
        f"{format_time(deadline_ms)}."
    )


def format_time(ms: int) -> str:
    """Milliseconds since the epoch, as operators read them."""
    return f"{datetime.fromtimestamp(ms / 1000, UTC):%Y-%m-%d %H:%M:%S} UTC"
