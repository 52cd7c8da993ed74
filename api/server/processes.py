"""The processes of the server: forked, watched, restarted and stopped by gunicorn, on one listening socket."""

import logging
import os
import queue
import resource
import signal
import time
from collections.abc import Callable
from typing import Any
from wsgiref.types import WSGIApplication

from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter
from gunicorn.glogging import Logger

from api.http import leaving  # its flag, too, is made here
from api.http import rate_limits as rate_limits  # its table is made here, for the processes to share
from api.http.proxies import is_trusted
from api.server.certificate import Certificate, CertificateFiles
from api.server.limits import Limits
from api.server.occupancy import Occupancy
from api.server.shared_metrics import SharedMetrics
from api.server.sockets import listen
from api.server.worker import GRACEFUL_SECONDS, LoopWorker
from config import spans
from config.addresses import host_and_port
from config.settings import Settings

log = logging.getLogger(__name__)

# Files and connections to others that a process needs beside its callers' connections.
SPARE_DESCRIPTORS = 256


class Processes(BaseApplication):  # type: ignore[misc]
    """gunicorn configured by our settings alone: no file, no variable and no command line of its own."""

    def __init__(
        self,
        settings: Settings,
        create: Callable[[Settings], WSGIApplication],
        body_bytes: int,
        listener: int | None,
        name: str = "",
    ) -> None:
        self.name = name or "the API"
        self._listening = f"{name} listens" if name else f"the APIs {', '.join(settings.doors)} listen"
        if listener is None:
            bound = listen(settings.host, settings.port)
            if settings.port == 0:  # addresses that are told are those of the port that it came to
                settings = settings.model_copy(update={"port": bound.getsockname()[1]})
            listener = bound.detach()
        self.settings, self.limits = settings, Limits.of(settings, body_bytes)
        self.occupancy = Occupancy(2 * settings.processes)
        self._create = create
        # In the order of their entrances.
        self._listeners = [listener]
        if settings.management_address:
            self._listeners.append(listen(*host_and_port(settings.management_address)).detach())
        files = CertificateFiles.of(settings)
        self.certificate = Certificate(files) if files else None
        self._metrics = SharedMetrics()
        # Temporal's client has a thread for each core by itself, and they wake one another for each call.
        os.environ.setdefault("TOKIO_WORKER_THREADS", "1")
        super().__init__()

    def load_config(self) -> None:
        """Called by gunicorn."""
        for name, value in self._options().items():
            # Older versions lack some switches, and what these switch off.
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def load(self) -> WSGIApplication:
        """Called by gunicorn in each worker process."""
        return self._create(self.settings)

    def run(self) -> None:
        """Until the server has ended, which ends the process."""
        LeavingArbiter(self).run()

    def discard(self) -> None:
        """Leave nothing behind of a server that is not run."""
        self._metrics.remove()

    def trusts(self, address: str) -> bool:
        """Whether an address is a proxy's, whose connections are those of many callers."""
        return is_trusted(address, self.settings.trusted_proxies)

    def _options(self) -> dict[str, Any]:
        return {
            "bind": [f"fd://{descriptor}" for descriptor in self._listeners],
            "workers": self.settings.processes,
            "worker_class": LoopWorker,
            "worker_tmp_dir": "/dev/shm" if os.access("/dev/shm", os.W_OK) else None,  # noqa: S108 - heartbeats
            "logger_class": PlainLogger,
            "proc_name": "nextstep",
            "preload_app": False,
            "graceful_timeout": GRACEFUL_SECONDS + spans.FLUSH_SECONDS + 1,
            "control_socket_disable": True,
            "pre_fork": self._pre_fork,
            "when_ready": self._when_ready,
            "child_exit": self._child_exit,
            "on_exit": self._on_exit,
        }

    def _when_ready(self, server: Any) -> None:
        _raise_descriptors(self.limits.connections + SPARE_DESCRIPTORS)
        settings = self.settings
        if settings.management_address:
            log.info("health, metrics and documents are at %s", settings.management_url)
        log.info("%s at %s", self._listening, settings.own_url)

    def _pre_fork(self, server: Any, worker: LoopWorker) -> None:
        worker.row = self.occupancy.enter()

    def _child_exit(self, server: Any, worker: LoopWorker) -> None:
        self.occupancy.leave(worker.row)
        self._metrics.drop_process(worker.pid)

    def _on_exit(self, server: Any) -> None:
        self._metrics.remove()
        log.info("%s ended", self.name)


class LeavingArbiter(Arbiter):  # type: ignore[misc]
    """gunicorn's master; on SIGTERM it first lets load balancers go, for as long as the settings say."""

    app: Processes

    def handle_term(self) -> None:
        """Called by gunicorn."""
        drain_seconds = self.app.settings.drain_seconds
        log.info("%s stops: nothing new after %g s, what is in hand is finished", self.app.name, drain_seconds)
        until = time.monotonic() + drain_seconds
        leaving.announce()
        while self.WORKERS and (left := until - time.monotonic()) > 0:
            try:
                number = self.SIG_QUEUE.get(timeout=left)
            except queue.Empty:
                break
            if number == signal.SIGCHLD:
                self.reap_workers()
            elif number in (signal.SIGTERM, signal.SIGINT, signal.SIGQUIT):
                self.SIG_QUEUE.put_nowait(number)
                break
        super().handle_term()


class PlainLogger(Logger):  # type: ignore[misc]
    """Lets gunicorn's records go the way of all others; there is no access log."""

    def setup(self, cfg: Any) -> None:
        """Called by gunicorn."""
        self.cfg = cfg
        self.error_log.propagate = True
        self._access_log_enabled = False


def _raise_descriptors(descriptors: int) -> None:
    """Systems give few file descriptors to start with, and more to who asks."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = descriptors if hard == resource.RLIM_INFINITY else min(descriptors, hard)
    if soft != resource.RLIM_INFINITY and soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
    if most < descriptors:
        log.warning(
            "the system allows %d file descriptors, too few for the connections of the settings: %d", most, descriptors
        )
