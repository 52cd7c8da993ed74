#!/usr/bin/env bash
# What: Java's own HTTP client, with nothing set, sends a POST to a server that parses with httptools: the application gets an empty
#       body, and the client a 200. The same request to the same application behind h11 arrives whole.
# Why:  the client prefers HTTP/2, so its first request on a connection without TLS has `Upgrade: h2c` and
#       `Connection: Upgrade, HTTP2-Settings` beside its Content-Length. A server may ignore the offer (RFC 9110, 7.8). httptools'
#       parser (llhttp) takes every such request for the end of HTTP on this connection: it hands no body on, and a server that
#       ignores the offer goes on without it. Each further POST of the client begins with the same offer.
# Who:  any bank's integration in Java that talks plain HTTP to a Python service behind uvicorn (its "standard" extra brings httptools).
# Seen: uvicorn 0.54.0, httptools 0.9.0, h11 0.16.0, OpenJDK 17.0.15: `httptools: 0 bytes`, `h11: 12 bytes`.
# Cure: `HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)` at the client; or a server that begins a new parser for the
#       body (as this project's does), or h11.
# Needs python3 with venv, a JDK 11 or newer, and a package index. Fails if the behaviour changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'kill $(jobs -p) 2>/dev/null || true; rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv v
v/bin/pip install --quiet --disable-pip-version-check uvicorn==0.54.0 httptools==0.9.0 h11==0.16.0

cat > app.py <<'PYTHON'
"""Answers how many bytes of body came."""


async def app(scope, receive, send):
    if scope["type"] != "http":
        return
    size, more = 0, True
    while more:
        message = await receive()
        size += len(message.get("body", b""))
        more = message.get("more_body", False)
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": str(size).encode()})
PYTHON

cat > Post.java <<'JAVA'
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

class Post {
    public static void main(String[] ports) throws Exception {
        var client = HttpClient.newHttpClient();
        for (var port : ports) {
            var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/"))
                .timeout(Duration.ofSeconds(20))
                .POST(HttpRequest.BodyPublishers.ofString("{\"amount\":1}"))
                .build();
            System.out.println(client.send(request, HttpResponse.BodyHandlers.ofString()).body());
        }
    }
}
JAVA

free() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }
one=$(free) other=$(free)
v/bin/uvicorn --log-level critical --http httptools --port "$one" app:app &
v/bin/uvicorn --log-level critical --http h11 --port "$other" app:app &
for port in "$one" "$other"; do
  for _ in $(seq 300); do (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null && break || sleep 0.2; done
done

found=$(java Post.java "$one" "$other" | paste -sd ' ')
echo "httptools: ${found% *} bytes, h11: ${found#* } bytes ($(java --version | head -1))"
[ "$found" = "0 12" ] || { echo "the behaviour has changed"; exit 1; }
