"""The APIs' fields are as strict as JSON, and tell a wrong type from a wrong value."""

import re
from decimal import Decimal
from typing import ClassVar

import pytest
from marshmallow import ValidationError, fields

from api import cloud, mobile, nextstep
from api.http import malformed, schema
from config.vocabulary import BannerType


class Inner(schema.Strict):
    number = schema.Integer(required=True)


class Outer(schema.Strict):
    text = schema.String(min=1, max=5)
    number = schema.Integer(min=0, max=10)
    flag = schema.Boolean(load_default=True)
    money = schema.Decimal()
    word = schema.Word(BannerType)
    plain = schema.Word(BannerType, plain=True)
    items = schema.List(fields.Nested(Inner), max=2)
    free = schema.Dict(schema.String(max=5), schema.String(), max=2)


@pytest.mark.parametrize(
    ("data", "loaded"),
    [
        ({}, {"flag": True}),
        ({"unknown": 1, "items": [{"number": 1, "unknown": 2}]}, {"flag": True, "items": [{"number": 1}]}),
        ({"text": None, "flag": None, "items": None, "free": None}, {"flag": True}),
        ({"flag": False, "text": "ěščřž"}, {"flag": False, "text": "ěščřž"}),
        ({"money": 100}, {"flag": True, "money": Decimal(100)}),
        ({"money": Decimal("0.10")}, {"flag": True, "money": Decimal("0.10")}),
        (
            {"word": "BANNER_INFO", "plain": "BANNER_INFO"},
            {"flag": True, "word": BannerType.BANNER_INFO, "plain": "BANNER_INFO"},
        ),
    ],
)
def test_good_values_load_and_unknown_keys_and_nulls_are_dropped_at_every_depth(data, loaded):
    assert Outer().load(data) == loaded


def test_a_plain_word_is_a_string():
    assert type(Outer().load({"plain": "BANNER_INFO"})["plain"]) is str


@pytest.mark.parametrize(
    ("data", "path"),
    [
        ([], ""),
        ("text", ""),
        ({"text": 7}, "text"),
        ({"text": "a\0b"}, "text"),
        ({"text": "\ud800"}, "text"),
        ({"number": "7"}, "number"),
        ({"number": True}, "number"),
        ({"number": Decimal("7.0")}, "number"),
        ({"number": 7.0}, "number"),
        ({"flag": "yes"}, "flag"),
        ({"flag": 1}, "flag"),
        ({"flag": []}, "flag"),
        ({"money": "100"}, "money"),
        ({"money": 1.5}, "money"),
        ({"money": False}, "money"),
        ({"money": Decimal("NaN")}, "money"),
        ({"money": Decimal("Infinity")}, "money"),
        ({"word": "BANNER_LOUD"}, "word"),
        ({"word": []}, "word"),
        ({"word": 1}, "word"),
        ({"items": {}}, "items"),
        ({"items": [{"number": 1}, 7]}, "items[1]"),
        ({"items": [{"number": "1"}]}, "items[0].number"),
        ({"free": []}, "free"),
        ({"free": {"a": 1}}, "free.a"),
    ],
)
def test_a_wrong_type_or_word_is_malformed(data, path):
    with pytest.raises(ValidationError) as caught:
        Outer().load(data)
    found = malformed.find_malformed(caught.value.messages)
    assert found is not None
    assert found[0] == path
    assert found[1]


@pytest.mark.parametrize(
    ("data", "paths"),
    [
        ({"text": ""}, ["text"]),
        ({"text": "123456"}, ["text"]),
        ({"number": 11, "text": ""}, ["text", "number"]),
        ({"money": 10**39}, ["money"]),
        ({"money": 10**5000}, ["money"]),
        ({"money": Decimal("1E+31")}, ["money"]),
        ({"money": Decimal("1E-31")}, ["money"]),
        ({"money": Decimal("1E+999999")}, ["money"]),
        ({"items": [{}]}, ["items[0].number"]),
        ({"items": [{"number": None}]}, ["items[0].number"]),
        ({"items": [{"number": 1}] * 3}, ["items"]),
        ({"items": [{"number": 2**63}]}, ["items[0].number"]),
        ({"free": {"a": "", "b": "", "c": ""}}, ["free"]),
        ({"free": {"long key": ""}}, ["free.long key"]),
    ],
)
def test_a_value_of_the_right_type_is_a_violation_instead(data, paths):
    with pytest.raises(ValidationError) as caught:
        Outer().load(data)
    assert malformed.find_malformed(caught.value.messages) is None
    assert [path for path, _ in malformed.flatten(caught.value.messages)] == paths


class Renamed(schema.Strict):
    older_names = {"old": "new", "otherOld": "other"}  # noqa: RUF012 - as schemas declare it

    new = schema.Integer(min=1)
    other = fields.Nested(Inner)


@pytest.mark.parametrize(
    ("data", "loaded"),
    [
        ({"old": 1}, {"new": 1}),
        ({"old": 1, "new": None}, {"new": 1}),
        ({"old": 1, "new": 2}, {"new": 2}),
        ({"old": None}, {}),
    ],
)
def test_a_member_is_read_under_its_older_name_where_the_present_one_is_absent(data, loaded):
    assert Renamed().load(data) == loaded


@pytest.mark.parametrize(
    ("data", "path"),
    [
        ({"old": 0}, "old"),
        ({"old": "x"}, "old"),
        ({"new": 0}, "new"),
        ({"new": 0, "old": 1}, "new"),
        ({"old": 0, "new": None}, "old"),
        ({"otherOld": {}}, "otherOld.number"),
    ],
)
def test_an_error_names_the_member_that_was_sent(data, path):
    with pytest.raises(ValidationError) as caught:
        Renamed().load(data)
    assert [where for where, _ in malformed.flatten(caught.value.messages)] == [path]


def test_a_map_of_objects_names_their_members():
    class Holder(schema.Strict):
        held = schema.Dict(schema.String(max=3), fields.Nested(Inner))

    with pytest.raises(ValidationError) as caught:
        Holder().load({"held": {"a": {"number": "x"}, "long": {"number": 1}, "b": {}}})
    paths = {where for where, _ in malformed.flatten(caught.value.messages)}
    assert paths == {"held.a.number", "held.long", "held.b.number"}


def test_a_long_array_is_refused_before_its_items_are_read():
    class Counting(schema.Integer):
        reads = 0

        def _deserialize(self, *args, **kwargs):
            Counting.reads += 1
            return super()._deserialize(*args, **kwargs)

    class Numbers(schema.Strict):
        numbers = schema.List(Counting(), max=10)

    with pytest.raises(ValidationError):
        Numbers().load({"numbers": [1] * 100_000})
    assert Counting.reads == 0
    Numbers().load({"numbers": [1] * 10})
    assert Counting.reads == 10


class Nest(schema.CamelCase):
    older_names: ClassVar = {"oldCode": "oneCode"}

    one_code = schema.Secret(max=3)
    many = schema.List(schema.Secret(max=3))
    free = schema.Dict(schema.String(max=5), schema.Secret())
    inner = fields.Nested(Inner)
    nests = schema.List(fields.Nested(lambda: Nest()))


@pytest.mark.parametrize(
    ("path", "secret"),
    [
        ("oneCode", True),
        ("oldCode", True),
        ("many[1]", True),
        ("free.any", True),
        ("nests[0].oneCode", True),
        ("nests[0].nests[2].many[0]", True),
        ("many", False),
        ("inner.number", False),
        ("one_code", False),
        ("nowhere.at[1].all", False),
        ("", False),
    ],
)
def test_what_is_secret_is_known_wherever_it_stands(path, secret):
    assert schema.is_secret(Nest(), path) is secret


SECRETS = re.compile(r"(?i)otp$|password|secret|privatekey$|^token$|pin$")


def members(found, path=""):
    """Every text of a schema, by its path."""
    for name, field in found.fields.items():
        where = f"{path}.{field.data_key or name}".removeprefix(".")
        inner = field.inner if isinstance(field, fields.List) else field
        if isinstance(inner, fields.Nested):
            yield from members(inner.schema, where)
        elif isinstance(inner, schema.String):
            yield where, inner


def test_every_member_that_is_called_as_secrets_are_is_declared_as_one():
    asked = [
        (api.name, one)
        for api in (cloud.api, mobile.api, nextstep.api)
        for one in api.endpoints
        if one.request is not None
    ]
    found = {
        (api, one.name, path): isinstance(field, schema.Secret)
        for api, one in asked
        for path, field in members(one.request)
        if SECRETS.search(path.rpartition(".")[2])
    }
    assert len(found) >= 8
    assert {where for where, is_declared in found.items() if not is_declared} == set()
