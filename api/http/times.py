"""Times as callers write them, and as the APIs that answer texts write them."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from marshmallow import ValidationError, fields

from api.http.malformed import Malformed
from api.http.plain_readers import read_by
from api.http.plain_values import itself

_MAX_MS = 253_402_300_799_999  # the end of the year 9999
_WITHOUT_COLON = re.compile(r"([+-]\d\d)(\d\d)$")


class Time(fields.Field[int]):
    """Milliseconds since the epoch, up to the year 9999: others cannot be written.

    Read: ISO 8601 with offset (`Z`, `+0000`, `+00:00`) or the milliseconds themselves.
    """

    def _serialize(self, value: int | None, attr: str | None, obj: Any, **kwargs: Any) -> str | None:
        return None if value is None else format_time(value)

    @read_by(itself)
    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> int:
        if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= _MAX_MS:
            return value
        if isinstance(value, str) and len(value) <= 40:
            try:
                moment = datetime.fromisoformat(_WITHOUT_COLON.sub(r"\1:\2", value.strip()))
                if moment.tzinfo is not None and 0 <= (ms := round(moment.timestamp() * 1000)) <= _MAX_MS:
                    return ms
            except (ValueError, OverflowError):
                pass
        raise ValidationError([Malformed("Not a time: ISO 8601 with offset, or milliseconds since the epoch.")])


def format_time(ms: int) -> str:
    """A time as the API writes it: `2018-06-28T12:04:00+0000`."""
    return _second(ms // 1000)


@lru_cache(4096)
def _second(seconds: int) -> str:
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%dT%H:%M:%S}+0000"
