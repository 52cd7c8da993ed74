"""A small HTTP client over asyncio streams: the driver must not cost more than what it drives."""

import asyncio
import json
import ssl
from collections.abc import Mapping
from typing import Any


class Connection:
    """One kept-alive connection; over TLS, if there is something to judge the server's certificate by."""

    def __init__(self, port: int, tls: ssl.SSLContext | None = None) -> None:
        self._port, self._tls = port, tls
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def send(
        self, verb: str, path: str, body: dict[str, Any] | bytes, headers: Mapping[str, str] | None = None
    ) -> bytes:
        """The answer's body. Raises `RuntimeError` where it is not 200."""
        payload = body if isinstance(body, bytes) else json.dumps(body).encode()
        more = "".join(f"{name}: {value}\r\n" for name, value in (headers or {}).items())
        head = (
            f"{verb} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n{more}"
            f"Content-Length: {len(payload)}\r\n\r\n"
        )
        if self._streams is None:
            self._streams = await asyncio.open_connection("127.0.0.1", self._port, ssl=self._tls)
        reader, writer = self._streams
        writer.write(head.encode() + payload)
        answered = (await reader.readuntil(b"\r\n\r\n")).lower()
        length = int(answered.partition(b"content-length:")[2].partition(b"\r\n")[0])
        content = await reader.readexactly(length)
        if b"connection: close" in answered:
            writer.close()
            self._streams = None
        if not answered.startswith(b"http/1.1 200"):
            raise RuntimeError(f"{verb} {path}: {answered[:20]!r} {content[:300]!r}")
        return content
