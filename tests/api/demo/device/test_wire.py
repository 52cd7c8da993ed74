"""What the phone takes for an answer."""

import pytest

from api.demo.device import wire
from api.demo.device.failures import Untrusted


@pytest.mark.parametrize("text", ["A", "AA", "AA=", "AB==", "AA==\n", " AA==", "_-==", "ř"])
def test_only_canonical_base64_is_bytes(text):
    with pytest.raises(ValueError):
        wire.from_b64(text)
    with pytest.raises(Untrusted):
        wire.bytes_of({"member": text}, "member")


@pytest.mark.parametrize("value", [None, "", 1, ["AA=="]])
def test_a_member_that_is_no_text_is_not_trusted(value):
    with pytest.raises(Untrusted):
        wire.bytes_of({"member": value}, "member")


def test_bytes_have_the_length_asked_for():
    assert wire.bytes_of({"member": "AAA="}, "member", 2) == bytes(2)
    with pytest.raises(Untrusted):
        wire.bytes_of({"member": "AAA="}, "member", 3)


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b"null", b"\xff"])
def test_an_answer_that_is_no_object_is_not_trusted(body):
    with pytest.raises(Untrusted):
        wire.read(body)


@pytest.mark.parametrize("answer", [{}, {"status": "ERROR"}, {"status": "OK", "responseObject": "A"}])
def test_an_answer_that_is_not_wrapped_is_not_trusted(answer):
    with pytest.raises(Untrusted):
        wire.unwrap(answer)


def test_a_wrapped_answer_may_hold_nothing():
    assert wire.unwrap({"status": "OK"}) == {}
    assert wire.unwrap({"status": "OK", "responseObject": {"a": 1}}) == {"a": 1}
