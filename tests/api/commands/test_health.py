"""`nextstep health` tells by its exit code whether the API or the worker beside it answers."""

import ssl
import threading
from contextlib import contextmanager
from http.server import ThreadingHTTPServer

import pytest
from click.testing import CliRunner

from api.commands import nextstep
from tests.certificates import Authority
from tests.http_server import QuietHandler

DOWN = b'{"status": "DOWN", "missing": {"temporal": "does not answer"}, "clocks": {}}'


@contextmanager
def answering(answers, tls=None):
    """A server that answers so; its port."""

    class Handler(QuietHandler):
        def do_GET(self):
            status, body = answers.get(self.path, (404, b""))
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    if tls:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def run(monkeypatch, *arguments, **settings):
    for name, value in settings.items():
        monkeypatch.setenv(f"NEXTSTEP_{name.upper()}", str(value))
    return CliRunner().invoke(nextstep, ["health", *arguments])


@pytest.mark.usefixtures("alone")
@pytest.mark.parametrize("host", ["127.0.0.1", "0.0.0.0"])
def test_an_api_that_answers_is_up_where_it_listens(monkeypatch, host):
    with answering({"/health/live": (200, b'{"status": "UP"}')}) as port:
        result = run(monkeypatch, host=host, port=port, trust_network="true")
    assert (result.exit_code, result.output) == (0, "UP\n")


@pytest.mark.usefixtures("alone")
def test_the_management_address_is_asked_where_there_is_one(monkeypatch):
    with answering({"/health/live": (200, b"")}) as port:
        result = run(monkeypatch, port=1, management_address=f"0.0.0.0:{port}")
    assert result.exit_code == 0


@pytest.mark.usefixtures("alone")
def test_an_api_with_a_certificate_is_asked_by_tls(monkeypatch, tmp_path):
    certificate, key = Authority(tmp_path).issue()
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate, key)
    with answering({"/health/live": (200, b"")}, tls) as port:
        result = run(monkeypatch, port=port, tls_certificate=certificate, tls_key=key)
    assert (result.exit_code, result.output) == (0, "UP\n")


@pytest.mark.usefixtures("alone")
def test_an_api_that_is_not_ready_says_what_is_missing(monkeypatch):
    with answering({"/health/live": (200, b""), "/health/ready": (503, DOWN)}) as port:
        assert run(monkeypatch, port=port).exit_code == 0
        result = run(monkeypatch, "--ready", port=port)
    assert result.exit_code == 1
    assert f"the api at http://127.0.0.1:{port} answers 503\nnextstep: temporal: does not answer\n" in result.output


@pytest.mark.usefixtures("alone")
@pytest.mark.parametrize(
    ("process", "setting"), [("api", "management_address"), ("worker", "worker_metrics")], ids=["api", "worker"]
)
def test_what_does_not_answer_is_not_healthy(monkeypatch, process, setting):
    with answering({}) as port:
        assert run(monkeypatch, process, **{setting: f"127.0.0.1:{port}"}).exit_code == 1
    result = run(monkeypatch, process, **{setting: f"127.0.0.1:{port}"})
    assert result.exit_code == 1
    assert f"the {process} at http://127.0.0.1:{port} does not answer" in result.output


@pytest.mark.usefixtures("alone")
def test_a_worker_is_asked_for_its_metrics(monkeypatch):
    with answering({"/metrics": (200, b"# HELP")}) as port:
        assert run(monkeypatch, "worker", worker_metrics=f"0.0.0.0:{port}").exit_code == 0


@pytest.mark.usefixtures("alone")
def test_a_worker_that_tells_no_metrics_cannot_be_asked(monkeypatch):
    result = run(monkeypatch, "worker")
    assert result.exit_code == 2
    assert "NEXTSTEP_WORKER_METRICS: is required" in result.output
