"""Load balancers are told that a server leaves, whatever else holds; that it lives is told until its end."""

import json
from types import SimpleNamespace

import pytest

from api.http import leaving
from api.management import health
from api.management.readiness import ReadinessAnswer


@pytest.fixture
def leaves():
    leaving.announce()
    yield
    leaving.announce(leaves=False)


@pytest.mark.usefixtures("leaves")
@pytest.mark.parametrize("missing", [{}, {"worker": "none polls"}])
def test_a_server_that_leaves_is_not_ready_and_asks_nobody(missing):
    asked = []
    answer = health._ready(SimpleNamespace(ask=lambda: asked.append(1) or ReadinessAnswer(missing, {})))
    assert (answer.status_code, asked) == (503, [])
    assert json.loads(answer.data) == {"status": "DOWN", "missing": {"server": "it is about to end"}, "clocks": {}}
    assert health._live().status_code == 200


@pytest.mark.parametrize(("missing", "status"), [({}, 200), ({"worker": "none polls"}, 503)])
def test_one_that_stays_is_ready_where_nothing_is_missing(missing, status):
    answer = health._ready(SimpleNamespace(ask=lambda: ReadinessAnswer(missing, {})))
    assert answer.status_code == status
    assert json.loads(answer.data)["missing"] == missing
