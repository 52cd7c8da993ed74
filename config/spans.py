"""Spans of distributed traces: what is done, as a part of what, and how long it takes. Where nobody records any, nothing is done.

A process that is to record them names a `Recorder` after its last fork. Names of spans are constants; their attributes are ids of
operations and deliveries, hosts, words and numbers: never a name, an account, an amount, contact data or a secret.
"""

import re
from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from enum import StrEnum
from typing import Protocol

# A request that is answered waits for no collector, and so does the end of a process, for longer than this.
FLUSH_SECONDS = 2

Value = str | int | bool

_TRACEPARENT = re.compile(r"00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}", re.ASCII)


class SpanKind(StrEnum):
    """Which side of a call a span is."""

    SERVER = "server"
    CLIENT = "client"
    INTERNAL = "internal"


class Span(Protocol):
    """Something that is being done."""

    def set(self, name: str, value: Value) -> None:
        """Gives it an attribute."""

    def fail(self, word: str) -> None:
        """It failed, by an error of this kind."""


class Recorder(Protocol):
    """Who records the spans of a process; safe for threads."""

    def span(
        self, name: str, kind: SpanKind, parent: str | None, attributes: Mapping[str, Value] | None
    ) -> AbstractContextManager[Span]:
        """See `span`."""

    def within(self, parent: str) -> AbstractContextManager[None]:
        """See `within`."""

    def current(self) -> str | None:
        """See `current`."""

    def close(self, seconds: float) -> None:
        """Send what is recorded, for so long at most; nothing is recorded any more."""


class _NoSpan:
    def set(self, name: str, value: Value) -> None:
        pass

    def fail(self, word: str) -> None:
        pass


_NO_SPAN: AbstractContextManager[Span] = nullcontext(_NoSpan())
_NOWHERE: AbstractContextManager[None] = nullcontext()

_recorder: Recorder | None = None


def record_by(recorder: Recorder | None) -> None:
    """From now on this process's spans are recorded by `recorder`; null: by nobody."""
    global _recorder
    _recorder = recorder


def are_recorded() -> bool:
    """Whether anybody records spans in this process."""
    return _recorder is not None


def span(
    name: str,
    kind: SpanKind = SpanKind.INTERNAL,
    *,
    parent: str | None = None,
    attributes: Mapping[str, Value] | None = None,
) -> AbstractContextManager[Span]:
    """A span around what is done within. Its parent is `parent` (W3C traceparent), else the current span; else it begins a trace.

    An exception that passes makes it a failure, and is told by its kind alone.
    """
    return _NO_SPAN if _recorder is None else _recorder.span(name, kind, parent, attributes)


def within(parent: str | None) -> AbstractContextManager[None]:
    """What is done within is a part of `parent` (W3C traceparent), if there is one."""
    return _NOWHERE if _recorder is None or parent is None else _recorder.within(parent)


def current() -> str | None:
    """What is being done, as a W3C traceparent (`00-TRACE-SPAN-FLAGS`) for those who go on with it; null: nobody records it."""
    return None if _recorder is None else _recorder.current()


def ids() -> tuple[str, str] | None:
    """The ids of trace and span of what is being done; null: nobody records it."""
    found = current()
    if found is None:
        return None
    _, trace_id, span_id, _ = found.split("-")
    return trace_id, span_id


def is_traceparent(text: str) -> bool:
    """Whether a text names a span, by version 00 of W3C's Trace Context."""
    return _TRACEPARENT.fullmatch(text) is not None


def close() -> None:
    """The process ends: what is recorded is sent, within `FLUSH_SECONDS`."""
    global _recorder
    recorder, _recorder = _recorder, None
    if recorder is not None:
        recorder.close(FLUSH_SECONDS)
