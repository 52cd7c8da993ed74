"""A small application behind the real server, for tests that speak to it through raw sockets."""

import os
import sys
import time
from pathlib import Path

from flask import Flask, Response, jsonify, request

from api.http import leaving
from api.http.entrances import BODY, MANAGEMENT
from config import logs
from config.settings import Settings, load

# A file of this name in its home says that a slow request is in hand.
SLOW = "slow"


def create(settings: Settings) -> Flask:
    """Echoes the path and the size of the body; every HTTP error is JSON, as in the real application."""
    app = Flask(__name__)

    @app.errorhandler(Exception)
    def failed(error):
        return jsonify({"error": type(error).__name__}), getattr(error, "code", 500)

    @app.route("/<path:path>", methods=["GET", "POST", "QUERY"])
    def echo(path):
        body = request.environ[BODY]
        assert type(body) is bytes
        assert body == request.get_data()
        return jsonify({"path": path, "size": len(body)})

    @app.route("/fields")
    def fields():
        return jsonify({name: value for name, value in request.environ.items() if name.startswith(("HTTP_", "REMOTE"))})

    @app.route("/unread/<int:status>", methods=["POST"])
    def unread(status):
        return jsonify({"unread": True}), status

    @app.route("/large/<int:size>")
    def large(size):
        return Response(b" " * size, content_type="application/json")

    @app.route("/slow/<float:seconds>")
    def slow(seconds):
        (settings.home / SLOW).touch()
        time.sleep(seconds)
        return jsonify({"slept": seconds})

    @app.route("/empty", methods=["POST"])
    def empty():
        return "", 204

    @app.route("/broken-answer")
    def broken():
        return "x", 200, [("X-Broken", "a\x00b")]

    @app.route("/wrong-length")
    def wrong_length():
        return Response(iter([b"x"]), headers={"Content-Length": "2"})

    @app.route("/page")
    def page():
        said = {"Cache-Control": "no-cache", "Content-Security-Policy": "default-src 'self'"}
        return jsonify({}), 200, {**said, "Referrer-Policy": "unsafe-url", "X-Content-Type-Options": "sniff"}

    @app.route("/entrance")
    def entrance():
        return jsonify({"management": request.environ[MANAGEMENT], "scheme": request.scheme, "pid": os.getpid()})

    @app.route("/leaving")
    def leaves():
        return jsonify({"leaving": leaving.is_announced()})

    @app.route("/process")
    def process():
        return jsonify({"pid": os.getpid()})

    @app.route("/counted")
    def counted():
        from prometheus_client import CollectorRegistry, Counter, multiprocess

        counter = app.extensions.setdefault("counter", Counter("asked", "Requests", registry=None))
        counter.inc()
        registry = CollectorRegistry()
        multiprocess.MultiProcessCollector(registry)
        refused = registry.get_sample_value("nextstep_refusals_total", {"code": request.args.get("code", "")})
        return jsonify({"asked": registry.get_sample_value("asked_total"), "refused": refused})

    return app


if __name__ == "__main__":
    from api.server import serve

    logs.set_up(level="INFO", form="text", process="api")
    port, home, listener = sys.argv[1:4]
    serve(load(host="127.0.0.1", port=int(port), home=Path(home)), create, listener=int(listener) if listener else None)
