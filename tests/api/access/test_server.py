"""Of every address that a process serves the files in `expected/` say for whom it is; and who is let in beside the APIs."""

import pytest

from tests.api.access.callers import may
from tests.api.access.expected_callers import APIS, expected, of_each, served


def test_of_everything_that_is_served_it_is_said_who_may_call_it(app):
    said = {
        (verb, APIS[name].prefix + path if name in APIS else path)
        for name in (*APIS, "server")
        for verb, path, _ in expected(name)
    }
    assert served(app) == said


@pytest.mark.exhaustive
@of_each("server")
def test_what_is_beside_the_apis_lets_in_whom_the_documents_name(app, callers, verb, path, who):
    for name, caller in {**callers.nobody, **callers.passwords}.items():
        body = {"payloads": []} if verb == "POST" else None
        found = app.test_client().open(path, method=verb, headers=caller, json=body).status_code
        if who == "nobody" or name in may(who):
            assert found in (200, 204, 404, 503), name
        else:
            assert found == (403 if name == "reader" else 401), name
