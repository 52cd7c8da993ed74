"""Connections to mail servers that end in time: a server that drips, or whose replies have no end, holds nobody.

The library's own timeout is from byte to byte, and a reply is as many lines as the server sends.
"""

import io
import smtplib
import socket
import time
from typing import Any

# All that it says in a connection, where a mail is handed over.
_MOST_BYTES = 65_536


class _TimedReader(io.RawIOBase):
    """What a socket receives until the time is over or it is too much."""

    def __init__(self, line: socket.socket, until: float) -> None:
        self._line, self._until, self._room = line, until, _MOST_BYTES

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        seconds = self._until - time.monotonic()
        if seconds <= 0:
            raise TimeoutError
        self._line.settimeout(seconds)
        count = self._line.recv_into(buffer, min(len(buffer), self._room + 1))
        self._room -= count
        if self._room < 0:
            raise OSError("the mail server says too much")
        return count


class TimedSmtp(smtplib.SMTP):
    """`seconds`: for the whole connection. Fails as the library does."""

    def __init__(self, host: str, port: int, *, seconds: float, **further: Any) -> None:
        self._until = time.monotonic() + seconds
        super().__init__(host, port, timeout=seconds, **further)

    def getreply(self) -> tuple[int, bytes]:
        """See `smtplib.SMTP`."""
        if self.file is None and self.sock is not None:
            self.file = io.BufferedReader(_TimedReader(self.sock, self._until))
        return super().getreply()


class TimedSmtps(TimedSmtp, smtplib.SMTP_SSL):
    """The same, over TLS from the first byte."""
