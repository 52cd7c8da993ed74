"""The inbox in the documentation of both its APIs: examples that are taken and answered, and its headers."""

import pytest

from api import cloud, mobile
from api.cloud.inbox import InboxMessageRequest
from api.mobile.inbox_schema import MessageListRequest
from tests.api.conformance import conforms, document

JSON = "application/json"
PHONES = ["count", "message/list", "message/detail", "message/read", "message/read-all"]
REQUESTS = [
    (cloud.api, "/v2/inbox/messages", InboxMessageRequest()),
    (mobile.api, "/api/inbox/message/list", MessageListRequest()),
]
ANSWERS = [
    (cloud.api, "/v2/inbox/messages"),
    (mobile.api, "/api/inbox/message/list"),
    (mobile.api, "/api/inbox/message/detail"),
]


def operation(api, path):
    return document(api)["paths"][path]["post"]


def examples(content):
    found = [example["value"] for example in content["content"][JSON]["examples"].values()]
    assert found
    return found


@pytest.mark.parametrize(("api", "path", "schema"), REQUESTS, ids=lambda part: part if isinstance(part, str) else "")
def test_examples_of_requests_are_taken(api, path, schema):
    for example in examples(operation(api, path)["requestBody"]):
        assert schema.validate(example) == {}


@pytest.mark.parametrize(("api", "path"), ANSWERS, ids=lambda part: part if isinstance(part, str) else "")
def test_examples_of_answers_are_answers(api, path):
    for example in examples(operation(api, path)["responses"]["200"]):
        assert conforms("POST", api.prefix + path, 200, example)


@pytest.mark.parametrize("path", PHONES)
def test_phones_send_a_token(path):
    assert operation(mobile.api, f"/api/inbox/{path}")["security"] == [{"token": []}]


def test_a_bank_may_send_a_key():
    found = operation(cloud.api, "/v2/inbox/messages")
    assert found["operationId"] == "sendMessage"
    assert found["tags"] == ["Inbox"]
    assert [one["name"] for one in found["parameters"]] == ["Idempotency-Key"]
