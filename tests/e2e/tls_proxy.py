"""TLS ends here: a proxy before a server that speaks in clear, which demands its callers' certificates."""

import asyncio
import ssl
from contextlib import suppress

from config.loop_thread import LoopThread


class TlsProxy:
    """Before `port` of this machine; `connections` counts those that showed a certificate of the authority."""

    def __init__(self, authority, port):
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.load_cert_chain(*authority.issue("proxy"))
        self._context.load_verify_locations(authority.file)
        self._context.verify_mode = ssl.CERT_REQUIRED
        self._context.set_alpn_protocols(["h2"])
        self._target = port
        self.connections = 0
        self._thread = LoopThread("tls proxy", self, asyncio.new_event_loop)
        self._server = self._run(asyncio.start_server(self._serve, "127.0.0.1", 0, ssl=self._context))
        self.port = self._server.sockets[0].getsockname()[1]

    def close(self):
        self._thread.loop.call_soon_threadsafe(self._server.close)
        self._thread.stop()

    def _run(self, coroutine):
        return asyncio.run_coroutine_threadsafe(coroutine, self._thread.loop).result(10)

    async def _serve(self, reader, writer):
        self.connections += 1
        with suppress(OSError, asyncio.CancelledError):
            inner = await asyncio.open_connection("127.0.0.1", self._target)
            await asyncio.gather(_passed(reader, inner[1]), _passed(inner[0], writer))


async def _passed(reader, writer):
    try:
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    finally:
        writer.close()
