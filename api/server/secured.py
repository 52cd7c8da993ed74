"""TLS between the loop's connection and ours: for the loop a protocol, for `Connection` the transport.

The loop's own TLS would keep what its caller does not take where neither deadlines nor bounds see it. Here ciphertext goes to the
loop's transport at once, whose buffer is what `Connection` counts; a handshake is one more wait for a caller, with an end.
"""

import asyncio
import ssl
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Any, cast

from api.server import refusals
from api.server.connection import Connection

# As much as a record may hold.
_RECORD_BYTES = 16_384
# So much is encrypted before it is handed on.
_PIECE_BYTES = 262_144


class Secured(asyncio.Protocol, asyncio.Transport):
    """Made for each connection to an entrance where TLS is spoken; called in the loop's thread, by it and by `connection`."""

    def __init__(self, connection: Connection, context: ssl.SSLContext) -> None:
        super().__init__()
        self._connection = connection
        self._incoming, self._outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self._tls = context.wrap_bio(self._incoming, self._outgoing, server_side=True)
        self._has_session = self._has_heard = False
        # The caller does not speak TLS, and is told so, which is all that he is told.
        self._in_clear = False
        # Who has said that nothing more comes: we, which makes us deaf too, or the caller.
        self._has_ended = self._caller_ended = False
        self._unsent = False
        self._held_back = self._is_congested = False
        self._reading = True
        self._line: asyncio.Transport

    # What the loop calls.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """It is open."""
        self._line = cast("asyncio.Transport", transport)
        self._connection.connection_made(self)

    def data_received(self, data: bytes) -> None:
        """Bytes came: of a handshake, of a request, or of somebody who speaks no TLS."""
        if self._has_ended or self._caller_ended or self._in_clear:
            return
        if not self._has_heard and data[:1].isalpha():
            self._in_clear = True
            self._connection.spoke_in_clear(data)
            return
        self._has_heard = True
        self._incoming.write(data)
        if self._has_session or self._agree():
            self._take()

    def eof_received(self) -> bool:
        """No more bytes will come. What came whole is answered, with TLS's own end or without: each request has its length."""
        if self._has_ended or not (self._has_session or self._in_clear):
            return False
        if not self._caller_ended:
            self._caller_ended = True
            return self._connection.eof_received()
        return True

    def pause_writing(self) -> None:
        """The caller does not take what is sent."""
        self._unsent = True
        self._connection.pause_writing()

    def resume_writing(self) -> None:
        """All is on its way."""
        self._unsent = self._is_congested = False
        self._steer()
        self._connection.resume_writing()

    def connection_lost(self, exc: Exception | None) -> None:
        """It is closed."""
        self._has_ended = True
        self._connection.connection_lost(exc)
        del self._connection

    # What the connection calls.

    def write(self, data: Any) -> None:
        """Sends."""
        self.writelines([data])

    def writelines(self, list_of_data: Iterable[Any]) -> None:
        """Sends all of these, so that the buffer's size is told once and is that of all."""
        if self._in_clear:
            self._line.writelines(list_of_data)
            return
        try:
            self._line.writelines(list(_encrypt(self._tls, self._outgoing, list_of_data)))
        except ssl.SSLError:  # the caller has broken it off
            self.abort()

    def write_eof(self) -> None:
        """Says that nothing more will be sent; what still comes is thrown away, unread."""
        self._say_last_word()
        self._line.write_eof()

    def close(self) -> None:
        """Ends. A caller that has left even our replies to his own TLS records untaken is not waited for."""
        if self._unsent:
            self.abort()
            return
        self._say_last_word()
        self._line.close()

    def abort(self) -> None:
        """Ends at once; what was not sent is lost."""
        self._has_ended = True
        self._line.abort()

    def is_closing(self) -> bool:
        """Whether it ends."""
        return self._line.is_closing()

    def pause_reading(self) -> None:
        """Lets what comes wait in the kernel."""
        self._held_back = True
        self._steer()

    def resume_reading(self) -> None:
        """Takes what comes again."""
        self._held_back = False
        self._steer()

    def set_write_buffer_limits(self, high: int | None = None, low: int | None = None) -> None:
        """Of bytes as they are sent."""
        self._line.set_write_buffer_limits(high, low)

    def get_write_buffer_size(self) -> int:
        """Bytes as they are sent."""
        return self._line.get_write_buffer_size()

    # How TLS goes on.

    def _agree(self) -> bool:
        """Whether the handshake is done."""
        try:
            self._tls.do_handshake()
        except ssl.SSLWantReadError:
            self._flush()
            return False
        except ssl.SSLError as error:
            end = self._line.abort if self._unsent else self._line.close
            self._flush()  # TLS's own words for it
            self._has_ended = True
            self._connection.refuse_handshake(refusals.NO_TLS, error.reason)
            end()
            return False
        self._has_session = True
        self._flush()
        self._connection.begin()
        return True

    def _take(self) -> None:
        """Hears what has come, all of it at once, as the loop's own transport would tell it."""
        pieces: list[bytes] = []
        broken = False
        try:
            while piece := self._tls.read(_RECORD_BYTES):
                pieces.append(piece)
            self._caller_ended = True
        except ssl.SSLWantReadError:
            pass
        except ssl.SSLError:
            broken = True
        self._flush()
        if self._unsent and not broken:
            # Whoever does not take our words is not listened to: records that have replies must not make us keep these.
            self._is_congested = True
            self._steer()
        if pieces:
            self._connection.data_received(b"".join(pieces))
        if broken:
            self.abort()
        elif self._caller_ended and not self._has_ended and not self._connection.eof_received():
            self._line.close()

    def _flush(self) -> None:
        if self._outgoing.pending:
            self._line.write(self._outgoing.read())

    def _say_last_word(self) -> None:
        if self._has_session and not self._has_ended:
            with suppress(ssl.SSLError):  # the caller's last word has not come
                self._tls.unwrap()
            self._flush()
        self._has_ended = True

    def _steer(self) -> None:
        reads = not (self._held_back or self._is_congested)
        if reads != self._reading and not self._line.is_closing():
            self._reading = reads
            (self._line.resume_reading if reads else self._line.pause_reading)()


def _encrypt(tls: ssl.SSLObject, outgoing: ssl.MemoryBIO, pieces: Iterable[Any]) -> Iterator[bytes]:
    for whole in pieces:
        view = memoryview(whole)
        for start in range(0, len(view), _PIECE_BYTES):
            tls.write(view[start : start + _PIECE_BYTES])
            yield outgoing.read()
