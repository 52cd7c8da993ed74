"""A lenient schema takes what the original's JSON library takes for the same members."""

from decimal import Decimal

import pytest
from marshmallow import ValidationError, fields

from api.http import malformed, schema
from api.http.lenient_json import Lenient
from api.http.times import Time
from config.vocabulary import BannerType


class Inner(Lenient):
    number = schema.Integer(load_default=None)


class Outer(Lenient):
    text = schema.String(max=80)
    number = schema.Integer()
    money = schema.Decimal()
    time = Time()
    flag = schema.Boolean()
    word = schema.Word(BannerType, plain=True)
    texts = schema.List(schema.String())
    numbers = schema.Dict(schema.String(), schema.Integer())
    kept = schema.Dict(schema.String(), schema.String(allow_none=True))
    opaque = schema.Dict(schema.String(), fields.Raw(allow_none=True))
    items = schema.List(fields.Nested(Inner))


@pytest.mark.parametrize(
    ("member", "sent", "loaded"),
    [
        ("text", 7, "7"),
        ("text", -12, "-12"),
        ("text", Decimal("100.50"), "100.50"),
        ("text", Decimal("0.0000001"), "0.0000001"),
        ("text", Decimal("1E+3"), "1000"),
        ("text", Decimal("1E+999999"), "1E+999999"),
        ("text", " 7 ", " 7 "),
        ("number", "42", 42),
        ("number", " -7 ", -7),
        ("number", "+007", 7),
        ("money", "100.50", Decimal("100.50")),
        ("money", "100.", Decimal("100")),
        ("money", ".5", Decimal("0.5")),
        ("money", "-1e3", Decimal("-1e3")),
        ("money", " 100 ", Decimal("100")),
        ("time", "1572618429867", 1572618429867),
        ("time", "2019-11-01T14:27:09.867Z", 1572618429867),
        ("texts", [1, "a", Decimal("2.50"), None], ["1", "a", "2.50"]),
        ("numbers", {"a": "1", "b": 2, "c": None}, {"a": 1, "b": 2}),
        ("kept", {"a": 1, "b": None}, {"a": "1", "b": None}),
        ("opaque", {"a": 1, "b": None, "c": [True, "1"]}, {"a": 1, "b": None, "c": [True, "1"]}),
        ("items", [{"number": "1"}, None, {}], [{"number": 1}, {"number": None}]),
    ],
)
def test_numbers_are_taken_for_texts_and_texts_for_numbers(member, sent, loaded):
    assert Outer().load({member: sent}) == {member: loaded}


@pytest.mark.parametrize("member", ["number", "money"])
@pytest.mark.parametrize("blank", ["", "  "])
def test_an_empty_text_in_a_numbers_place_counts_as_absent(member, blank):
    assert Outer().load({member: blank}) == {}

    class Asking(Lenient):
        number = schema.Integer(required=True)
        money = schema.Decimal(required=True)

    with pytest.raises(ValidationError) as caught:
        Asking().load({"number": 1, "money": 1, member: blank})
    assert malformed.find_malformed(caught.value.messages) is None
    assert list(malformed.flatten(caught.value.messages)) == [(member, "Missing data for required field.")]


@pytest.mark.parametrize(
    ("member", "sent"),
    [
        ("text", True),
        ("text", [1]),
        ("text", {"a": 1}),
        ("number", "1.5"),
        ("number", Decimal("1.5")),
        ("number", True),
        ("number", "one"),
        ("number", "1" * 101),
        ("money", "NaN"),
        ("money", "Infinity"),
        ("money", "1,5"),
        ("money", "1_000"),
        ("money", "٣"),
        ("money", "1e99999999999999999999"),
        ("money", "1" * 101),
        ("money", True),
        ("time", ""),
        ("time", "-1"),
        ("time", "9" * 50),
        ("flag", "true"),
        ("flag", 1),
        ("word", 0),
        ("texts", "a"),
        ("texts", [False]),
        ("numbers", {"a": []}),
    ],
)
def test_what_cannot_stand_for_the_value_is_malformed(member, sent):
    with pytest.raises(ValidationError) as caught:
        Outer().load({member: sent})
    assert malformed.find_malformed(caught.value.messages) is not None


def test_bounds_hold_for_what_was_taken():
    with pytest.raises(ValidationError) as caught:
        Outer().load({"text": 10**90, "money": "1e400", "number": str(2**63)})
    assert malformed.find_malformed(caught.value.messages) is None
    assert {path for path, _ in malformed.flatten(caught.value.messages)} == {"text", "money", "number"}
