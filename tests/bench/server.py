"""The API as `nextstep api` serves it, with one view more: a constant of the size of a detail answer, the reads' yardstick."""

from flask import Flask, Response

from api.app import create_app
from api.server import serve
from config.settings import Settings, load

PATH = "/bench/constant"
BYTES = 1900


def _with_constant(settings: Settings) -> Flask:
    app = create_app(settings)
    body = b'{"constant":"' + b"x" * (BYTES - 15) + b'"}'
    app.add_url_rule(PATH, PATH, lambda: Response(body, content_type="application/json"), methods=["POST"])
    return app


if __name__ == "__main__":
    serve(load(), _with_constant)
