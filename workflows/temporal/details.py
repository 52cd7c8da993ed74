"""What operators read of a workflow in the Temporal UI, whatever kind it is of; Markdown."""

from datetime import UTC, datetime


def unbegun(name: str, created_ms: int, deadline_ms: int) -> str:
    """Of a workflow that nobody has come to yet: Temporal shows it for good, so it tells only what stays true."""
    return (
        f"**{name}**, created at {format_time(created_ms)}.\n\n"
        f"Its first task is with its first update, or where none comes at its deadline, {format_time(deadline_ms)}: "
        "the current details are there from then on."
    )


def format_time(ms: int) -> str:
    """Milliseconds since the epoch, as operators read them."""
    return f"{datetime.fromtimestamp(ms / 1000, UTC):%Y-%m-%d %H:%M:%S} UTC"
