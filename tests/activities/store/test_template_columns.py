"""Texts as they are stored."""

import pytest

from activities.store.template_columns import (
    TextsDamaged,
    attributes_column,
    attributes_of,
    result_texts_column,
    result_texts_of,
)
from config.definitions.load import load
from config.definitions.templates import AttributeTemplate


def test_the_shipped_ones_are_read_as_they_were_written():
    for texts in load().operation_texts:
        assert attributes_of(attributes_column(texts.attributes)) == texts.attributes
        assert result_texts_of(result_texts_column(texts.result_texts)) == texts.result_texts


@pytest.mark.parametrize("column", [None, "", " \n"])
def test_a_blank_column_says_nothing(column):
    assert attributes_of(column) == ()
    assert result_texts_of(column) == {}


def test_nothing_to_say_leaves_the_column_null():
    assert result_texts_column({}) is None


@pytest.mark.parametrize("params", ["", ',"params":null', ',"params":{}', ',"params":{"value":null}'])
def test_an_attribute_may_have_no_parameters(params):
    assert attributes_of('[{"id":"a","type":"NEW","text":"b"' + params + "}]") == (
        AttributeTemplate(id="a", type="NEW", text="b", params={}),
    )


def test_nulls_and_other_ends_are_left_out():
    assert result_texts_of('{"success": null, "failure": "no", "later": "?"}') == {"failure": "no"}


@pytest.mark.parametrize(
    ("read", "column", "message"),
    [
        (attributes_of, "[", "attributes: not JSON"),
        (attributes_of, "[" * 100_000, "attributes: not JSON"),
        (attributes_of, "{}", "attributes: not an array"),
        (attributes_of, "[1]", "attributes[0]: not an object"),
        (attributes_of, '[{"id":"a","type":"NOTE"}]', "attributes[0].text: not a text"),
        (attributes_of, '[{"id":1,"type":"NOTE","text":"b"}]', "attributes[0].id: not a text"),
        (attributes_of, '[{"id":"a","type":"NOTE","text":"b","params":[]}]', "attributes[0].params: not an object"),
        (
            attributes_of,
            '[{"id":"a","type":"NOTE","text":"b","params":{"note":1}}]',
            "attributes[0].params.note: not a text",
        ),
        (result_texts_of, "[]", "result_texts: not an object"),
        (result_texts_of, '{"success": 1}', "result_texts.success: not a text"),
        (result_texts_of, "no", "result_texts: not JSON"),
    ],
)
def test_what_is_broken_is_named(read, column, message):
    with pytest.raises(TextsDamaged) as caught:
        read(column)
    assert str(caught.value) == message
