"""Times as operators give them to commands."""

import re
from datetime import datetime

import click

from config.clock import now_ms

_MAX_MS = 2**47
_AGO = re.compile(r"(\d{1,9})([smhd])")
_UNITS_MS = {"s": 1000, "m": 60_000, "h": 3_600_000, "d": 86_400_000}


def parse_moment(_context: click.Context, _option: click.Parameter, text: str | None) -> int | None:
    """Milliseconds since the epoch, of these, of ISO 8601 with an offset, or of how long ago; called by click."""
    if text is None:
        return None
    try:
        millis = _read(text)
    except ValueError:
        millis = -1
    if not 0 <= millis < _MAX_MS:
        raise click.BadParameter(
            f"{text} is neither like 2026-01-31T12:00:00+01:00, nor milliseconds since 1970, nor as long ago as 30m, 2h or 7d"
        )
    return millis


def _read(text: str) -> int:
    if ago := _AGO.fullmatch(text):
        return max(0, now_ms() - int(ago[1]) * _UNITS_MS[ago[2]])
    if text.isdecimal():
        return int(text)
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("a time needs an offset")
    return int(moment.timestamp() * 1000)
