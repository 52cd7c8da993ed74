"""Base64 that has one text for each value."""

import os

import pytest

from activities.powerauth.base64_text import Base64Invalid, decode, decode_url, encode, encode_url


@pytest.mark.parametrize("size", [0, 1, 2, 3, 16, 33, 1000])
def test_bytes_come_back(size):
    data = os.urandom(size)
    assert decode(encode(data), size=size) == data
    assert decode_url(encode_url(data)) == data


def test_the_standard_alphabet_is_padded_and_that_of_urls_is_not():
    assert encode(b"\xfb\xff\xfe\xff") == "+//+/w=="
    assert encode_url(b"\xfb\xff\xfe\xff") == "-__-_w"


@pytest.mark.parametrize(
    "text",
    [
        "+//+/w",
        "+//+/w=",
        "+//+/w===",
        "+//+/x==",
        "-__-_w==",
        "+//+\n/w==",
        " +//+/w==",
        "+//+/w==AAAA",
        "=",
        "č",
        None,
        5,
        b"AAAA",
    ],
)
def test_any_other_text_is_refused(text):
    with pytest.raises(Base64Invalid):
        decode(text)


@pytest.mark.parametrize("text", ["-__-_w==", "+//+/w", "-__-_x", "-__-_", "-__-\n_w", " ", "č"])
def test_any_other_text_of_urls_is_refused(text):
    with pytest.raises(Base64Invalid):
        decode_url(text)


def test_a_wrong_length_is_refused():
    with pytest.raises(Base64Invalid):
        decode(encode(bytes(16)), size=15)
