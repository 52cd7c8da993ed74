"""One server, two addresses: for the public by TLS, for operators in clear or by TLS too."""

import json
import os
import re
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import suppress

import pytest

from activities.store.database import Database
from config import master_key
from tests.api.server.running import HERE, running, until
from tests.certificates import Authority
from tests.e2e.processes import ROOT, free_port
from tests.migrated import migrated

pytestmark = pytest.mark.live


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("authority"))


def got(authority, port, path, scheme):
    context = authority.context() if scheme == "https" else None
    with urllib.request.urlopen(f"{scheme}://{HERE}:{port}{path}", timeout=60, context=context) as answer:
        return answer.read()


@pytest.mark.parametrize("tls", [False, True])
def test_each_process_serves_both_and_knows_which_one_a_request_came_by(tmp_path, authority, tls):
    certificate, key = authority.issue()
    port, scheme = free_port(), "https" if tls else "http"
    own = {"management_address": f"{HERE}:{port}", "management_tls": tls}
    with running(tmp_path, processes=2, tls_certificate=certificate, tls_key=key, **own) as server:
        pids = {True: set(), False: set()}

        def both_are_served_by_two():
            for at, by in ((port, scheme), (server.port, "https")):
                found = json.loads(got(authority, at, "/entrance", by))
                assert (found["management"], found["scheme"]) == (at == port, by)
                pids[at == port].add(found["pid"])
            return min(map(len, pids.values())) == 2

        until(both_are_served_by_two)
        with pytest.raises((urllib.error.URLError, ssl.SSLError, ConnectionError)):
            got(authority, port, "/entrance", "http" if tls else "https")


def test_the_api_tells_operators_of_all_its_processes_at_their_address_alone(tmp_path, authority):
    """As a probe of Kubernetes asks: in clear, while the APIs speak TLS."""
    certificate, key = authority.issue()
    port, management = free_port(), free_port()
    database = Database(f"sqlite:///{tmp_path / 'nextstep.db'}")
    migrated(database)
    database.close()
    environ = {k: v for k, v in os.environ.items() if not k.startswith("NEXTSTEP_")} | {
        "NEXTSTEP_HOME": str(tmp_path), "NEXTSTEP_PORT": str(port), "NEXTSTEP_MANAGEMENT_ADDRESS": f"{HERE}:{management}",
        "NEXTSTEP_TLS_CERTIFICATE": str(certificate), "NEXTSTEP_TLS_KEY": str(key), "NEXTSTEP_PROCESSES": "2",
        "NEXTSTEP_MASTER_KEY": master_key.generate(), "NEXTSTEP_TEMPORAL_ADDRESS": f"{HERE}:9",
    }  # fmt: skip
    with (tmp_path / "log").open("w") as log:
        api = subprocess.Popen([sys.executable, "-m", "api.commands", "api"], cwd=ROOT, env=environ, stderr=log)
    try:

        def alive():
            with suppress(OSError):
                return json.loads(got(authority, management, "/health/live", "http")) == {"status": "UP"}

        until(alive, api)
        asked = 12
        for _ in range(asked):  # each on a connection of its own, so that both processes are asked
            got(authority, port, "/powerauth-nextstep/api/service/status", "https")
        for _ in range(6):
            counted = got(authority, management, "/metrics", "http").decode()
            assert (
                f'nextstep_requests_total{{api="nextstep",code="200",endpoint="service_status"}} {asked}.0' in counted
            )
        ends = float(re.search(r'nextstep_certificate_expiry_timestamp_seconds{address="api"} (\S+)\n', counted)[1])
        assert 89 * 86400 < ends - time.time() < 91 * 86400
        for path, by, at in (
            ("/metrics", "https", port),
            ("/powerauth-nextstep/api/service/status", "http", management),
        ):
            with pytest.raises(urllib.error.HTTPError) as refused:
                got(authority, at, path, by)
            assert refused.value.code == 404
        with pytest.raises(urllib.error.HTTPError) as refused:
            got(authority, management, "/health/ready", "http")
        assert "temporal" in json.loads(refused.value.read())["missing"]
    finally:
        api.terminate()
        assert api.wait(10) == 0
