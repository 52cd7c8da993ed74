"""A small application behind the real server, for tests that speak to it through raw sockets."""

import os
import sys
from pathlib import Path

from flask import Flask, jsonify, request

from config import logs
from config.settings import Settings, load

BODY_LIMIT = 1024 * 1024


def create(settings: Settings) -> Flask:
    """Echoes the path and the size of the body; every HTTP error is JSON, as in the real application."""
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = None if settings.environment == "unlimited" else BODY_LIMIT

    @app.errorhandler(Exception)
    def failed(error):
        return jsonify({"error": type(error).__name__}), getattr(error, "code", 500)

    @app.route("/<path:path>", methods=["GET", "POST"])
    def echo(path):
        return jsonify({"path": path, "size": len(request.get_data())})

    @app.route("/broken-answer")
    def broken():
        return "x", 200, [("X-Broken", "a\x00b")]

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
        return jsonify({"asked": registry.get_sample_value("asked_total")})

    return app


if __name__ == "__main__":
    from api.server import serve

    logs.set_up(level="INFO", form="text", process="api")
    serve(
        load(host="127.0.0.1", port=int(sys.argv[1]), processes=int(sys.argv[2]), threads=4, home=Path(sys.argv[3])),
        create,
    )
