"""The HTTP server: gunicorn with threads, bounded requests, and JSON in everything it refuses itself."""

import logging
import os
import socket
import struct
import time
from collections.abc import Callable
from typing import Any
from wsgiref.types import WSGIApplication

from gunicorn.app.base import BaseApplication
from gunicorn.glogging import Logger
from gunicorn.workers.gthread import ThreadWorker

from api import refusals
from api.request_body import reading_strictly
from api.shared_metrics import SharedMetrics
from config.settings import Settings

log = logging.getLogger(__name__)

# A request gets its answer within ten seconds; what runs when the server is told to stop may end within these.
GRACEFUL_SECONDS = 5
KEEP_ALIVE_SECONDS = 15
# A caller that sends nothing, or takes nothing, for so long loses its thread to others.
SILENCE_SECONDS = 20
# For each connection that a process has, it leaves new ones to the others for so long; at most a millisecond.
STEP_BACK_SECONDS, MOST_STEPS_BACK = 0.000_1, 10
LINE_BYTES = FIELD_BYTES = 8190
FIELDS = 64


def serve(
    settings: Settings,
    create: Callable[[Settings], WSGIApplication] | None = None,
    *,
    listener: int | None = None,
) -> None:
    """Serves the application until SIGTERM or SIGINT; ends the process. `create` is by default `api.app.create_app`.

    `listener` is the descriptor of a socket that listens at the address already; without it, one is made. Each worker process
    makes the application for itself, after the fork.
    """
    Server(settings, create or _create_app, listener).run()


class Server(BaseApplication):  # type: ignore[misc]
    """gunicorn configured by our settings alone: no file, no variable and no command line of its own."""

    def __init__(
        self, settings: Settings, create: Callable[[Settings], WSGIApplication], listener: int | None = None
    ) -> None:
        self._settings, self._create, self._listener = settings, create, listener
        self._metrics = SharedMetrics()
        super().__init__()

    def load_config(self) -> None:
        """Called by gunicorn."""
        for name, value in self._options().items():
            # Older versions lack some switches, and what these switch off.
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def load(self) -> WSGIApplication:
        """Called by gunicorn in each worker process."""
        return self._create(self._settings)

    def _options(self) -> dict[str, Any]:
        return {
            "bind": [self._settings.address if self._listener is None else f"fd://{self._listener}"],
            "workers": self._settings.processes,
            "threads": self._settings.threads,
            "worker_class": RefusingWorker,
            "worker_tmp_dir": "/dev/shm" if os.access("/dev/shm", os.W_OK) else None,  # noqa: S108 - heartbeats
            "logger_class": PlainLogger,
            "proc_name": "nextstep",
            "preload_app": False,
            "graceful_timeout": GRACEFUL_SECONDS,
            "keepalive": KEEP_ALIVE_SECONDS,
            "limit_request_line": LINE_BYTES,
            "limit_request_field_size": FIELD_BYTES,
            "limit_request_fields": FIELDS,
            "http_parser": "python",
            "control_socket_disable": True,
            "when_ready": self._when_ready,
            "child_exit": self._child_exit,
            "on_exit": self._on_exit,
        }

    def _when_ready(self, server: Any) -> None:
        log.info("the doors %s listen at %s", ", ".join(self._settings.doors), self._settings.address)

    def _child_exit(self, server: Any, worker: Any) -> None:
        self._metrics.process_ended(worker.pid)

    def _on_exit(self, server: Any) -> None:
        self._metrics.remove()


class PlainLogger(Logger):  # type: ignore[misc]
    """Lets gunicorn's records go the way of all others; there is no access log."""

    def setup(self, cfg: Any) -> None:
        """Called by gunicorn."""
        self.cfg = cfg
        self.error_log.propagate = True
        self._access_log_enabled = False

    def access(self, *args: Any, **kwargs: Any) -> None:
        """Metrics count requests; a line for each would name people's operations."""


class RefusingWorker(ThreadWorker):  # type: ignore[misc]
    """A threaded worker whose own refusals are JSON, and that no silent caller can hold."""

    def load_wsgi(self) -> None:
        """Called by gunicorn: the application, reading bodies that may turn out malformed."""
        super().load_wsgi()
        self.wsgi: WSGIApplication = reading_strictly(self.wsgi)

    def accept(self, listener: Any) -> None:
        """Called by gunicorn for a new connection, in every process at once: the one with the fewest is to have it.

        Left alone, one process now and then takes all the connections of a caller that keeps them, and the others idle.
        """
        time.sleep(STEP_BACK_SECONDS * min(self.nr_conns, MOST_STEPS_BACK))
        super().accept(listener)

    def enqueue_req(self, conn: Any) -> None:
        """Called by gunicorn for each new connection and each further request on it."""
        silence = struct.pack("ll", SILENCE_SECONDS, 0)
        conn.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, silence)
        conn.sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, silence)
        super().enqueue_req(conn)

    def handle_error(self, req: Any, client: Any, addr: Any, exc: BaseException) -> None:
        """Called by gunicorn for what it cannot parse, and for what the application let through."""
        answer = refusals.refusal(exc)
        if answer is None:
            log.error("request failed", exc_info=exc)
        else:
            log.info("request refused: %s %s", answer.status, answer.cause)
        try:
            client.sendall(refusals.response(answer, refusals.path_of(exc)))
        except OSError:
            log.debug("the caller has gone")


def _create_app(settings: Settings) -> WSGIApplication:
    from api.app import create_app

    return create_app(settings)
