"""Who may call PowerAuth Cloud, endpoint by endpoint: a new one is refused here until somebody has said for whom it is."""

import pytest

from api.docs.openapi.operations import path_of
from api.http.endpoint import Route
from tests.api.access.callers import ROLES, may
from tests.api.access.expected_callers import APIS, expected, of_each
from tests.api.conformance import document

API = APIS["cloud"]
ADMINISTRATION = ("reader", "operator", "administrator")
SCHEMES = {"integrationUser": "bank"}


def answer(app, verb, path, caller, body=None):
    """Status, and what is said of a refusal."""
    response = app.test_client().open(API.prefix + path, method=verb, headers=caller, json=body)
    return response.status_code, response.get_json()["responseObject"] if response.status_code >= 400 else None


def is_let_in(found):
    """Whoever is let in comes to something else than a refusal of himself: the endpoint itself, whatever it says."""
    assert found[0] in (200, 400, 401, 403, 503), found
    return found[0] not in (401, 403)


@pytest.mark.exhaustive
@of_each("cloud")
def test_passwords_let_in_the_roles_that_the_documents_name(app, callers, verb, path, who):
    for role in ROLES:
        found = answer(app, verb, path, callers.passwords[role])
        assert is_let_in(found) == (role in may(who)), role
        if role not in may(who):
            too_low = role in ADMINISTRATION and who in ADMINISTRATION
            expected = (403, "HTTP_403", "Forbidden") if too_low else (401, "HTTP_401", "Unauthorized")
            assert (found[0], found[1]["code"], found[1]["message"]) == expected, role


@pytest.mark.exhaustive
@of_each("cloud")
def test_tokens_let_in_what_they_grant(app, callers, verb, path, who):
    for role, token in callers.tokens.items():
        found = answer(app, verb, path, token)
        assert is_let_in(found) == (role in may(who)), role
        assert found[0] != 401


@pytest.mark.exhaustive
@of_each("cloud")
def test_who_has_shown_nothing_that_counts_is_answered_alike_whatever_he_was(app, callers, verb, path, who):
    for name, caller in callers.nobody.items():
        assert answer(app, verb, path, caller, {} if verb != "GET" else None) == (
            401,
            {"code": "HTTP_401", "message": "Unauthorized"},
        ), name


def test_the_document_says_the_same():
    for verb, path, who in expected("cloud"):
        operation = document(API)["paths"][path_of(Route(verb, path))][verb.lower()]
        accounts = [name for one in operation["security"] for name in one if name in {*ADMINISTRATION, *SCHEMES}]
        assert tuple(SCHEMES.get(one, one) for one in accounts) == may(who), (verb, path)
