"""Every address that is served asks who calls, or is one of those that are meant for anybody: a new one must say which it is."""

import re

import pytest

from api.cloud import api as cloud
from api.mobile import api as mobile
from api.nextstep import api as nextstep
from config import master_key
from tests.lone_settings import lone
from tests.migrated import migrated

# Of operators and readers; a listener of their own may serve them instead.
ABOUT_THE_SERVER = {"/", "/health/live", "/health/ready", "/metrics"}
DOCUMENTS = re.compile(r"/(openapi|openapi-3\.0)\.json|/swagger-ui(\.html|/index\.html|/<name>)")
# A phone that has no registration yet asks for a key, and is told the time; what is encrypted proves itself by being opened, and
# the status of a registration is only for its phone to read.
UNPROVED = {
    "POST /pa/v3/status",
    "POST /pa/v4/status",
    "POST /pa/v3/keystore/create",
    "POST /pa/v3/activation/create",
    "POST /pa/v3/activation/status",
    "POST /pa/v3/user/info",
    "POST /pa/v4/keystore/create",
    "POST /pa/v4/activation/create",
    "POST /pa/v4/activation/status",
    "POST /pa/v4/user/info",
    "POST /pa/v3/upgrade/start",
}


@pytest.fixture(scope="module")
def app(tmp_path_factory, new_app_of_module):
    settings = lone(home=tmp_path_factory.mktemp("open"), master_key=master_key.generate())
    app = new_app_of_module(settings)
    migrated(app.extensions["nextstep"].database)
    return app


def test_every_address_is_a_apis_or_is_meant_for_anybody(app):
    apis = (nextstep, mobile, cloud)
    of_apis = {api.prefix + route.path for api in apis for one in api.endpoints for route in one.routes}
    for rule in app.url_map.iter_rules():
        prefix = next((api.prefix for api in apis if rule.rule.startswith(f"{api.prefix}/")), "")
        documents = DOCUMENTS.fullmatch(rule.rule.removeprefix(prefix)) is not None
        assert rule.rule in of_apis | ABOUT_THE_SERVER or documents, rule.rule


def test_who_proves_nothing_is_a_stranger_at_every_address_but_the_named_ones(app):
    """The Next Step API is a network's to protect: it asks nobody."""
    client, known = app.test_client(), set()
    for rule in app.url_map.iter_rules():
        for api in (mobile, cloud):
            if not rule.rule.startswith(f"{api.prefix}/") or DOCUMENTS.fullmatch(rule.rule.removeprefix(api.prefix)):
                continue
            for verb in rule.methods - {"HEAD", "OPTIONS"}:
                address = re.sub("[<>]", "", rule.rule)
                response = client.open(address, method=verb, data=b"{", content_type="application/json")
                name = f"{verb} {rule.rule.removeprefix(api.prefix)}"
                if response.status_code != 401:
                    known.add(name)
    assert known == UNPROVED
