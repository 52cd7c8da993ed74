"""The audit says from which address a request came: behind a trusted proxy its caller's own."""

import json

import httpx
import pytest

from activities.audit.reading import AuditLog
from activities.secrets.sealing import Sealer
from activities.store.database import Database
from config import master_key as master_keys
from tests.api.cloud.client import Cloud
from tests.e2e.client import unique
from tests.lone_settings import lone
from tests.migrated import migrated

ADMIN = ("admin", "the administrator's own")
PROXY, CLERK, INVENTED = "10.0.0.1", "203.0.113.7", "198.51.100.1"


@pytest.fixture(scope="module")
def settings(tmp_path_factory):
    found = lone(
        home=tmp_path_factory.mktemp("cloud"),
        temporal_address="127.0.0.1:9",
        master_key=master_keys.generate(),
        trusted_proxies="10.0.0.0/8",
    )
    database = Database(found.store_url)
    migrated(database)
    database.close()
    return found


@pytest.fixture(scope="module")
def app(settings, new_app_of_module):
    made = new_app_of_module(settings)
    made.extensions["nextstep"].accounts.bootstrap(*ADMIN)
    return made


@pytest.mark.parametrize(
    ("peer", "forwarded_for", "address"),
    [
        (PROXY, f"{INVENTED}, {CLERK}", CLERK),
        (CLERK, INVENTED, CLERK),
        (PROXY, None, PROXY),
    ],
)
def test_a_row_of_the_audit_has_the_address_of_its_caller(app, settings, peer, forwarded_for, address):
    headers = {} if forwarded_for is None else {"X-Forwarded-For": forwarded_for}
    correlation = unique("request")
    with httpx.Client(transport=httpx.WSGITransport(app, remote_addr=peer), base_url="http://cloud.test") as http:
        sent = {"headers": {**headers, "X-Correlation-ID": correlation}}
        Cloud(http, ADMIN).ok("POST", "/admin/users", {"username": unique("bank")}, **sent)
    database = Database(settings.store_url)
    try:
        trail = AuditLog(database, Sealer.of(*settings.master_keys))
        rows = [json.loads(line) for line in trail.export(from_ms=None, to_ms=None)]
    finally:
        database.close()
    found = {row["address"] for row in rows if row["request_id"] == correlation}
    assert found == {address}
