"""Callers that misbehave, in a process of their own: it keeps up a number of connections until its input ends.

`python -m tests.campaign.slow_callers PORT KIND CONNECTIONS ADDRESSES SEED`; each line that it prints is what it sees, as JSON.
"""

import asyncio
import json
import os
import random
import socket
import sys
from collections import Counter

import uvloop

HEAD = b"POST /powerauth-nextstep/operation/detail HTTP/1.1\r\nHost: bank\r\nContent-Type: application/json\r\n"
LARGE = b"GET /powerauth-nextstep/swagger-ui/swagger-ui-bundle.js HTTP/1.1\r\nHost: bank\r\n\r\n"
BEGINNINGS = {
    "silent": b"",
    "head": HEAD + b"X-Slow: ",
    "body": HEAD + b"Content-Length: 1000000\r\n\r\n",
    "answer": LARGE,
}
# A ClientHello that goes on and on; only where TLS is spoken.
HANDSHAKE = {"handshake": b"\x16\x03\x01\x3f\xff\x01\x00\x3f\xfb\x03\x03"}
# How long one waits until it sends a byte more, or takes some more bytes.
SHORTEST_PAUSE, LONGEST_PAUSE = 1.0, 3.0
TAKEN_BYTES = 512
RECEIVE_BUFFER = 4096


class Attack:
    def __init__(self, port: int, kind: str, addresses: int, seed: int) -> None:
        self.port, self.kind, self.addresses = port, kind, addresses
        self.random = random.Random(seed)
        self.seen: Counter[str] = Counter()
        self.open = 0

    async def keep_up(self, number: int) -> None:
        """One connection, made again whenever it is closed."""
        while True:
            try:
                await self.misbehave(number)
            except OSError as error:
                self.seen[type(error).__name__] += 1
            await asyncio.sleep(self.random.uniform(0.2, 1))

    async def misbehave(self, number: int) -> None:
        loop = asyncio.get_running_loop()
        kind = self.kind if self.kind != "mixed" else list(BEGINNINGS)[number % len(BEGINNINGS)]
        with socket.socket() as line:
            line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BUFFER)
            line.bind((f"127.0.1.{1 + number % self.addresses}", 0))
            line.setblocking(False)
            await loop.sock_connect(line, ("127.0.0.1", self.port))
            self.open += 1
            self.seen["connected"] += 1
            try:
                await loop.sock_sendall(line, (BEGINNINGS | HANDSHAKE)[kind])
                while True:
                    pause = self.random.uniform(SHORTEST_PAUSE, LONGEST_PAUSE)
                    if kind == "answer":
                        await asyncio.sleep(pause)
                        found = await loop.sock_recv(line, TAKEN_BYTES)
                    else:
                        found = await self.heard(line, pause)
                        if found is None and kind != "silent":
                            await loop.sock_sendall(line, b"a")
                    if found == b"":
                        self.seen["closed"] += 1
                        return
                    if found is not None and found.startswith(b"HTTP/1.1 "):
                        self.seen[found[9:12].decode()] += 1
            finally:
                self.open -= 1

    async def heard(self, line: socket.socket, seconds: float) -> bytes | None:
        try:
            return await asyncio.wait_for(asyncio.get_running_loop().sock_recv(line, 4096), seconds)
        except TimeoutError:
            return None

    async def tell(self) -> None:
        while True:
            print(json.dumps({"open": self.open, **self.seen}), flush=True)
            await asyncio.sleep(0.5)


async def _main(port: int, kind: str, connections: int, addresses: int, seed: int) -> None:
    attack = Attack(port, kind, addresses, seed)
    attacking = [asyncio.create_task(attack.keep_up(number)) for number in range(connections)]
    telling = asyncio.create_task(attack.tell())
    await asyncio.to_thread(sys.stdin.read)
    # The connections end with the process, all at once.
    os._exit(0 if attacking and telling else 1)


if __name__ == "__main__":
    port, kind, connections, addresses, seed = sys.argv[1:]
    # They are to cost the server something, not the machine.
    os.nice(10)
    uvloop.run(_main(int(port), kind, int(connections), int(addresses), int(seed)))
