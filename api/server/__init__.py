"""The HTTP server: a loop in each process reads whole requests and sends answers, a bounded pool of threads makes them.

A caller that is silent, or slow to send or to take, holds a connection of the loop, and never a thread.
"""

import importlib
from collections.abc import Callable
from wsgiref.types import WSGIApplication

from config.loading import loading
from config.settings import Settings

MAX_BYTES = 1 << 20


def serve(
    settings: Settings,
    create: Callable[[Settings], WSGIApplication] | None = None,
    *,
    body_bytes: int = MAX_BYTES,
    listener: int | None = None,
    when_loaded: Callable[[], None] = lambda: None,
    name: str = "",
) -> None:
    """Serves the application until SIGTERM or SIGINT; ends the process. `create` is by default `api.app.create`.

    Each worker process makes the application for itself, after the fork. `listener` is the descriptor of a TCP socket that is
    bound already, in the place of the settings' address; larger bodies than `body_bytes` are refused. `when_loaded` is called
    before anything is served; what it raises ends the server.
    `name` is for the log, of what is not the APIs. Raises `CertificateInvalid`.
    """
    with loading():
        from api.server.processes import Processes  # who wants sockets alone needs no gunicorn

        processes = Processes(settings, create or _create, body_bytes, listener, name)
        if create is None:
            # Once, before the fork: a process that takes a dead one's place serves at once, however busy the machine is. The
            # folder of shared metrics is known by now.
            importlib.import_module("api.app")
    try:
        when_loaded()
    except BaseException:
        processes.discard()
        raise
    processes.run()


def _create(settings: Settings) -> WSGIApplication:
    from api.app import create

    return create(settings)
