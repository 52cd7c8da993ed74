"""One process of the server: a loop that speaks with all callers, and threads in which the application answers."""

import asyncio
import os
import signal
import threading
from typing import Protocol

import uvloop
from gunicorn.workers.base import Worker

from api.server.addresses import AddressLimit
from api.server.callers import Callers
from api.server.certificate import Certificate
from api.server.connection import Answer, Connection
from api.server.entrance import Entrance
from api.server.limits import LARGE_BYTES, Limits
from api.server.listening import Listening
from api.server.occupancy import Occupancy
from api.server.threads import Threads
from api.server.wsgi import Responder
from config import spans
from config.settings import Settings

# Requests that run when the server is told to stop may end within these.
GRACEFUL_SECONDS = 5
_SWEEP_SECONDS = 0.25
RENEWAL_SECONDS = 2


class ServerParts(Protocol):
    """What the processes of a server have from before the fork."""

    settings: Settings
    limits: Limits
    occupancy: Occupancy
    certificate: Certificate | None

    def trusts(self, address: str) -> bool:
        """Whether an address is a proxy's, whose connections are those of many callers."""


async def _renew_forever(certificate: Certificate) -> None:
    """Until cancelled; the files may be on a disk that hangs."""
    while True:
        await asyncio.sleep(RENEWAL_SECONDS)
        await asyncio.to_thread(certificate.renew)


class LoopWorker(Worker):  # type: ignore[misc]
    """What gunicorn forks, watches and restarts, by the interface that it has for workers of others."""

    app: ServerParts
    # In the table of occupancy; given before the fork.
    row: int

    def init_signals(self) -> None:
        """Called by gunicorn: the loop handles what asks for an end, and gunicorn what else concerns a worker."""
        for number in self.SIGNALS:
            signal.signal(number, signal.SIG_DFL)
        signal.signal(signal.SIGUSR1, self.handle_usr1)
        signal.signal(signal.SIGABRT, self.handle_abort)
        signal.siginterrupt(signal.SIGUSR1, False)

    def run(self) -> None:
        """Called by gunicorn, after the application was made."""
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(self._serve())
        spans.close()

    async def _serve(self) -> None:
        from api.http import leaving, metrics

        loop, ended = asyncio.get_running_loop(), asyncio.Event()
        grace: float = GRACEFUL_SECONDS

        def quickly() -> None:
            nonlocal grace
            grace = 0
            ended.set()

        loop.add_signal_handler(signal.SIGTERM, ended.set)
        for number in (signal.SIGINT, signal.SIGQUIT):
            loop.add_signal_handler(number, quickly)

        def done(connection: Connection, answer: Answer, keep: bool) -> None:
            loop.call_soon_threadsafe(connection.send_answer, answer, keep)
            if sum(map(len, answer)) > LARGE_BYTES:
                # Large answers are not made faster than the loop can say who takes his.
                taken = threading.Event()
                loop.call_soon_threadsafe(taken.set)
                taken.wait()

        shared = self.app
        threads = Threads(
            shared.settings.threads,
            shared.limits.waiting,
            Responder(self.wsgi, lambda: callers.stopping or leaving.is_announced()),
            done,
        )
        callers = Callers(
            loop,
            shared.limits,
            AddressLimit(shared.limits.address_connections, shared.trusts),
            submit=threads.submit,
            on_count=lambda count: shared.occupancy.write(self.row, count),
            on_refusal=metrics.count_refusal,
        )
        certificate = shared.certificate
        if certificate is not None:
            certificate.renew()
        shared.occupancy.write(self.row, 0)
        entrances = [Entrance(certificate)]
        if shared.settings.management_address:
            secure = shared.settings.management_tls
            entrances.append(Entrance(certificate if secure else None, management=True))
        listening = Listening(loop, list(zip(self.sockets, entrances, strict=True)), callers, shared.occupancy)
        listening.start()
        renewing = loop.create_task(_renew_forever(certificate)) if certificate else None
        while not ended.is_set() and os.getppid() == self.ppid:
            self.notify()
            callers.expire()
            metrics.CONNECTIONS.set(len(callers))
            if certificate is not None:
                metrics.CERTIFICATE_EXPIRES.labels("api").set(certificate.until.timestamp())
            try:
                await asyncio.wait_for(ended.wait(), _SWEEP_SECONDS)
            except TimeoutError:
                continue
        if renewing is not None:
            renewing.cancel()
        listening.stop()
        await callers.stop(grace)
