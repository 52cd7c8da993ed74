#!/usr/bin/env bash
# What: an asynchronous httpx client searches the whole import path for a package that is not there, several times with each request.
# Why:  httpcore asks `sniffio` which event loop it runs in, by an import inside the function that makes each of its locks and events.
#       Up to its version 4.11 anyio brought sniffio along; since 4.12 it has its own way and does not, so that in a fresh environment
#       the package is missing. Python remembers modules that it has found, never those that it has not: each import looks into every
#       folder of the path again.
# Who:  whoever posts with httpx.AsyncClient from an environment made since. Of a POST to a server of the same machine it was about a
#       tenth of the caller's CPU; with a longer path it is more.
# Seen: httpx 0.28.1, httpcore 1.0.9, anyio 4.16.0, CPython 3.11.7: 20 GETs on new connections search for sniffio 123 times; with
#       sniffio 1.3.1 installed once.
# Cure: depend on sniffio, as this project does.
# Needs python3 with venv and a package index. Fails if the behaviour changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/v"
"$folder/v/bin/pip" install --quiet --disable-pip-version-check httpx==0.28.1 httpcore==1.0.9 anyio==4.16.0
cat > "$folder/gets.py" <<'PYTHON'
"""Twenty requests to a server on this machine; prints how often `sniffio` was searched for."""

import asyncio
import sys

import httpx

searched = 0


class Watching:
    """Finds nothing, and counts."""

    @staticmethod
    def find_spec(name, path=None, target=None):
        global searched
        searched += name == "sniffio"
        return None


async def answer(reader, writer):
    await reader.readuntil(b"\r\n\r\n")
    writer.write(b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n")
    await writer.drain()
    writer.close()


async def main():
    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with httpx.AsyncClient(trust_env=False) as client:
        for _ in range(20):
            assert (await client.get(f"http://127.0.0.1:{port}/")).status_code == 204
    server.close()


sys.meta_path.insert(0, Watching)
asyncio.run(main())
print(searched)
PYTHON
without=$("$folder/v/bin/python" "$folder/gets.py")
"$folder/v/bin/pip" install --quiet --disable-pip-version-check sniffio==1.3.1
with=$("$folder/v/bin/python" "$folder/gets.py")
echo "20 requests: sniffio searched for $without times; where it is installed: $with"
[ "$without" -ge 20 ] && [ "$with" -le 1 ]
