"""Who may call the Next Step API where it asks for tokens, endpoint by endpoint."""

import pytest

from tests.api.access.expected_callers import APIS, of_each

API = APIS["nextstep"]


def status(app, verb, path, caller):
    body = None if verb == "GET" else {}
    return app.test_client().open(API.prefix + path, method=verb, headers=caller, json=body).status_code


@pytest.mark.exhaustive
@of_each("nextstep")
def test_tokens_let_in_what_they_grant_and_passwords_nothing(app, callers, verb, path, who):
    for role, token in callers.tokens.items():
        found = status(app, verb, path, token)
        assert found in ((200, 400, 503) if role == who else (403,)), role
    for role, password in callers.passwords.items():
        assert status(app, verb, path, password) == 401, role


@pytest.mark.exhaustive
@of_each("nextstep")
def test_who_has_shown_nothing_that_counts_is_kept_out(app, callers, verb, path, who):
    for name, caller in callers.nobody.items():
        assert status(app, verb, path, caller) == 401, name
