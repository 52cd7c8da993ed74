"""Of every address that a process serves the files in `expected/` say for whom it is; and who is let in beside the APIs."""

import pytest

from tests.api.access.callers import may
from tests.api.access.expected_callers import APIS, expected, of_each, served
from tests.api.applications import new_home


def test_of_everything_that_is_served_it_is_said_who_may_call_it(app):
    said = {
        (verb, APIS[name].prefix + path if name in APIS else path)
        for name in (*APIS, "server")
        for verb, path, _ in expected(name)
    }
    assert served(app) == said


@pytest.mark.parametrize("name", APIS)
def test_a_process_for_one_api_serves_nothing_of_the_others(tmp_path, name, new_app):
    app = new_app(new_home(tmp_path, doors=(name,)))
    beside = {(verb, path) for verb, path, _ in expected("server") if not path.startswith("/codec")}
    others = tuple(f"{api.prefix}/" for api in APIS.values() if api.name != name)
    own = {(verb, APIS[name].prefix + path) for verb, path, _ in expected(name)}
    assert served(app) == own | {row for row in beside if not row[1].startswith(others)}


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
