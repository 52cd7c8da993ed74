"""TCP ports: whether one can be had, and which are free."""

import socket
from contextlib import ExitStack

from api.commands.failure import Failed


def obstacle(host: str, port: int) -> str | None:
    """Why nobody can listen on `host:port`, in the system's words; None when it can be had."""
    try:
        _listening(host, port).close()
    except OSError as error:
        return error.strerror or str(error)
    return None


def free(*wanted: tuple[str, int]) -> list[int]:
    """A port for each wanted host and port: that one, or a free one where it is 0 or taken. All differ."""
    with ExitStack() as held:
        return [held.enter_context(_nearest(host, port)).getsockname()[1] for host, port in wanted]


def _nearest(host: str, port: int) -> socket.socket:
    try:
        return _listening(host, port)
    except OSError:
        try:
            return _listening(host, 0)
        except OSError as error:
            raise Failed(f"no port can be had on {host}: {error.strerror or error}") from None


def _listening(host: str, port: int) -> socket.socket:
    family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    listener = socket.socket(family, kind, protocol)
    try:
        # As servers do it: a port whose last connections linger counts as free.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen()
    except OSError:
        listener.close()
        raise
    return listener
