"""What a command tells arrives whole, or the command fails.

With PYTHONUNBUFFERED, as images set it, `sys.stdout` writes once and does not look how much was taken: of a document that a full
disk or a pipe that does not block takes in part, the rest is lost, and the exit code is 0
(`findings/python-unbuffered-output-lost.sh`).
"""

import io
import os
import select
import sys
from contextlib import suppress
from typing import Any

import click


class OutputLost(OSError):
    """What was told finds no room."""


class _Descriptor(io.RawIOBase):
    """A file descriptor that is waited for where it takes nothing more at the moment; it is left open."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def fileno(self) -> int:
        """Called by whoever asks for the file below."""
        return self._descriptor

    def isatty(self) -> bool:
        """Called by click, for colours and widths."""
        return os.isatty(self._descriptor)

    def writable(self) -> bool:
        """Called by the buffer."""
        return True

    def write(self, data: Any) -> int:
        """Called by the buffer, again and again until all of it is taken."""
        while True:
            try:
                return os.write(self._descriptor, data)
            except BlockingIOError:
                waiting = select.poll()
                waiting.register(self._descriptor, select.POLLOUT)
                waiting.poll()
            except BrokenPipeError:
                raise
            except OSError as error:
                raise OutputLost(error.errno, error.strerror) from None


def keep_output_whole() -> None:
    """Puts streams in the place of `sys.stdout` and `sys.stderr` that write all they are given, by lines where those did."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if not isinstance(stream, io.TextIOWrapper):
            continue  # closed, or somebody's own
        stream.flush()
        whole = io.TextIOWrapper(
            io.BufferedWriter(_Descriptor(stream.fileno())),
            encoding=stream.encoding,
            errors=stream.errors,
            line_buffering=stream.line_buffering or stream.write_through,
        )
        setattr(sys, name, whole)


def flush_output() -> OSError | None:
    """Why something of it finds no room any more; null also where nobody reads on, who wants none of it."""
    lost = None
    for stream in (sys.stdout, sys.stderr):
        try:
            if stream is not None:
                stream.flush()
        except BrokenPipeError:
            pass
        except OSError as error:
            lost = error
    return lost


def tell_incomplete(error: OSError) -> int:
    """Says on stderr, where that takes it, that not all arrived that was told; returns the exit code."""
    with suppress(OSError):
        click.echo(f"nextstep: what was told did not arrive whole: {error}", err=True)
    return 1
