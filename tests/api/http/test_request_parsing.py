"""What is wrong with a body is told of the member that was sent, whatever its callers call the members of free objects."""

import pytest
from flask import Flask
from marshmallow import fields

from api.http import schema
from api.http.endpoint import Endpoint
from api.http.errors import RequestInvalid
from api.http.request_parsing import load_request
from config import exact_json
from tests.rows import each_row


class Asked(schema.Strict):
    texts = schema.List(schema.String(max=3))
    extras = schema.Dict(schema.String(max=9), fields.Raw())


ASKED = Endpoint("tried", lambda: None, (), "Things", request=Asked())


def violations(sent):
    """The value of each, by its path."""
    body = exact_json.write({"requestObject": sent})
    with (
        Flask("tried").test_request_context(method="POST", data=body, content_type="application/json"),
        pytest.raises(RequestInvalid) as caught,
    ):
        load_request(ASKED, in_envelope=True, surplus=False)
    return {one["fieldName"].removeprefix("requestObject."): one["invalidValue"] for one in caught.value.violations}


@each_row(
    "sent, path, value",
    [
        ({"texts": ["a", "long"]}, "texts[1]", "long"),
        ({"texts": [*"abcdefghij", "long"]}, "texts[10]", "long"),
        ({"extras": {"too long a key": "a"}}, "extras.too long a key", "a"),
        ({"extras": {"in": ["a", "b"], "in.1.2.3.4.5.6": "c"}}, "extras.in.1.2.3.4.5.6", None),
        ({"extras": {"in": ["a", "b"], "in.000000001": "c"}}, "extras.in.000000001", None),
        ({"extras": {"in": ["a", "b"], "in.2222222222": "c"}}, "extras.in.2222222222", None),
        # More digits than Python makes a number of.
        ({"extras": {"in": ["a"], "in." + "1" * 5000: "c"}}, "extras.in." + "1" * 5000, None),
    ],
)
def test_a_violation_has_the_value_that_was_sent_if_there_is_one(sent, path, value):
    assert violations(sent) == {path: value}
