"""JSON that arrives encrypted."""

import pytest

from activities.powerauth.json_object import JsonObjectInvalid, read, write

MAX = 10_000


@pytest.mark.parametrize(
    "value",
    [{}, {"a": None, "b": [1, -2.5, True, "ž", {"c": []}]}, {"😀": "\n\x7f\uffff"}, {"n": 10**80}],
)
def test_objects_come_back(value):
    assert read(write(value), most_bytes=MAX) == value


def test_numbers_come_back_as_they_were_sent():
    text = b'{"a":1.10,"b":1E+999,"c":-0.0}'
    assert write(read(text, most_bytes=MAX)) == text


def test_a_byte_order_mark_is_passed_over():
    assert read(b'\xef\xbb\xbf{"a": 1}', most_bytes=MAX) == {"a": 1}


def test_it_is_written_compact_in_utf_8():
    assert write({"name": "Žofie", "list": [1, 2]}) == '{"name":"Žofie","list":[1,2]}'.encode()


def nested(depth):
    return b'{"a":' + b"[" * (depth - 1) + b"]" * (depth - 1) + b"}"


def test_depth_is_bounded():
    assert read(nested(32), most_bytes=MAX)
    with pytest.raises(JsonObjectInvalid):
        read(nested(33), most_bytes=MAX)


def test_length_is_bounded():
    assert read(b'{"a": 1}', most_bytes=8)
    with pytest.raises(JsonObjectInvalid):
        read(b'{"a": 1}', most_bytes=7)


REFUSED = {
    "nothing": b"",
    "not UTF-8": b'{"a": "\xff"}',
    "UTF-16": '{"a": 1}'.encode("utf-16"),
    "null": b"null",
    "list": b"[]",
    "text": b'"a"',
    "number": b"1",
    "two values": b"{}{}",
    "cut off": b'{"a": ',
    "a key twice": b'{"a": 1, "a": 1}',
    "a key twice within": b'{"b": [{"a": 1, "a": 1}]}',
    "a key without quotes": b"{a: 1}",
    "single quotes": b"{'a': 1}",
    "comma at the end": b'{"a": 1,}',
    "comment": b'{"a": 1} // comment',
    "NaN": b'{"a": NaN}',
    "Infinity": b'{"a": -Infinity}',
    "a long integer": b'{"a": ' + b"9" * 5000 + b"}",
    "a long fraction": b'{"a": 0.' + b"9" * 101 + b"}",
    "control character": b'{"a": "\n"}',
    "NUL": b'{"a": "\\u0000"}',
    "NUL in a key": b'{"b": {"\\u0000": 1}}',
    "half a pair": b'{"a": ["\\ud800"]}',
    "the other half": b'{"a": "\\udc00x"}',
    "too deep to parse": b'{"a":' * 100_000,
}


@pytest.mark.parametrize("body", REFUSED.values(), ids=REFUSED.keys())
def test_anything_else_is_refused(body):
    with pytest.raises(JsonObjectInvalid):
        read(body, most_bytes=1_000_000)
