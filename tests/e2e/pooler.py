"""A pooler before PostgreSQL, as PgBouncer is by `pool_mode = transaction`: each transaction is lent the connection that was lent
least lately, so that what a client prepared is not there in its next transaction.
"""

import socket
import struct
import threading
from contextlib import suppress
from queue import SimpleQueue
from urllib.parse import urlsplit

# What a client may ask for before it begins: TLS, or encryption by GSSAPI. There is none.
_ENCRYPTION = (80877103, 80877104)
_PROTOCOL = 196608
# So many that a round of what a test does ends elsewhere than it began.
_LENT = 5


class Pooler:
    """Before the database of `url`, with `_LENT` connections to it; `url` of itself is the one to use."""

    def __init__(self, url):
        server = urlsplit(url)
        self._free = SimpleQueue()
        for _ in range(_LENT):
            lent = _Line(socket.create_connection((server.hostname, server.port)))
            lent.send_startup({"user": server.username, "database": server.path[1:]})
            # What the server says of itself is said on to clients, but for the key by which this connection's work is cancelled.
            self._said = b"".join(message for message in lent.until_ready() if message[:1] != b"K")
            self._free.put(lent)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = url.replace(f":{server.port}/", f":{self._listener.getsockname()[1]}/")
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self):
        self._listener.close()
        for _ in range(_LENT):
            self._free.get(timeout=10).close()

    def _accept(self):
        with suppress(OSError):
            while True:
                client = _Line(self._listener.accept()[0])
                threading.Thread(target=self._serve, args=[client], daemon=True).start()

    def _serve(self, client):
        with suppress(OSError, EOFError):
            while client.read_startup() in _ENCRYPTION:
                client.send(b"N")
            # A process of its own invention, in front of the last message, which says that it is ready.
            client.send(self._said[:-6] + struct.pack("!cIII", b"K", 12, 2**31 - 1, 1) + self._said[-6:])
            while True:
                self._lend(client, client.read())
        client.close()

    def _lend(self, client, message):
        """One transaction, which begins with `message`."""
        if message[:1] == b"X":
            raise EOFError
        lent = self._free.get()
        try:
            while True:
                lent.send(message)
                if message[:1] in (b"Q", b"S"):
                    *_, ready = answers = list(lent.until_ready())
                    client.send(b"".join(answers))
                    if ready.endswith(b"I"):
                        return
                message = client.read()
        finally:
            self._free.put(lent)


class _Line:
    """A connection by PostgreSQL's protocol, message by message."""

    def __init__(self, connection):
        self._connection = connection
        self._stream = connection.makefile("rb")
        self.send = connection.sendall

    def close(self):
        self._stream.close()
        self._connection.close()

    def read(self):
        """The next message, whole."""
        head = self._exactly(5)
        return head + self._exactly(struct.unpack("!I", head[1:])[0] - 4)

    def read_startup(self):
        """What a client begins with: the version that it speaks, or a number that asks for encryption."""
        (size,) = struct.unpack("!I", self._exactly(4))
        return struct.unpack("!I", self._exactly(size - 4)[:4])[0]

    def send_startup(self, parameters):
        body = b"".join(f"{name}\0{value}\0".encode() for name, value in parameters.items())
        self.send(struct.pack("!II", len(body) + 9, _PROTOCOL) + body + b"\0")

    def until_ready(self):
        """The server's messages to the one that says that it is ready, and in which state of a transaction."""
        while True:
            message = self.read()
            yield message
            if message[:1] == b"Z":
                return

    def _exactly(self, size):
        data = self._stream.read(size)
        if len(data) < size:
            raise EOFError
        return data
