"""Connections without a network: a clock that stands still, transports that send nothing."""

import asyncio

from api.server.addresses import AddressLimit
from api.server.callers import Callers
from api.server.connection import Connection
from api.server.entrance import IN_CLEAR
from api.server.limits import Limits
from api.server.secured import Secured

LIMITS = Limits(
    head_seconds=10,
    body_seconds=30,
    answer_seconds=60,
    idle_seconds=75,
    body_bytes=1 << 20,
    held_bytes=4 << 20,
    connections=100,
    address_connections=9,
    waiting=9,
)


class Clock(asyncio.AbstractEventLoop):
    now = 1000.0

    def time(self):
        return self.now


class Line(asyncio.Transport):
    """Takes `window` bytes at once, and keeps the rest."""

    def __init__(self, window=1 << 30):
        super().__init__()
        self.window, self.sent, self.unsent = window, b"", b""
        self.closed = self.ended = False
        self.reading = True

    def set_write_buffer_limits(self, high=None, low=None):
        assert high == 0

    def write(self, data):
        self.unsent += data
        self.sent += self.unsent[: self.window]
        self.unsent = self.unsent[self.window :]
        if self.unsent:
            self.protocol.pause_writing()

    def take(self):
        """The caller takes all."""
        self.window = 1 << 30
        self.sent, self.unsent = self.sent + self.unsent, b""
        self.protocol.resume_writing()

    def writelines(self, pieces):
        self.write(b"".join(pieces))

    def get_write_buffer_size(self):
        return len(self.unsent)

    def write_eof(self):
        self.ended = True

    def pause_reading(self):
        self.reading = False

    def resume_reading(self):
        self.reading = True

    def hear_end(self):
        """The caller ends its side: as the loop does, it closes where the protocol does not want to keep it."""
        if not self.protocol.eof_received():
            self.close()

    def close(self):
        self.closed = True

    abort = close

    def is_closing(self):
        return self.closed


class House:
    def __init__(self, **changed):
        self.clock, self.requests, self.refused, self.counts = Clock(), [], [], []
        limits = Limits(**{name: changed.get(name, getattr(LIMITS, name)) for name in Limits.__slots__})
        self.callers = Callers(
            self.clock,
            limits,
            AddressLimit(limits.address_connections, lambda address: False),
            submit=lambda connection, request: self.requests.append(request),
            on_count=self.counts.append,
            on_refusal=self.refused.append,
        )

    def connect(self, sent=b"", window=1 << 30, entrance=IN_CLEAR):
        """The connection and its line, whose `protocol` the loop calls."""
        connection, line = Connection(self.callers, ("127.0.0.1", 1), ("127.0.0.1", 2), entrance), Line(window)
        line.protocol = Secured(connection, entrance.certificate.context) if entrance.secure else connection
        self.callers.addresses.enter("127.0.0.1")
        line.protocol.connection_made(line)
        if sent:
            line.protocol.data_received(sent)
        return connection, line
