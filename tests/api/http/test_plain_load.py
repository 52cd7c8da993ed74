"""What is loaded at once is what marshmallow loads, and whatever is wrong, marshmallow says so."""

import gc
import weakref
from decimal import Decimal
from enum import Enum
from random import Random
from typing import ClassVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from marshmallow import (
    INCLUDE,
    Schema,
    ValidationError,
    fields,
    post_load,
    pre_load,
    validate,
    validates,
    validates_schema,
)

from api import cloud, codec, mobile, nextstep
from api.http import plain_load, schema
from api.http.lenient_json import Lenient
from api.http.query import of_queries
from tests.api.docs.prefilled import writes
from tests.api.docs.reading import endpoint_of
from tests.api.http.drawn_documents import all_below, document
from tests.examples import examples
from tests.rows import each_row

APIS = (nextstep.api, mobile.api, cloud.api, codec.api)


def _declared():
    """One schema of each class that an endpoint reads by, and those for queries."""
    found = {}
    for api in APIS:
        for endpoint in api.endpoints:
            for one in (endpoint.request, endpoint.query, endpoint.raw):
                if one is not None:
                    found.update({(type(below), False): below for below in all_below(one)})
                    found[(type(one), True)] = of_queries(one)
    return [*found.values()]


SCHEMAS = _declared()


def _outcome(load, value):
    """With types and the order of members."""
    try:
        return repr(load(value))
    except ValidationError as error:
        return "refused", repr(error.messages)
    except Exception as error:  # of what is no JSON, which the parser would not have let through
        return "failed", repr(error)


@settings(max_examples=examples(100))
@given(st.integers(0, 2**32), st.sampled_from((0, 0, 0.02, 0.1, 0.4)))
def test_every_schema_loads_as_marshmallow_does(seed, faults):
    random = Random(seed)
    for one in random.sample(SCHEMAS, 40):
        sent = document(one, random, faults)
        assert _outcome(lambda value, by=one: plain_load.load(by, value), sent) == _outcome(one.load, sent), (one, sent)


@pytest.mark.parametrize("sent", [None, [], "x", 7, True, [{}]])
def test_what_is_no_object_is_refused_as_marshmallow_does(sent):
    for one in SCHEMAS:
        assert _outcome(lambda value, by=one: plain_load.load(by, value), sent) == _outcome(one.load, sent), one


def _is_read_at_once(one):
    return plain_load.reader_of_schema(one) != one.load


def test_a_schema_that_is_made_for_one_request_is_not_kept_for_ever():
    made = []
    for _ in range(2 * plain_load.MOST):
        one = _Plain()
        plain_load.load(one, {"text": "a"})
        made.append(weakref.ref(one))
    del one
    gc.collect()
    assert sum(ref() is not None for ref in made) <= plain_load.MOST


def test_marshmallow_alone_reads_by_few_schemas():
    assert sorted({type(one).__name__ for one in SCHEMAS if not _is_read_at_once(one)}) == [
        "ChangedCredentialPolicy",
        "ChangedHashConfig",
        "ChangedOtpPolicy",
        "CreateCallbackRequest",
        "CreateUserRequest",
        "NewCredentialPolicy",
        "NewHashConfig",
        "NewOtpPolicy",
        "SendMessageRequest",
        "Texts",
    ]


@pytest.mark.parametrize("api", [nextstep.api, mobile.api, cloud.api], ids=lambda api: api.name)
def test_the_requests_of_the_documentation_are_read_at_once(api):
    tried = 0
    for request in writes(api):
        endpoint = endpoint_of(request.verb, request.template, api)
        if endpoint.request is None or not _is_read_at_once(endpoint.request):
            continue
        sent = request.body["requestObject"] if api.envelope.request and not endpoint.bare else request.body
        found = plain_load.reader_of_schema(endpoint.request)(sent)
        assert repr(found) == repr(endpoint.request.load(sent)), request.name
        tried += 1
    assert tried > 10


class _Plain(schema.Strict):
    text = schema.String(load_default="absent")


class _BeforeLoading(_Plain):
    @pre_load
    def _shout(self, data, **_):
        return {name: str(value).upper() for name, value in data.items()}


class _OfOneMember(_Plain):
    @validates("text")
    def _of_text(self, value, **_):
        if value == "no":
            raise ValidationError("said no")


class _OfAll(_Plain):
    @validates_schema
    def _whole(self, data, *, many, partial, unknown):
        if data["text"] == "no":
            raise ValidationError(f"{data} {many} {partial} {unknown}")


class _OfTheOriginal(_Plain):
    @validates_schema(pass_original=True)
    def _whole(self, _, original, **__):
        if original.get("text") == "no":
            raise ValidationError("said no")


class _AfterLoading(_Plain):
    @post_load
    def _changed(self, data, *, many, partial, unknown):
        return {**data, "said": (many, partial, unknown)}


class _AfterLoadingAll(_Plain):
    @post_load(pass_collection=True)
    def _changed(self, data, **_):
        return [data]


class _Coerces(_Plain):
    def coerce(self, data):
        return dict.fromkeys(data, "coerced")


class _Louder(schema.String):
    def _deserialize(self, value, attr, data, **kwargs):
        return super()._deserialize(value, attr, data, **kwargs).upper()


class _ByAnotherField(schema.Strict):
    text = _Louder()


class _ByProcessors(schema.Strict):
    text = schema.String(post_load=str.upper)


class _ByAnotherWay(schema.Strict):
    text = schema.String(attribute="deep.inside")


class _Unstrict(Schema):
    class Meta:
        unknown = INCLUDE

    text = fields.String()


class _Within(schema.Strict):
    text = fields.Nested(_Unstrict)
    texts = schema.List(fields.Nested(_AfterLoading), validate=[validate.Length(min=1)])
    bounds = schema.Integer(validate=[validate.Range(0, 5, max_inclusive=False)])
    length = schema.String(validate=[validate.Length(equal=3)])
    money = schema.Decimal()


def _no(value):
    """A validator of the usual kinds' own: whatever a field holds, there is something that it may not be."""
    if value in (True, "no", Decimal("1.5"), {"a": None}, {"text": "no"}, ["no"], 4):
        raise ValidationError("said no")


class _Word(Enum):
    NO = "no"
    YES = "yes"


class _Checked(schema.Strict):
    whether = schema.Boolean(validate=_no)
    money = schema.Decimal(validate=[validate.Range(min=Decimal(1)), _no])
    word = schema.Word(_Word, plain=True, validate=_no)
    objects = schema.Dict(schema.String(), schema.String(allow_none=True), validate=_no)
    anything = fields.Raw(validate=_no)
    within = fields.Nested(_Plain, validate=_no)
    texts = schema.List(schema.String(), validate=[_no])
    text = schema.String(validate=[_no])
    above = schema.Integer(validate=[validate.Range(0, 5, min_inclusive=False)])
    bounds = schema.Integer(validate=[_no])


class _Older(schema.Strict):
    older_names: ClassVar = {"words": "text", "letters": "text", "size": "length"}

    text = schema.String(required=True)
    length = schema.String()


class _Forgiving(Lenient):
    texts = schema.List(schema.String(allow_none=True))
    anything = schema.List(fields.Raw())
    objects = schema.Dict(schema.String(), schema.String(allow_none=True))
    amounts = schema.Dict(schema.String(), schema.Decimal())


_SENT = (
    {}, {"text": "yes"}, {"text": "no"}, {"text": None}, {"text": 7}, {"words": "a", "letters": "b"},
    {"text": {"text": 1, "b": 2}}, {"text": "a", "size": "b"}, {"anything": [None, 1]}, {"bounds": True},
    {"money": Decimal("1E+30")}, {"money": Decimal("1E+31")}, {"money": Decimal("1E-31")}, {"money": 10**38 - 1},
    {"money": 10**38},
    {"money": Decimal(10**38)}, {"money": True}, {"money": Decimal("NaN")}, {"money": "1.5"},
    {"texts": [{"text": "a"}, {}]}, {"texts": []}, {"bounds": 5}, {"bounds": 4}, {"length": "abcd"}, {"length": "abc"},
    *({"whether": value} for value in (True, False)), *({"word": value} for value in ("no", "yes", "maybe")),
    *({"within": {"text": value}} for value in ("no", "yes")), *({"anything": value} for value in ("no", "yes")),
    *({"above": value} for value in (0, 1, 5, 6)), *({"bounds": value} for value in (0, 3)), {"money": Decimal("1.5")},
    {"money": Decimal(2)}, {"money": 0}, {"texts": ["no"]}, {"texts": ["yes"]}, {"objects": {"a": None}},
    {"texts": ["a", None]}, {"objects": {"a": None, "b": "c"}}, {"objects": {"a": 7}}, {"amounts": {"a": None, "b": 1}},
)  # fmt: skip
_CLASSES = (
    _Plain, _BeforeLoading, _OfOneMember, _OfAll, _OfTheOriginal, _AfterLoading, _AfterLoadingAll, _Coerces, _ByAnotherField,
    _ByProcessors, _ByAnotherWay, _Unstrict, _Within, _Checked, _Older, _Forgiving,
)  # fmt: skip


@each_row("kind", _CLASSES)
def test_each_way_in_which_a_schema_may_have_its_say_is_minded(kind):
    for sent in _SENT:
        assert _outcome(lambda value: plain_load.load(kind(), value), sent) == _outcome(kind().load, sent), sent


@each_row(
    "made, sent",
    [
        (_Plain(many=True), [{"text": "a"}]),
        (_Plain(partial=True), {}),
        (_Older(partial=("text",)), {}),
        (_Plain(unknown=INCLUDE), {"text": "a", "more": 1}),
        (_Plain(exclude=("text",)), {"text": "a"}),
    ],
)
def test_what_a_schema_is_made_with_is_minded(made, sent):
    assert _outcome(lambda value: plain_load.load(made, value), sent) == _outcome(made.load, sent)
