"""The processes work with a Temporal that is reached by mutual TLS alone, told of by Temporal's own variables alone."""

import os
import shutil
import sys
from contextlib import suppress
from pathlib import Path

import httpx
import pytest

from api.commands.temporal_server import JOURNAL
from config import master_key
from tests.certificates import Authority
from tests.e2e.client import NextStep
from tests.e2e.processes import Process, free_port, listening, until
from tests.e2e.tls_proxy import TlsProxy

KEY = "canary-api-key"


@pytest.fixture
def behind_tls(servers, tmp_path):
    """The environment of processes that know Temporal's own variables only, the API's port, and the proxy that they pass."""
    authority = Authority(tmp_path)
    certificate, key = authority.issue("client")
    port, api_port = free_port(), free_port()
    program = shutil.which("temporal", path=str(Path(sys.executable).parent)) or shutil.which("temporal")
    temporal = Process(
        [program, "server", "start-dev", "--db-filename", tmp_path / "temporal.db", *JOURNAL, "--headless",
         "--ip", "127.0.0.1", "--port", port, "--log-level", "error"],
        tmp_path / "temporal.log", cwd=tmp_path,
    )  # fmt: skip
    temporal.start()
    until(lambda: listening(port), temporal)
    proxy = TlsProxy(authority, port)
    environ = {name: value for name, value in os.environ.items() if not name.startswith(("NEXTSTEP_", "TEMPORAL_"))}
    environ |= {
        "NEXTSTEP_HOME": str(tmp_path), "NEXTSTEP_PORT": str(api_port), "NEXTSTEP_MASTER_KEY": master_key.generate(),
        "NEXTSTEP_LOG_LEVEL": "DEBUG", "XDG_CONFIG_HOME": str(tmp_path),
        "TEMPORAL_ADDRESS": f"localhost:{proxy.port}", "TEMPORAL_API_KEY": KEY,
        "TEMPORAL_TLS_SERVER_CA_CERT_PATH": str(authority.file),
        "TEMPORAL_TLS_CLIENT_CERT_PATH": str(certificate), "TEMPORAL_TLS_CLIENT_KEY_PATH": str(key),
    }  # fmt: skip
    yield environ, api_port, proxy
    proxy.close()
    temporal.stop()


def test_a_flow_goes_through_mutual_tls_and_its_secrets_into_no_log(tmp_path, behind_tls):
    environ, port, proxy = behind_tls

    def process(*arguments):
        command = [sys.executable, "-m", "api.commands", *arguments]
        return Process(command, tmp_path / f"{arguments[0]}.log", env=environ, cwd=tmp_path)

    checked, migration, worker, api = (
        process("check"),
        process("migrate", "--wait", "20"),
        process("worker"),
        process("api"),
    )
    checked.start()
    until(lambda: not checked.alive)
    assert (
        f"Temporal: localhost:{proxy.port}, namespace default, TLS with a client certificate, an API key"
        in checked.log()
    )
    assert proxy.connections == 0
    migration.start()
    until(lambda: not migration.alive)
    assert "temporal: search attributes registered in the namespace default" in migration.log()
    before = proxy.connections
    assert before > 0
    worker.start()
    api.start()
    try:

        def ready():
            with suppress(httpx.TransportError):
                return httpx.get(f"http://127.0.0.1:{port}/health/ready", timeout=60).status_code == 200

        until(ready, worker, api, pause=0.2)
        with NextStep(f"http://127.0.0.1:{port}") as client:
            assert client.create()["result"] == "CONTINUE"
        assert proxy.connections > before
    finally:
        for one in (api, worker):
            one.stop()
    for log in tmp_path.glob("*.log"):
        assert KEY not in log.read_text(), log
        assert "PRIVATE KEY" not in log.read_text(), log
