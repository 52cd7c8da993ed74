"""A connection: it waits for its caller, or for the application, never for both, and each wait for a caller has an end."""

import asyncio
import logging
import math
from collections.abc import Callable
from contextlib import suppress
from enum import IntEnum
from typing import Protocol, cast

from api.server import refusals
from api.server.entrance import IN_CLEAR, Entrance
from api.server.limits import Limits
from api.server.reader import HttpRequest, RequestReader, RequestRefused, Stage
from api.server.refusals import HttpRefusal

log = logging.getLogger(__name__)


# In pieces, so that a large body that several callers get is kept once.
Answer = tuple[bytes, ...]


class Phase(IntEnum):
    """What a connection waits for. From IDLE to BODY they are the reader's stages."""

    # TLS is not agreed upon yet.
    HANDSHAKE = -1
    IDLE = Stage.NOTHING
    HEAD = Stage.HEAD
    BODY = Stage.BODY
    WORKING = 3
    SENDING = 4
    # It has had its last answer. Its caller may send more: a close would make the kernel take the answer back.
    LINGERING = 5


class ConnectionSet(Protocol):
    """All connections of a process, as one of them knows them: what they may hold together, and where what it reads goes."""

    stopping: bool

    @property
    def limits(self) -> Limits:
        """What a caller may take."""

    @property
    def on_refusal(self) -> Callable[[int], None]:
        """Told the status of a request that the application does not see."""

    def add(self, connection: "Connection") -> None:
        """There is a connection more."""

    def mark_served(self, connection: "Connection") -> None:
        """It has taken an answer."""

    def remove(self, connection: "Connection") -> None:
        """It is closed."""

    def deadline(self, phase: Phase) -> float:
        """When a connection that comes into `phase` now is to have left it."""

    def hold(self, connection: "Connection", more: int) -> None:
        """`connection` keeps so many bytes more, or fewer."""

    def work(self, connection: "Connection", request: HttpRequest) -> None:
        """Has the request answered."""


class Connection(asyncio.Protocol):
    """Made for each connection; called by the loop, in its thread. `peer` and `here` are the addresses of its two ends.

    At an entrance where TLS is spoken it is called by `Secured`, which is its transport.
    """

    def __init__(
        self, callers: "ConnectionSet", peer: tuple[str, int], here: tuple[str, int], entrance: Entrance = IN_CLEAR
    ) -> None:
        self.peer, self.here, self.entrance = peer, here, entrance
        self.phase = Phase.IDLE
        self.deadline = math.inf
        # Bytes that are kept for this connection: of requests that are not answered, or of an answer that is not taken.
        self.buffered_bytes = 0
        self.is_gone = False
        self._callers = callers
        self._reader = RequestReader(callers.limits, self._hold)
        self._refusal: HttpRefusal | None = None
        self._keep = True
        self._has_ended = self._held_back = self._unsent = False
        self._transport: asyncio.Transport

    @property
    def evictable(self) -> bool:
        """Whether it waits for its caller, so that only this one loses by its end."""
        return self.phase != Phase.WORKING

    def expire(self) -> None:
        """Its caller has let the deadline pass."""
        if self.phase in (Phase.HEAD, Phase.BODY):
            self._refuse(refusals.TOO_SLOW)
        elif self.phase == Phase.HANDSHAKE:
            self.refuse_handshake(refusals.TOO_SLOW)
            self.abort()
        elif self.phase == Phase.IDLE:
            self._transport.close()
        else:
            self.abort()

    def abort(self) -> None:
        """Ends at once; what was not sent is lost."""
        self._transport.abort()

    def close_if_idle(self) -> None:
        """The server stops: nothing more is taken of a caller that has not begun to ask."""
        if self.phase <= Phase.IDLE:
            self._transport.close()

    def displace(self) -> None:
        """There is no thread for its request, nor will there be soon."""
        self._refuse(refusals.OVERLOADED)

    def send_answer(self, answer: Answer, keep: bool) -> None:
        """The application has answered the request that this connection waited for."""
        if self.is_gone:
            return
        self._hold(-self.buffered_bytes)
        self._send(answer, keep)

    # What the loop calls.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """It is open."""
        self._transport = cast("asyncio.Transport", transport)
        self._transport.set_write_buffer_limits(high=0)
        self._callers.add(self)
        self._enter(Phase.HANDSHAKE if self.entrance.secure else Phase.IDLE)

    def data_received(self, data: bytes) -> None:
        """Bytes came; of one that is refused they are thrown away."""
        if self._refusal is not None or self.phase == Phase.LINGERING:
            return
        try:
            self._reader.feed(data)
        except RequestRefused as refused:
            self._refusal = refused.refusal
        self._proceed()

    def eof_received(self) -> bool:
        """No more bytes will come; what came whole is answered all the same."""
        self._has_ended = True
        if self.phase == Phase.LINGERING:
            return False
        if self._reader.stage != Stage.NOTHING and self._refusal is None:
            self._refusal = refusals.CUT_OFF
        self._proceed()
        return True

    def pause_writing(self) -> None:
        """The caller does not take the answer as fast as it is sent."""
        self._unsent = True
        self._hold(self._transport.get_write_buffer_size())

    def resume_writing(self) -> None:
        """All of the answer is on its way."""
        self._unsent = False
        self._hold(-self.buffered_bytes)
        if self.phase == Phase.SENDING:
            self._finish_answer()

    def connection_lost(self, exc: Exception | None) -> None:
        """It is closed."""
        self.is_gone = True
        self._hold(-self.buffered_bytes)
        self._callers.remove(self)
        self._reader.close()

    # What `Secured` calls, beside these.

    def begin(self) -> None:
        """TLS is agreed upon: requests may come."""
        self._enter(Phase.IDLE)

    def refuse_handshake(self, refusal: HttpRefusal, detail: str | None = None) -> None:
        """No TLS comes of it, so that nobody could read an answer: it is only counted and told to the log."""
        self._tell(refusal, detail or refusal.cause)

    def spoke_in_clear(self, data: bytes) -> None:
        """Its caller sends HTTP where TLS is spoken, and is answered in clear."""
        with suppress(RequestRefused):  # for the sake of the API that it names
            self._reader.feed(data)
        self._refuse(refusals.IN_CLEAR)

    # The course of a connection.

    def _proceed(self) -> None:
        if self.phase >= Phase.WORKING:
            self._hold_back()
        elif self._reader.complete:
            self._work(self._reader.complete.popleft())
        elif self._refusal is not None:
            self._refuse(self._refusal)
        elif self._has_ended:
            self._transport.close()
        elif (phase := Phase(self._reader.stage)) != self.phase:
            self._enter(phase)
            if phase == Phase.BODY and self._reader.request.expects:
                self._transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")

    def _hold_back(self) -> None:
        """What is sent ahead of an answer waits in the kernel."""
        if not self._held_back and not self._has_ended:
            self._held_back = True
            self._transport.pause_reading()

    def _work(self, request: HttpRequest) -> None:
        self._enter(Phase.WORKING)
        self._callers.work(self, request)

    def _refuse(self, refusal: HttpRefusal) -> None:
        self._refusal = refusal
        self._hold(-self.buffered_bytes)
        self._tell(refusal, refusal.cause)
        secure = self.entrance.secure and refusal is not refusals.IN_CLEAR
        self._send((refusals.response(refusal, self._reader.request.target, secure=secure),), keep=False)

    def _tell(self, refusal: HttpRefusal, cause: str | None) -> None:
        self._callers.on_refusal(refusal.status)
        log.info("request refused", extra={"fields": {"status": refusal.status, "reason": cause or refusal.reason}})

    def _send(self, answer: Answer, keep: bool) -> None:
        self._keep = keep
        self._enter(Phase.SENDING)
        self._transport.writelines(answer)
        if not self._unsent:
            self._finish_answer()

    def _finish_answer(self) -> None:
        if self._keep and not self._callers.stopping:
            self._enter(Phase.IDLE)
            self._callers.mark_served(self)
            self._proceed()
            if self._held_back and self.phase < Phase.WORKING:
                self._held_back = False
                self._transport.resume_reading()
        else:
            self._linger()

    def _linger(self) -> None:
        self._enter(Phase.LINGERING)
        if self._has_ended:
            self._transport.close()
            return
        self._transport.write_eof()
        if self._held_back:
            self._held_back = False
            self._transport.resume_reading()

    def _enter(self, phase: Phase) -> None:
        self.phase = phase
        self.deadline = self._callers.deadline(phase)

    def _hold(self, more: int) -> None:
        if more:
            self.buffered_bytes += more
            self._callers.hold(self, more)
