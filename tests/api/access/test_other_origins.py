"""No page of another origin is agreed to anywhere: browsers neither send it JSON nor show it answers."""

import re

import pytest

from tests.api.access.expected_callers import APIS, expected

ADDRESSES = [
    (verb, APIS[name].prefix + path if name in APIS else path)
    for name in (*APIS, "server")
    for verb, path, _ in expected(name)
]
ORIGINS = ["https://pages.test", "null", "http://localhost:8090", "http://localhost.pages.test"]


@pytest.mark.exhaustive
@pytest.mark.parametrize("origin", ORIGINS)
def test_no_answer_lets_a_page_of_another_origin_read_it_or_send_more(app, callers, origin):
    client = app.test_client()
    asked = {
        "Origin": origin,
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "content-type",
    }
    for verb, path in ADDRESSES:
        for method in (verb, "OPTIONS"):
            headers = {**asked, **callers.passwords["operator"]}
            answer = client.open(re.sub("[<>]", "", path), method=method, headers=headers, json={})
            told = [name for name, _ in answer.headers if name.startswith("Access-Control-")]
            assert told == [], (method, path)


@pytest.mark.exhaustive
@pytest.mark.parametrize("media", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", None])
def test_what_a_page_may_send_without_being_agreed_to_is_no_request_of_the_next_step_api(app, callers, media):
    """That API may be one that asks nobody; of the others a page has neither a password nor a key."""
    client, prefix = app.test_client(), APIS["nextstep"].prefix
    for verb, path, _ in expected("nextstep"):
        if verb == "POST":
            answer = client.post(
                prefix + path, data=b'{"requestObject": {}}', content_type=media, headers=callers.tokens["flows"]
            )
            assert answer.status_code in (403, 415), path
