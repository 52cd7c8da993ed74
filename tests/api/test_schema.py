"""The doors' fields are as strict as JSON, and tell a wrong type from a wrong value."""

from decimal import Decimal

import pytest
from marshmallow import ValidationError, fields

from api import schema
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
        ({"free": {"a": 1}}, "free.a.value"),
    ],
)
def test_a_wrong_type_or_word_is_malformed(data, path):
    with pytest.raises(ValidationError) as caught:
        Outer().load(data)
    found = schema.malformed(caught.value.messages)
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
        ({"free": {"long key": ""}}, ["free.long key.key"]),
    ],
)
def test_a_value_of_the_right_type_is_a_violation_instead(data, paths):
    with pytest.raises(ValidationError) as caught:
        Outer().load(data)
    assert schema.malformed(caught.value.messages) is None
    assert [path for path, _ in schema.faults(caught.value.messages)] == paths


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
