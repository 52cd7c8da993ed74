"""TCP sockets that listen."""

import socket

# As gunicorn has it.
_BACKLOG = 2048


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens on `host:port`, or on a free port for 0. Raises `OSError`."""
    listener = bind(host, port)
    try:
        listener.listen(_BACKLOG)
    except OSError:
        listener.close()
        raise
    return listener


def bind(host: str, port: int) -> socket.socket:
    """A socket that has the port, and does not listen yet. Raises `OSError`."""
    family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    found = socket.socket(family, kind, protocol)
    try:
        # As servers do it: a port whose last connections linger counts as free.
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        found.bind(address)
    except OSError:
        found.close()
        raise
    return found
