"""Query parameters get the types that a body's members have, as forgivingly as their schema's API."""

from typing import Any

import pytest
from marshmallow import ValidationError
from werkzeug.datastructures import MultiDict

from api.http import schema
from api.http.lenient_json import Lenient
from api.http.query import coerce_parameters, of_queries


class Asked(schema.CamelCase):
    only_new = schema.Boolean()
    size = schema.Integer()
    name = schema.String()


class AskedNicely(Asked, Lenient):
    pass


def read(asked, **parameters):
    return coerce_parameters(asked(), MultiDict(parameters))


@pytest.mark.parametrize("asked", [Asked, AskedNicely])
def test_parameters_have_their_types_and_strangers_and_empty_ones_are_dropped(asked):
    sent = {"onlyNew": "true", "size": "10", "name": "1", "stranger": "x"}
    assert read(asked, **sent) == {"onlyNew": True, "size": 10, "name": "1"}
    assert read(asked, onlyNew="", size="", name="") == {}


SPELLINGS = {
    True: ("true", "True", "TRUE", "1", "yes", "Yes", "on", "ON", " true "),
    False: ("FALSE", "0", "no", "Off"),
}


@pytest.mark.parametrize(("meant", "text"), [(meant, text) for meant in SPELLINGS for text in SPELLINGS[meant]])
def test_a_lenient_schema_takes_booleans_in_all_their_spellings_and_others_stay_strict(meant, text):
    assert read(AskedNicely, onlyNew=text) == {"onlyNew": meant}
    assert read(Asked, onlyNew=text) == {"onlyNew": meant if text in ("true", "false") else text}


@pytest.mark.parametrize("text", ["2", "t", "y", "maybe", "tru e", "-1", "01", "ja"])
def test_what_is_no_boolean_stays_text_for_the_schema_to_refuse(text):
    assert read(AskedNicely, onlyNew=text) == {"onlyNew": text}


class AskedOfAll(schema.CamelCase):
    include_removed = schema.Stated()
    name = schema.String()


def test_what_a_body_may_leave_out_a_query_has_to_say():
    assert AskedOfAll().load({}) == {"include_removed": False}
    asked = of_queries(AskedOfAll())
    assert asked.load({"includeRemoved": True}) == {"include_removed": True}
    with pytest.raises(ValidationError) as refused:
        asked.load({"name": "x" * 257})
    messages: Any = refused.value.messages
    assert messages.keys() == {"includeRemoved", "name"}
    assert messages["includeRemoved"] == ["Missing data for required field."]
