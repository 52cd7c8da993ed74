"""How a phone proves who it is, endpoint by endpoint: what no proof comes to, and what the document says that it asks for."""

import pytest

from tests.api.access.expected_callers import APIS, expected, of_each
from tests.api.conformance import document

API = APIS["mobile"]
SCHEMES = {
    "nobody": [],
    "encrypted": [{"encryption"}],
    "signature": [{"signature"}],
    "token": [{"token"}],
    "token/signature": [{"token"}, {"signature"}],
    "token+encrypted": [{"token", "encryption"}],
    "signature+encrypted": [{"signature", "encryption"}],
}


@pytest.mark.exhaustive
@of_each("mobile")
def test_without_a_proof_nobody_is_let_in(app, callers, verb, path, who):
    """Nor with what is a proof at another API."""
    for name, caller in (callers.nobody | callers.passwords | callers.tokens).items():
        for body in (b"", b"{", b"{}", b'{"requestObject": {}}'):
            found = app.test_client().open(
                API.prefix + path, method=verb, headers=caller, data=body, content_type="application/json"
            )
            if who == "nobody":
                assert found.status_code in (200, 400), name
            else:
                assert found.status_code == 401 if who != "encrypted" else found.status_code in (400, 401), name


def test_the_document_says_which_proof():
    for verb, path, who in expected("mobile"):
        operation = document(API)["paths"][path][verb.lower()]
        assert [set(one) for one in operation.get("security", [])] == SCHEMES[who], (verb, path)
