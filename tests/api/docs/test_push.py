"""What is documented of pushes at the Cloud and the mobile API is what they take."""

import pytest

from api import cloud, mobile
from api.docs.document import material_of
from tests.api.conformance import document
from tests.api.docs.reading import JSON, validator

APIS = {"cloud": cloud.api, "mobile": mobile.api}
TAGS = {"Push", "Push Notifications", "Push Providers"}
OURS = [(name, endpoint) for name, api in APIS.items() for endpoint in api.endpoints if endpoint.tag in TAGS]


def documented(name, endpoint):
    route = endpoint.routes[0]
    path = route.path.replace("<app_id>", "{appId}")
    return document(APIS[name])["paths"][path][route.verb.lower()]


def test_these_are_all():
    assert len(OURS) == 9


@pytest.mark.parametrize(("name", "endpoint"), OURS, ids=lambda part: getattr(part, "name", part))
def test_examples_of_requests_are_accepted(name, endpoint):
    examples = material_of(APIS[name]).requests.get(endpoint.name, {})
    assert bool(examples) == (endpoint.request is not None)
    for example in examples.values():
        assert endpoint.request.load(example)
        shape = documented(name, endpoint)["requestBody"]["content"][JSON]["schema"]
        components = {"components": document(APIS[name])["components"]}
        sent = {"requestObject": example} if name == "mobile" else example
        assert validator({**shape, **components}).is_valid(sent)


@pytest.mark.parametrize(("name", "endpoint"), OURS, ids=lambda part: getattr(part, "name", part))
def test_tags_are_described(name, endpoint):
    assert material_of(APIS[name]).tags[endpoint.tag]


def test_messages_take_an_idempotency_key():
    parameters = documented("cloud", next(one for _, one in OURS if one.name == "send_push_message"))["parameters"]
    assert [one["name"] for one in parameters] == ["Idempotency-Key"]


def test_either_proof_registers_a_device():
    registers = next(one for _, one in OURS if one.name == "register_push_device")
    assert documented("mobile", registers)["security"] == [{"token": []}, {"signature": []}]


def test_no_answer_has_a_place_for_a_key():
    schemas = document(cloud.api)["components"]["schemas"]
    for name in ("ApnsProvider", "FcmProvider"):
        assert "privateKey" not in schemas[name]["properties"]
