"""Query parameters get the types that a body's members have."""

import pytest
from werkzeug.datastructures import MultiDict

from api import schema
from api.query import typed


class Asked(schema.CamelCase):
    only_new = schema.Boolean()
    size = schema.Integer()
    name = schema.String()


def read(asked, **parameters):
    return typed(asked(), MultiDict(parameters))


def test_parameters_have_their_types_and_strangers_and_empty_ones_are_dropped():
    sent = {"onlyNew": "true", "size": "10", "name": "1", "stranger": "x"}
    assert read(Asked, **sent) == {"onlyNew": True, "size": 10, "name": "1"}
    assert read(Asked, onlyNew="", size="", name="") == {}


SPELLINGS = {
    True: ("true", "True", "TRUE", "1", "yes", "Yes", "on", "ON", " true "),
    False: ("FALSE", "0", "no", "Off"),
}


@pytest.mark.parametrize(("meant", "text"), [(meant, text) for meant in SPELLINGS for text in SPELLINGS[meant]])
def test_booleans_are_taken_in_all_their_spellings_at_every_door(meant, text):
    assert read(Asked, onlyNew=text) == {"onlyNew": meant}


@pytest.mark.parametrize("text", ["2", "t", "y", "maybe", "tru e", "-1", "01", "ja"])
def test_what_is_no_boolean_stays_text_for_the_schema_to_refuse(text):
    assert read(Asked, onlyNew=text) == {"onlyNew": text}
