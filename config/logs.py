"""Logging: one line a record on stderr, times in UTC, our own loggers at the level of the settings.

What is logged names operations by their id; never a name, an account, an amount, contact data or a secret. A fault is told by its
kind and by where it was raised: its words may quote the values that it is about, as a database's do.
"""

import errno
import json
import logging
import re
import sys
import time
import traceback
from functools import lru_cache
from typing import Literal

from config import correlation, spans

OURS = ("activities", "api", "config", "locales", "workflows")

_MAX_CAUSES = 8
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


def set_up(*, level: str, form: Literal["text", "json"], process: str) -> None:
    """Sends every record of this process to stderr, naming `process`; others' loggers speak from WARNING on.

    `level` is a name of `logging`. Called again, it replaces what it set before.
    """
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines(process) if form == "json" else TextLines(process))
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    for name in OURS:
        logging.getLogger(name).setLevel(level)
    logging.captureWarnings(True)
    # Lines tell neither threads nor places in the source, and finding these out takes longer than writing a line.
    logging._srcfile = None
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False


class TextLines(logging.Formatter):
    """`2018-06-28T12:04:00.123Z INFO api workflows.worker: message | traceback`, one line whatever is in it.

    While a request is answered, `[its id]` stands before the message. Fields that a record has stand behind it.
    """

    def __init__(self, process: str) -> None:
        super().__init__()
        self._process = process

    def format(self, record: logging.LogRecord) -> str:
        """The record's line; line breaks and other control characters are escaped, so nobody can forge a line."""
        request_id = correlation.request_id.get()
        message = f"[{request_id}] {record.getMessage()}" if request_id else record.getMessage()
        if fields := _fields(record):
            message = " ".join((message, *(f"{name}={value}" for name, value in fields.items())))
        line = f"{_time(record)} {record.levelname} {self._process} {record.name}: {_escape(message)}"
        return f"{line} | {_escape(trace)}" if (trace := _trace(record)) else line


class JsonLines(TextLines):
    """One JSON object a line: time, level, process, logger, message, the record's fields and, if there is one, exception."""

    def format(self, record: logging.LogRecord) -> str:
        """The record's line."""
        fields = {
            "time": _time(record),
            "level": record.levelname,
            "process": self._process,
            "logger": record.name,
            "message": record.getMessage(),
            **_fields(record),
        }
        if request_id := correlation.request_id.get():
            fields["request"] = request_id
        if trace := _trace(record):
            fields["exception"] = trace
        return json.dumps(fields)


def _fields(record: logging.LogRecord) -> dict[str, object]:
    """Those that a record has, and where it belongs in a trace, while one is recorded."""
    fields: dict[str, object] = getattr(record, "fields", {})
    ids = spans.ids()
    return fields if ids is None else {**fields, "trace_id": ids[0], "span_id": ids[1]}


def _time(record: logging.LogRecord) -> str:
    return f"{_second(int(record.created))}.{int(record.msecs):03d}Z"


@lru_cache(4)
def _second(seconds: int) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(seconds))


def _trace(record: logging.LogRecord) -> str:
    """The fault and those that led to it, the first one first, each with its frames and without its words."""
    error = record.exc_info[1] if record.exc_info else None
    lines: list[str] = []
    while error is not None and len(lines) < _MAX_CAUSES:
        frames = "".join(traceback.format_tb(error.__traceback__))
        lines.insert(0, f"Traceback (most recent call last):\n{frames}{_kind(error)}")
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return "\n\n".join(lines)


def _kind(error: BaseException) -> str:
    """Its class, and the number that the system gives such faults."""
    name = f"{type(error).__module__}.{type(error).__qualname__}".removeprefix("builtins.")
    number = errno.errorcode.get(error.errno or 0) if isinstance(error, OSError) else None
    return f"{name} ({number})" if number else name


def _escape(text: str) -> str:
    return text if text.isprintable() else _CONTROL.sub(lambda match: repr(match[0])[1:-1], text)
